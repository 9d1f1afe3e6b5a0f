"""Addresses of lists and start pages."""

from django.urls import path, re_path

from targets.target_editor import TargetEditor
from targets.views import findings, numbers, rolling, starting
from targets.views.conflicts import Merge
from targets.views.editing import Edit
from targets.views.editions import EditionList
from targets.views.history import AllHistory, ProjectHistory, TargetHistory
from targets.views.projects import ProjectList
from targets.views.rules import RuleList
from targets.views.start import Start
from targets.views.submitting import Submit
from targets.views.suggestions import suggest

TARGET = r"^documents/(?P<year>[0-9]{4})/(?P<code>[0-9]{3,12})"

urlpatterns = [
    path("", Start.as_view(), name="start"),
    path("projects/", ProjectList.as_view(), name="projects"),
    path("projects/new", starting.NewProject.as_view(), name="new-project"),
    path("projects/<int:pk>/delete", starting.DeleteProject.as_view(), name="delete-project"),
    path("projects/<int:pk>/edit", Edit.as_view(), name="edit"),
    path("projects/<int:pk>/submit", Submit.as_view(), name="submit"),
    path("projects/<int:pk>/merge", Merge.as_view(), name="merge"),
    path("projects/<int:pk>/take", findings.take, name="take"),
    path("projects/<int:pk>/undo", findings.undo, name="undo"),
    path("projects/<int:pk>/keep", findings.keep, name="keep"),
    path("projects/<int:pk>/withdraw", findings.withdraw, name="withdraw"),
    path("projects/<int:pk>/numbers", numbers.Numbers.as_view(), name="numbers"),
    path("projects/<int:pk>/change-numbers", numbers.change_numbers, name="change-numbers"),
    path("projects/<int:pk>/suggestions", suggest, name="suggestions"),
    re_path(rf"{TARGET}/edit$", Edit.as_view(editor=TargetEditor), name="edit-target"),
    re_path(rf"{TARGET}/submit$", Submit.as_view(editor=TargetEditor), name="submit-target"),
    re_path(rf"{TARGET}/merge$", Merge.as_view(editor=TargetEditor), name="merge-target"),
    path("years/<int:year>/roll-forward", rolling.RollForward.as_view(), name="roll-forward"),
    path("years/<int:year>/undo-roll-forward", rolling.undo, name="undo-roll-forward"),
    path("editions/", EditionList.as_view(), name="editions"),
    path("history/", AllHistory.as_view(), name="history-all"),
    path("projects/<int:pk>/history", ProjectHistory.as_view(), name="history"),
    re_path(rf"{TARGET}/history$", TargetHistory.as_view(), name="history-target"),
    path("rules/", RuleList.as_view(), name="rules"),
]
