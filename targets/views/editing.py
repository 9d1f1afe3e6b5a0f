"""Typing in a project's table or a department target: the page, its saving by button and as one goes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View

from targets.editor import Editor
from targets.forms.raw import TooManyRowsError
from targets.forms.sheet import Sheet
from targets.project_editor import ProjectEditor
from targets.rescue import rescued
from targets.services.findings import RefusedError
from targets.services.saving import StaleError
from targets.services.starting import closed_because
from targets.tidy import Tidied, apply
from targets.views.compressed import compressed
from targets.views.conflicts import conflict_page, opened_by_another, plain
from targets.views.findings import not_kept, number

LIVE = "edit/_answer.html"


@method_decorator(compressed, name="dispatch")  # its rows are much alike
class Edit(View):
    """The official form, every cell a field."""

    editor: type[Editor] = ProjectEditor
    keeps_typed = True
    """What is sent after the session expired comes back once one has signed in again."""

    def get(self, request: HttpRequest, **where: Any) -> HttpResponse:
        editor = self.editor.open(request.user, **where)
        if not editor.declared.pk and (told := closed_because(editor.declared.fiscal_year)):
            messages.warning(request, told)
        typed = rescued(request)
        if typed is None:
            return render(request, editor.template, editor.page(editor.sheet()))
        told = opened_by_another(request, typed)
        messages.warning(request, told or _("This is what you typed before you were signed out. It is not saved yet."))
        sheet = editor.sent(typed)
        return render(request, editor.template, editor.page(sheet, sheet.problems()))

    def post(self, request: HttpRequest, **where: Any) -> HttpResponse:
        """Save what was typed: all of it, or nothing where something cannot be stored."""
        editor = self.editor.open(request.user, **where)
        try:
            sheet = editor.sent(request.POST)
        except TooManyRowsError as error:
            messages.error(request, str(error))
            return redirect(editor.addresses["edit"])
        if told := opened_by_another(request):
            return not_theirs(request, editor, sheet, told)
        problems = sheet.problems()
        tidy: tuple[Tidied, ...] = ()
        if not problems:
            try:
                tidy = save(editor, sheet, request.POST)
            except StaleError as stale:
                return stale_answer(request, editor, sheet, stale)
            except RefusedError as refusal:
                problems = (editor.problem(refusal),)
        notes = () if problems else judge(editor, request.POST)
        if is_live(request):
            return render(request, LIVE, editor.live(sheet, problems, tidy) | {"notes": notes})
        if problems:
            return render(request, editor.template, editor.page(sheet, problems), status=422)
        return saved(request, editor, tidy, notes)


def not_theirs(request: HttpRequest, editor: Editor, sheet: Sheet[Any], told: str) -> HttpResponse:
    """Nothing is saved by itself in somebody else's name; on the whole page they may do so, knowing it."""
    if is_live(request):
        return render(request, LIVE, editor.live(sheet) | {"other_user": told})
    page = editor.page(sheet, sheet.problems()) | {"other_user": told}
    return render(request, editor.template, page, status=409)


def is_live(request: HttpRequest) -> bool:
    """Whether the page saves by itself, and so wants no whole page back."""
    return bool(request.htmx)  # type: ignore[attr-defined]


def save(editor: Editor, sheet: Sheet[Any], data: Any) -> tuple[Tidied, ...]:
    """Store the sheet, its target values tidied but for those the page names; return what was tidied."""
    left = data.getlist("untidied")
    tidy = tuple(each for each in editor.tidied(sheet) if sheet.name_of(each.path) not in left)
    editor.store(apply(sheet.typed(), tidy), data.get("version", ""))
    return tidy


def stale_answer(request: HttpRequest, editor: Editor, sheet: Sheet[Any], stale: StaleError) -> HttpResponse:
    """Somebody saved in between: say so beside the form, or show both versions."""
    if is_live(request):
        return render(request, LIVE, editor.live(sheet) | {"stale": stale.declared})
    base = plain(request.POST, "base", stale.stored)
    return conflict_page(request, editor, stale, base, sheet.typed())


def judge(editor: Editor, data: Any) -> tuple[str, ...]:
    """Keep a reminder with a reason or withdraw one, as a button beside the form asks; return what to say of it."""
    verb, _colon, which = data.get("do", "").partition(":")
    rule, _colon, path = which.partition(":")
    try:
        if verb == "keep":
            editor.keep(rule, path, data.get(f"reason:{which}", ""))
        elif verb == "withdraw":
            editor.withdraw(number(which))
    except RefusedError as refusal:
        return (not_kept(refusal, data.get(f"reason:{which}", "")),)
    return ()


def saved(request: HttpRequest, editor: Editor, tidy: tuple[Tidied, ...], notes: tuple[str, ...]) -> HttpResponse:
    """Say what was done, and lead on to where the button pressed leads."""
    for each in tidy:
        messages.info(request, f"{each.before} → {each.after}：{each.reason}")
    for note in notes:
        messages.warning(request, note)
    if request.POST.get("do") == "submit":
        return redirect(editor.addresses["submit"])
    messages.success(request, _("Saved."))
    return redirect(editor.addresses["edit"])
