"""Addresses of forms and documents, on the screen and on paper."""

import re

from django.urls import path, re_path

from reports.exports import KINDS
from reports.views.document import DocumentPage, DocumentPdf
from reports.views.editions import CompareEditions, EditionJson, EditionPage
from reports.views.exports import export_document, export_editions, export_projects, import_template
from reports.views.import_errors import import_errors
from reports.views.papers import EditionPdf
from reports.views.project import ProjectPage, ProjectPdf
from reports.views.verify import Verify

DOCUMENT = r"documents/(?P<year>[0-9]{4})/(?P<code>[0-9]{3,12})/"

KIND = rf"(?P<kind>{'|'.join(map(re.escape, KINDS))})$"

urlpatterns = [
    path("projects/<int:pk>/", ProjectPage.as_view(), name="project"),
    path("projects/<int:pk>/pdf", ProjectPdf.as_view(), name="project-pdf"),
    path("editions/<int:pk>/", EditionPage.as_view(), name="edition"),
    path("editions/<int:pk>/compare", CompareEditions.as_view(), name="compare-editions"),
    path("editions/<int:pk>/edition.json", EditionJson.as_view(), name="edition-json"),
    path("editions/<int:pk>/edition.pdf", EditionPdf.as_view(), name="edition-pdf"),
    path("verify/", Verify.as_view(), name="verify"),
    path("verify/<str:digits>", Verify.as_view(), name="verify-hash"),
    re_path(rf"^{DOCUMENT}$", DocumentPage.as_view(), name="document"),
    re_path(rf"^{DOCUMENT}pdf$", DocumentPdf.as_view(), name="document-pdf"),
    re_path(rf"^{DOCUMENT.removesuffix('/')}\.{KIND}", export_document, name="export-document"),
    re_path(rf"^projects/export\.{KIND}", export_projects, name="export-projects"),
    re_path(rf"^editions/export\.{KIND}", export_editions, name="export-editions"),
    path("imports/templates/<int:year>/<str:layout>.xlsx", import_template, name="import-template"),
    path("imports/<int:pk>/errors.csv", import_errors, name="import-errors"),
]
