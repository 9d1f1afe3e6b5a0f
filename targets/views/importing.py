"""Bringing files in: the form, what they would change, taking it in, and undoing that."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, ListView

from targets.access import Scope
from targets.background import is_stopped
from targets.forms.importing import ImportForm
from targets.models import Import, ImportItem, ImportState, ItemOutcome
from targets.models.imports import ImportQuerySet
from targets.progress import percent
from targets.services.findings import RefusedError
from targets.services.imports import (
    begin_import,
    discard_import,
    restart_import,
    take_import,
    undo_import,
    upload_name,
)
from targets.views.compressed import compressed

ORDER = (ItemOutcome.FAULTY, ItemOutcome.BARRED, ItemOutcome.CHANGED, ItemOutcome.NEW, ItemOutcome.UNCHANGED)
"""What has to be looked at comes first."""


class _Own:
    """One's own imports."""

    request: HttpRequest

    def get_queryset(self) -> ImportQuerySet:
        return (
            Import.objects.visible_to(self.request.user)
            .with_counts()
            .select_related("fiscal_year")
            .prefetch_related("files")
        )


class ImportList(_Own, ListView):  # type: ignore[type-arg]  # not subscriptable at run time
    """The latest first."""

    template_name = "imports/list.html"
    context_object_name = "imports"
    extra_context = {"section": "projects"}
    paginate_by = 25

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """For those who enter some unit's targets."""
        _must_enter(request)
        return super().get(request, *args, **kwargs)


class NewImport(View):
    """Which files, of which year; POST reads them and leads to what they would change."""

    def get(self, request: HttpRequest) -> HttpResponse:
        _must_enter(request)
        return self._show(request, ImportForm(user=request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        _must_enter(request)
        form = ImportForm(request.POST, request.FILES, user=request.user)
        if not form.is_valid():
            return self._show(request, form, status=422)
        said = {"year": form.cleaned_data["year"], "unit": form.cleaned_data["unit"]}
        try:
            upload = begin_import(files=form.sent(), **said, actor=request.user)  # type: ignore[arg-type]
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
            return self._show(request, form, status=422)
        return redirect(upload)

    def _show(self, request: HttpRequest, form: ImportForm, status: int = 200) -> HttpResponse:
        return render(request, "imports/new.html", {"form": form, "section": "projects"}, status=status)


@method_decorator(compressed, name="dispatch")
class ImportPage(_Own, DetailView):  # type: ignore[type-arg]
    """How far it has come, then what it would change, then what it changed; asked again every second meanwhile."""

    template_name = "imports/import.html"
    context_object_name = "upload"
    extra_context = {"section": "projects"}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Who asks how far it has come, and it is done, gets the whole page anew."""
        response = super().get(request, *args, **kwargs)
        if getattr(request, "htmx", False) and not self.object.under_way:
            response["HX-Refresh"] = "true"
        return response

    def get_template_names(self) -> list[str]:
        return ["imports/_progress.html" if getattr(self.request, "htmx", False) else self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.object.under_way:
            told = percent(upload_name(self.object.pk))
            stranded = self.object.stranded and told is None
            return context | {"percent": told, "stranded": stranded, "no_worker": stranded and is_stopped()}
        items = ImportItem.objects.visible_to(self.request.user).filter(of=self.object)
        rows: dict[str, list[ImportItem]] = {outcome: [] for outcome in ORDER}
        for item in items.for_preview():
            rows[item.outcome].append(item)
        groups = [(ItemOutcome(outcome), found) for outcome, found in rows.items() if found]
        return context | {"groups": groups, "asks": self.object.awaits}


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in what is ticked."""
    keys = {int(key) for key in request.POST.getlist("item") if key.isascii() and key.isdigit() and len(key) < 19}
    try:
        upload = take_import(import_id=pk, chosen=keys, actor=request.user)  # type: ignore[arg-type]
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
        return redirect("import", pk)
    if upload.state == ImportState.TAKEN:
        messages.success(request, _("All that was ticked is taken in."))
    return redirect(upload)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Put everything back as it was before."""
    upload = undo_import(import_id=pk, actor=request.user)  # type: ignore[arg-type]
    if upload.state == ImportState.UNDONE:
        messages.success(request, _("Undone: everything is as it was before the import."))
    return redirect(upload)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget what was read and not taken in."""
    try:
        discard_import(import_id=pk, actor=request.user)  # type: ignore[arg-type]
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
        return redirect("import", pk)
    messages.success(request, _("Discarded; nothing of it was taken in."))
    return redirect("imports")


@require_POST
def restart(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin again what was broken off for good."""
    try:
        upload = restart_import(import_id=pk, actor=request.user)  # type: ignore[arg-type]
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
        return redirect("import", pk)
    return redirect(upload)


def _must_enter(request: HttpRequest) -> None:
    if not Scope.of(request.user).entered:
        raise PermissionDenied
