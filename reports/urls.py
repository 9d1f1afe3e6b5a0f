"""Addresses of forms and documents, on the screen and on paper."""

from django.urls import path

from reports.views import DocumentPage, DocumentPdf, ProjectPage, ProjectPdf

urlpatterns = [
    path("projects/<int:pk>/", ProjectPage.as_view(), name="project"),
    path("projects/<int:pk>/pdf", ProjectPdf.as_view(), name="project-pdf"),
    path("documents/<int:year>/<str:code>/", DocumentPage.as_view(), name="document"),
    path("documents/<int:year>/<str:code>/pdf", DocumentPdf.as_view(), name="document-pdf"),
]
