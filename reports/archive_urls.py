"""Addresses of bulk downloads, and of the record of all downloads."""

from django.urls import path

from reports.views import archives
from reports.views.downloads import DownloadList

urlpatterns = [
    path("archives/", archives.ArchiveList.as_view(), name="archives"),
    path("archives/ask", archives.ask_archive, name="ask-archive"),
    path("archives/<int:pk>/", archives.ArchivePage.as_view(), name="archive"),
    path("archives/<int:pk>/file", archives.archive_file, name="archive-file"),
    path("archives/<int:pk>/restart", archives.restart_archive, name="restart-archive"),
    path("archives/<int:pk>/cancel", archives.cancel_archive, name="cancel-archive"),
    path("downloads/", DownloadList.as_view(), name="downloads"),
]
