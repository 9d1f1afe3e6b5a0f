"""The review page: the form with what the rules say, what changed and what is said of it, and the verbs of review."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views import View

from reports.reviewing import review_of
from targets.addresses import address, key, title
from targets.models import DepartmentTarget, Edition, Kind, Project, Verb
from targets.models.threads import concerns
from targets.rescue import rescued
from targets.services.reviewing import approve, endorse, reopen, return_for_correction, withdraw
from targets.services.submitting import NotReadyError
from targets.views.conflicts import opened_by_another
from targets.waiting import neighbours_of


def seen(request: HttpRequest, kind: Kind, pk: int | None) -> Project | DepartmentTarget:
    """What is reviewed, for those who have to do with its review.

    :raises Http404: for everybody else.
    """
    rows: Any = kind.model.objects.visible_to(request.user).filter(concerns(request.user))
    rows = rows.with_tables() if kind is Kind.PROJECT else rows.with_rows()
    related = ("submitted_by", "updated_by", "edition_in_force")
    declared: Project | DepartmentTarget = get_object_or_404(rows.select_related(*related), pk=pk)
    return declared


def page(request: HttpRequest, declared: Project | DepartmentTarget, typed: Any = None, *problems: str) -> HttpResponse:
    """The whole page; with what was typed and why it was refused, or not sent yet."""
    said = {name: str(text) for name, text in (typed if typed is not None else request.GET).items()}
    since = said.get("since", "")
    context = review_of(declared, request.user, since=since, typed=said, problems=problems)  # type: ignore[arg-type]
    return render(request, "review/review.html", context, status=422 if problems else 200)


class Review(View):
    """The form as it will be printed, with everything that is to be weighed."""

    kind = Kind.PROJECT

    def get(self, request: HttpRequest, **where: Any) -> HttpResponse:
        return page(request, seen(request, self.kind, key(self.kind, where)))


class Decide(View):
    """One verb of review, done on what the page showed."""

    kind = Kind.PROJECT
    verb = Verb.APPROVED
    keeps_typed = True

    def get(self, request: HttpRequest, **where: Any) -> HttpResponse:
        """The review page, with what an expired session could not send."""
        declared = seen(request, self.kind, key(self.kind, where))
        typed = rescued(request)
        if typed is None:
            return redirect(address("review", declared))
        told = opened_by_another(request, typed)
        messages.warning(request, told or _("You were signed out before this was sent. Look at it again and send it."))
        return page(request, declared, typed)

    def post(self, request: HttpRequest, **where: Any) -> HttpResponse:
        pk = key(self.kind, where)
        if pk is None:
            raise Http404
        if told := opened_by_another(request):
            return page(request, seen(request, self.kind, pk), request.POST, told)
        try:
            outcome = self.do(request, pk)
        except NotReadyError as refusal:
            return page(request, seen(request, self.kind, pk), request.POST, *refusal.problems)
        return self.done(request, pk, outcome)

    def do(self, request: HttpRequest, pk: int) -> Edition | None:
        """Call the service of the verb."""
        of: dict[str, Any] = {"kind": self.kind, "key": pk, "actor": request.user}
        shown = of | {"version": request.POST.get("version", "")}
        match self.verb:
            case Verb.APPROVED:
                return approve(**shown)
            case Verb.ENDORSED:
                endorse(**shown)
            case Verb.RETURNED:
                return_for_correction(**shown, comment=request.POST.get("comment", ""))
            case Verb.WITHDRAWN:
                withdraw(**of)
            case Verb.REOPENED:
                reopen(**of, reason=request.POST.get("reason", ""))
        return None

    def done(self, request: HttpRequest, pk: int, edition: Edition | None) -> HttpResponse:
        """Say what was done, and lead on to what waits next."""
        try:
            declared = seen(request, self.kind, pk)
        except Http404:  # the finance office gave it back, and sees it no more
            messages.success(request, _("It is returned for correction."))
            return redirect("inbox")
        messages.success(request, told(request, self.verb, declared, edition))
        return redirect(declared if self.verb == Verb.WITHDRAWN else address("review", declared))


def told(request: HttpRequest, verb: Verb, declared: Project | DepartmentTarget, edition: Edition | None) -> SafeString:
    """What was done, in a sentence, with the way to what waits next."""
    sentences = {
        Verb.APPROVED: _("“%(title)s” is approved as edition %(number)s."),
        Verb.ENDORSED: _("“%(title)s” is endorsed and waits for the finance office."),
        Verb.RETURNED: _("“%(title)s” is returned for correction."),
        Verb.WITHDRAWN: _("“%(title)s” is taken back from review and can be changed."),
        Verb.REOPENED: _("“%(title)s” is open for adjustment. Its edition stays in force until the next is approved."),
    }
    sentence = sentences[verb] % {"title": title(declared), "number": edition.number if edition else ""}
    following = neighbours_of(declared, request.user).following if verb != Verb.WITHDRAWN else ""
    links = [(address_of_edition, _("See the edition"))] if (address_of_edition := edition_page(edition)) else []
    links += [(following, _("Next one waiting"))] if following else []
    return format_html("{} {}", sentence, format_html_join(" · ", '<a href="{}">{}</a>', links))


def edition_page(edition: Edition | None) -> str:
    """Where an edition is shown, "" for none."""
    return reverse("edition", args=[edition.pk]) if edition else ""
