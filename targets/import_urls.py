"""Addresses of bringing files in."""

from django.urls import path

from targets.views import importing

urlpatterns = [
    path("imports/", importing.ImportList.as_view(), name="imports"),
    path("imports/new", importing.NewImport.as_view(), name="new-import"),
    path("imports/<int:pk>/", importing.ImportPage.as_view(), name="import"),
    path("imports/<int:pk>/take", importing.take, name="take-import"),
    path("imports/<int:pk>/undo", importing.undo, name="undo-import"),
    path("imports/<int:pk>/discard", importing.discard, name="discard-import"),
    path("imports/<int:pk>/restart", importing.restart, name="restart-import"),
]
