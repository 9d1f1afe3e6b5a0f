"""Addresses of forms and documents, on the screen and on paper."""

from django.urls import path, re_path

from reports.views.document import DocumentPage, DocumentPdf
from reports.views.editions import CompareEditions, EditionJson, EditionPage
from reports.views.project import ProjectPage, ProjectPdf

DOCUMENT = r"documents/(?P<year>[0-9]{4})/(?P<code>[0-9]{3,12})/"

urlpatterns = [
    path("projects/<int:pk>/", ProjectPage.as_view(), name="project"),
    path("projects/<int:pk>/pdf", ProjectPdf.as_view(), name="project-pdf"),
    path("editions/<int:pk>/", EditionPage.as_view(), name="edition"),
    path("editions/<int:pk>/compare", CompareEditions.as_view(), name="compare-editions"),
    path("editions/<int:pk>/edition.json", EditionJson.as_view(), name="edition-json"),
    re_path(rf"^{DOCUMENT}$", DocumentPage.as_view(), name="document"),
    re_path(rf"^{DOCUMENT}pdf$", DocumentPdf.as_view(), name="document-pdf"),
]
