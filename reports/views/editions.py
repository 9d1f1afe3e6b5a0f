"""An edition as it was approved: the form, what proves it, and how it differs from another."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views import View
from django.views.generic import DetailView

from reports.book import Target, build_target
from reports.downloads import record_download
from reports.form import Form, build_form
from reports.marks import Marks
from reports.models import FileKind
from reports.review_marks import ReviewMarks
from targets.comparing import Difference
from targets.declaration import Declaration, DepartmentDeclaration
from targets.diff import diff
from targets.kept import told
from targets.models import Edition
from targets.models.editions import EditionQuerySet
from targets.services.verifying import verify_one


class _Editions(DetailView):  # type: ignore[type-arg]  # not subscriptable at run time
    context_object_name = "edition"

    def get_queryset(self) -> EditionQuerySet:
        editions = Edition.objects.visible_to(self.request.user).with_place()
        return editions.select_related("department", "project", "target")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        siblings = Edition.objects.of(self.object).with_place().defer("sealed", "judgement")
        return super().get_context_data(**kwargs) | {"siblings": list(siblings), "section": "editions"}


class EditionPage(_Editions):
    """The form as it was approved, with its number, hashes, findings and reasons; ``?verify=1`` recomputes it."""

    template_name = "editions/edition.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form, judgement = _form(self.object.declaration), told(self.object.judgement)
        context, checked = super().get_context_data(**kwargs), "verify" in self.request.GET
        return context | {
            "timeline": _timeline(context["siblings"]),
            "form": form,
            "marks": Marks(form, judgement.open.placed, [each.row for each in judgement.kept]),
            "findings": judgement.open,
            "kept": judgement.kept,
            "checked": checked,
            "problem": verify_one(self.object) if checked else "",
        }


class CompareEditions(_Editions):
    """What changed from one edition of a project to another, in words and in the form; ``with`` names the other.

    Whichever is named first, the older comes before the newer. Without ``with`` it is the one before, or after the
    first.
    """

    template_name = "editions/compare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        others = self.get_queryset().of(self.object).exclude(pk=self.object.pk)
        asked = self.request.GET.get("with")
        if asked is None:
            other = others.filter(number__lt=self.object.number).last() or others.first()
        else:
            other = get_object_or_404(others, pk=int(asked) if asked.isascii() and asked.isdigit() else 0)
        return context | {"other": other} | (self._compared(other) if other else {})

    def _compared(self, other: Edition) -> dict[str, Any]:
        old, new = sorted((self.object, other), key=lambda each: each.number)
        form, declaration = _form(new.declaration), new.declaration
        changes = tuple(map(Difference, diff(old.declaration, declaration)))
        marks = ReviewMarks(form, (), (), changes=changes, threads=(), places=())
        return {"old": old, "new": new, "form": form, "changes": changes, "marks": marks}


class EditionJson(View):
    """The sealed text, to the byte: what ``sha256sum`` recomputes."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        edition = get_object_or_404(Edition.objects.visible_to(request.user).select_related("department"), pk=pk)
        name = f"{edition.fiscal_year_id}-{edition.code or edition.department.code}-{edition.number}.json"
        disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
        codes = [edition.department.code]
        record_download(request, FileKind.SEALED, name, edition.sealed.encode(), departments=codes, edition=edition)
        headers = {"Content-Disposition": disposition}
        return HttpResponse(edition.sealed.encode(), content_type="application/json", headers=headers)


def _form(declaration: Declaration | DepartmentDeclaration) -> Form | Target:
    return build_form(declaration) if isinstance(declaration, Declaration) else build_target(declaration)


def _timeline(editions: Sequence[Edition]) -> list[tuple[Edition, dict[str, int] | None]]:
    """Each with its bar in a picture 44 high: as tall as its budget among theirs, ``None`` where none is declared."""
    highest = max((each.budget or 0 for each in editions), default=0)
    bars = []
    for each in editions:
        tall = round(40 * each.budget / highest) if each.budget and highest else 0
        bars.append((each, {"top": 44 - max(tall, 1), "tall": max(tall, 1)} if each.budget is not None else None))
    return bars
