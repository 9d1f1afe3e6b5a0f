"""Addresses of lists and start pages."""

from django.urls import path

from targets.views import findings, numbers
from targets.views.projects import ProjectList
from targets.views.rules import RuleList
from targets.views.start import Start

urlpatterns = [
    path("", Start.as_view(), name="start"),
    path("projects/", ProjectList.as_view(), name="projects"),
    path("projects/<int:pk>/take", findings.take, name="take"),
    path("projects/<int:pk>/undo", findings.undo, name="undo"),
    path("projects/<int:pk>/keep", findings.keep, name="keep"),
    path("projects/<int:pk>/withdraw", findings.withdraw, name="withdraw"),
    path("projects/<int:pk>/numbers", numbers.Numbers.as_view(), name="numbers"),
    path("projects/<int:pk>/change-numbers", numbers.change_numbers, name="change-numbers"),
    path("rules/", RuleList.as_view(), name="rules"),
]
