"""The public page that says what a printed sheet or a PDF is: in force, superseded, or not known here."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from reports.book import build_target
from reports.form import build_form
from reports.verification import Answer, by_file, by_hash, digits_of
from targets.attached import LARGEST
from targets.declaration import Declaration

_ENVELOPE = 64 * 1024
"""Bytes that a form has around its file."""


@method_decorator([login_not_required, csrf_exempt], name="dispatch")
class Verify(View):
    """Takes a hash in its address or a file; changes nothing, so that anybody may send it from anywhere."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, digits: str = "") -> HttpResponse:
        typed = digits or request.GET.get("hash", "")
        if not typed:
            return _page(request, {})
        try:
            asked = digits_of(typed)
        except ValueError:
            problem = _("That is no hash: type 12 digits or more, 0 to 9 and a to f, as they are printed at the foot.")
            return _page(request, {"problem": problem, "typed": typed}, status=400)
        if asked != digits:
            return HttpResponseRedirect(reverse("verify-hash", args=[asked]))
        return _answered(request, by_hash(asked), asked)

    def post(self, request: HttpRequest, digits: str = "") -> HttpResponse:
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST + _ENVELOPE:  # before any of it is read
            return _page(request, {"problem": _("The file is larger than 20 MB, so it is none of ours.")}, status=413)
        file = request.FILES.get("file")
        if file is None:
            return _page(request, {"problem": _("Choose the PDF file first.")}, status=400)
        if file.read(5) != b"%PDF-":
            return _page(request, {"problem": _("“%(name)s” is no PDF file.") % {"name": file.name}}, status=400)
        file.seek(0)
        return _answered(request, by_file(file), "")


def _answered(request: HttpRequest, answer: Answer, asked: str) -> HttpResponse:
    context: dict[str, Any] = {"answer": answer, "asked": asked}
    if answer.edition:
        declaration = answer.edition.declaration
        form = build_form(declaration) if isinstance(declaration, Declaration) else build_target(declaration)
        context |= {"form": form, "declared": declaration}
    return _page(request, context, status=200 if answer.edition else 404)


def _page(request: HttpRequest, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, "verify/page.html", dict(context), status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response
