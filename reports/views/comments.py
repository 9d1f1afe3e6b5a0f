"""Comments on cells, from the review page and beside the form that is corrected."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget

from reports.reviewing import review_of
from reports.views.review import page, seen
from targets.addresses import address, key
from targets.models import DepartmentTarget, Kind, Project, Thread
from targets.rescue import rescued
from targets.services.commenting import answer, comment, resolve, unresolve
from targets.services.findings import RefusedError
from targets.storage import contents_of
from targets.talk import talk_of
from targets.views.conflicts import opened_by_another


class Say(View):
    """Begin a thread on a cell."""

    kind = Kind.PROJECT
    keeps_typed = True

    def get(self, request: HttpRequest, **where: Any) -> HttpResponse:
        """The review page, with what an expired session could not send."""
        declared = seen(request, self.kind, key(self.kind, where))
        typed = rescued(request)
        return redirect(address("review", declared)) if typed is None else kept(request, declared, typed)

    def post(self, request: HttpRequest, **where: Any) -> HttpResponse:
        declared = seen(request, self.kind, key(self.kind, where))
        if told := opened_by_another(request):
            return refused(request, declared, told, "say")
        said = {name: request.POST.get(name, "") for name in ("path", "text")}
        try:
            thread = comment(kind=self.kind, key=declared.pk, actor=request.user, **said)  # type: ignore[arg-type]
        except RefusedError as refusal:
            return refused(request, declared, str(refusal), "say")
        return answered(request, declared, thread)


class Answer(View):
    """Say something more in a thread."""

    keeps_typed = True

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The review page, with what an expired session could not send."""
        declared = about(request, pk)
        typed = rescued(request)
        return redirect(address("review", declared)) if typed is None else kept(request, declared, typed)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        declared = about(request, pk)
        if told := opened_by_another(request):
            return refused(request, declared, told, f"answer-{pk}")
        try:
            thread = answer(thread_id=pk, text=request.POST.get(f"answer-{pk}", ""), actor=request.user)  # type: ignore[arg-type]
        except RefusedError as refusal:
            return refused(request, declared, str(refusal), f"answer-{pk}")
        return answered(request, declared, thread)


@method_decorator(require_POST, name="dispatch")
class Settle(View):
    """Resolve a thread, or open it again."""

    again = False

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        declared = about(request, pk)
        verb = unresolve if self.again else resolve
        return answered(request, declared, verb(thread_id=pk, actor=request.user))  # type: ignore[arg-type]


def about(request: HttpRequest, pk: int) -> Project | DepartmentTarget:
    """What a thread is about, for those who may read the thread."""
    thread = get_object_or_404(Thread.objects.visible_to(request.user), pk=pk)
    kind = Kind.PROJECT if thread.project_id else Kind.TARGET
    return seen(request, kind, thread.project_id or thread.target_id)


def kept(request: HttpRequest, declared: Project | DepartmentTarget, typed: Any) -> HttpResponse:
    """What was typed before the session expired, not sent yet."""
    told = opened_by_another(request, typed)
    return page(
        request, declared, typed, told or _("You were signed out before this was sent. Look at it again and send it.")
    )


def refused(request: HttpRequest, declared: Project | DepartmentTarget, told: str, form: str) -> HttpResponse:
    """The page again with what was typed; beside a form whose page stays, only why it was not taken."""
    if request.htmx:  # type: ignore[attr-defined]
        response = render(request, "review/_refused.html", {"problem": told})
        return retarget(reswap(response, "innerHTML"), f"#{form}-problem")
    return page(request, declared, request.POST, told)


def answered(request: HttpRequest, declared: Project | DepartmentTarget, thread: Thread) -> HttpResponse:
    """All that is said by now, beside the page that stays; else back to the page it was said on."""
    where = request.POST.get("page", "review")
    if not request.htmx:  # type: ignore[attr-defined]
        back = {"project": declared.get_absolute_url(), "edit": address("edit", declared)}
        return redirect(f"{back.get(where, address('review', declared))}#thread-{thread.pk}")
    if where == "review":
        since = request.POST.get("since", "")
        return render(request, "review/_answer.html", review_of(declared, request.user, since=since))  # type: ignore[arg-type]
    return render(request, "review/_talk.html", talk_of(declared, contents_of(declared), request.user, page=where))
