"""Typing in a project's table: the page, its saving by button and as one goes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from targets.editor import ProjectEditor
from targets.forms.project_sheet import ProjectSheet
from targets.forms.raw import TooManyRowsError
from targets.forms.sheet import Problem
from targets.rescue import rescued
from targets.services.findings import RefusedError
from targets.services.reasons import keep_finding, withdraw_reason
from targets.services.saving import CodeTakenError, StaleProjectError, save_project
from targets.tidy import Tidied, apply, tidied
from targets.views.conflicts import conflict_page, plain
from targets.views.findings import number

PAGE, LIVE = "edit/project.html", "edit/_answer.html"


class Edit(View):
    """The official table, every cell a field."""

    keeps_typed = True
    """What is sent after the session expired comes back once one has signed in again."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        editor = ProjectEditor.open(pk, request.user)
        typed = rescued(request)
        if typed is None:
            return render(request, PAGE, editor.page(editor.sheet()))
        messages.warning(request, _("This is what you typed before you were signed out. It is not saved yet."))
        sheet = editor.sent(typed)
        return render(request, PAGE, editor.page(sheet, sheet.problems()))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save what was typed: all of it, or nothing where something cannot be stored."""
        editor = ProjectEditor.open(pk, request.user)
        try:
            sheet = editor.sent(request.POST)
        except TooManyRowsError as error:
            messages.error(request, str(error))
            return redirect("edit", pk)
        problems = sheet.problems()
        tidy: tuple[Tidied, ...] = ()
        if not problems:
            try:
                tidy = save(editor, sheet, request.POST)
            except StaleProjectError as stale:
                return stale_answer(request, editor, sheet, stale)
            except CodeTakenError as refusal:
                problems = (Problem("code", str(_("project code")), str(refusal)),)
        notes = () if problems else judge(editor, request.POST)
        if is_live(request):
            return render(request, LIVE, editor.live(sheet, problems, tidy) | {"notes": notes})
        if problems:
            return render(request, PAGE, editor.page(sheet, problems), status=422)
        return saved(request, pk, tidy, notes)


def is_live(request: HttpRequest) -> bool:
    """Whether the page saves by itself, and so wants no whole page back."""
    return bool(request.htmx)  # type: ignore[attr-defined]


def save(editor: ProjectEditor, sheet: ProjectSheet, data: Any) -> tuple[Tidied, ...]:
    """Store the sheet, its target values tidied but for those the page names; return what was tidied."""
    typed, left = sheet.typed(), data.getlist("untidied")
    tidy = tuple(each for each in tidied(editor.stored, typed) if sheet.name_of(each.path) not in left)
    editor.project = save_project(
        project_id=editor.project.pk, version=data.get("version", ""), typed=apply(typed, tidy), actor=editor.user
    )
    return tidy


def stale_answer(
    request: HttpRequest, editor: ProjectEditor, sheet: ProjectSheet, stale: StaleProjectError
) -> HttpResponse:
    """Somebody saved in between: say so beside the form, or show both versions."""
    if is_live(request):
        return render(request, LIVE, editor.live(sheet) | {"stale": stale.declared})
    base = plain(request, "base", stale.stored)
    return conflict_page(request, stale.declared, base, sheet.typed(), stale.stored)


def judge(editor: ProjectEditor, data: Any) -> tuple[str, ...]:
    """Keep a reminder with a reason or withdraw one, as a button beside the form asks; return what to say of it."""
    verb, _colon, which = data.get("do", "").partition(":")
    rule, _colon, path = which.partition(":")
    try:
        if verb == "keep":
            reason = data.get(f"reason:{which}", "")
            keep_finding(project_id=editor.project.pk, rule=rule, path=path, reason=reason, actor=editor.user)
        elif verb == "withdraw":
            withdraw_reason(project_id=editor.project.pk, kept_id=number(which), actor=editor.user)
    except RefusedError as refusal:
        return (str(refusal),)
    return ()


def saved(request: HttpRequest, pk: int, tidy: tuple[Tidied, ...], notes: tuple[str, ...]) -> HttpResponse:
    """Say what was done, and lead on to where the button pressed leads."""
    for each in tidy:
        messages.info(request, f"{each.before} → {each.after}：{each.reason}")
    for note in notes:
        messages.warning(request, note)
    if request.POST.get("do") == "submit":
        return redirect("submit", pk)
    messages.success(request, _("Saved."))
    return redirect("edit", pk)
