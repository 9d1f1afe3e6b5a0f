"""Archives: asking for one, one's own, how far it has come, and the file."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import DetailView, ListView

from reports.archive_choice import YearForm, choice_of
from reports.archive_files import file_name
from reports.archives import ask, cancel, restart
from reports.downloads import Digest, record_download
from reports.models import Archive, FileKind
from reports.models.archives import ArchiveQuerySet
from targets.background import is_stopped
from targets.models import User
from targets.services.findings import RefusedError
from targets.years import year_in_view


class _Own:
    """One's own archives."""

    request: HttpRequest

    def get_queryset(self) -> ArchiveQuerySet:
        return Archive.objects.visible_to(_user(self.request))


class ArchiveList(_Own, ListView):  # type: ignore[type-arg]  # not subscriptable at run time
    """The latest first, and where a year's is asked for."""

    template_name = "archives/list.html"
    context_object_name = "archives"
    extra_context = {"section": "editions"}
    paginate_by = 25

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = _user(self.request)
        return super().get_context_data(**kwargs) | {"form": YearForm(user=user, year=year_in_view(user))}


class ArchivePage(_Own, DetailView):  # type: ignore[type-arg]
    """How far it has come; asked again every second while it is under way, by htmx or else by itself."""

    template_name = "archives/archive.html"
    context_object_name = "archive"
    extra_context = {"section": "editions"}

    def get_template_names(self) -> list[str]:
        return ["archives/_progress.html" if getattr(self.request, "htmx", False) else self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "readable": self.object.readable_by(self.request.user),
            "no_worker": self.object.stranded and is_stopped(),
        }


@require_POST
def ask_archive(request: HttpRequest) -> HttpResponse:
    """Have what was chosen put into a ZIP."""
    user = _user(request)
    choice = choice_of(request, user)
    try:
        archive = ask(editions=choice.editions, title=choice.title, actor=user)
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
        return redirect(choice.page)
    return redirect("archive", archive.pk)


@require_POST
def restart_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Make it anew, where that came to nothing."""
    return _do(request, pk, restart)


@require_POST
def cancel_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Call it off."""
    return _do(request, pk, cancel)


@require_safe
def archive_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file, for whom may still read all that is in it."""
    archive = get_object_or_404(Archive.objects.visible_to(_user(request)), pk=pk)
    if not archive.is_there or not archive.readable_by(request.user):
        raise Http404
    name = f"{file_name(archive.title, 80)}-{archive.pk}.zip"
    codes = archive.editions.values_list("department__code", flat=True).distinct().order_by()
    digest = Digest(archive.sha256, archive.size or 0)
    record_download(request, FileKind.ARCHIVE, name, digest, departments=codes, archive=archive)
    file = archive.path.open("rb")
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


def _do(request: HttpRequest, pk: int, verb: Any) -> HttpResponse:
    get_object_or_404(Archive.objects.visible_to(_user(request)), pk=pk)
    try:
        archive = verb(archive_id=pk, actor=request.user)
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
        return redirect("archive", pk)
    return redirect("archive", archive.pk)


def _user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]  # every address but signing in is for those who did
