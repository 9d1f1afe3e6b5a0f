"""The inbox of those who review, and deciding several at once."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views import View
from django_tables2 import RequestConfig

from targets.forms.inbox import InboxFilter, tickets_in
from targets.models import Verb
from targets.rescue import rescued
from targets.services.deciding import DECISIONS, Outcome, decide_several
from targets.services.reviewing import LONGEST
from targets.tables.inbox import InboxTable, WaitingData
from targets.views.conflicts import opened_by_another
from targets.waiting import count_waiting, decides, waiting_keys

ROWS_A_PAGE = 25


def waiting_for(request: HttpRequest) -> dict[str, Any]:
    """For every template: whether the visitor reviews, and how much waits for them, counted where it is shown."""
    user = getattr(request, "user", None)
    return {
        "reviews": SimpleLazyObject(lambda: decides(user)),
        "waiting_count": SimpleLazyObject(lambda: count_waiting(user)),
    }


class Inbox(View):
    """What waits for the visitor's decision, the longest waiting first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = InboxFilter(request.GET, request.user)
        keys = waiting_keys(request.user, form.narrowed())
        table = InboxTable(WaitingData(keys, request.user))
        RequestConfig(request, paginate={"per_page": ROWS_A_PAGE, "silent": True}).configure(table)
        rows = [row.record for row in table.page.object_list] if table.page else []
        verbs = {verb for row in rows for verb in row.verbs if not row.refused or verb == Verb.RETURNED}
        context = {
            "filter": form,
            "table": table,
            "count": len(keys),
            "verbs": [verb for verb in DECISIONS if verb in verbs],
            "narrowed": any(request.GET.get(name) for name in form.fields),
            "longest": LONGEST,
        }
        return render(request, "review/inbox.html", context)


class DecideSeveral(View):
    """Each ticked row is done or refused on its own; the answer says what became of each."""

    keeps_typed = True

    def get(self, request: HttpRequest) -> HttpResponse:
        """What an expired session could not send, to be sent again; whoever comes with nothing goes to the inbox."""
        typed = rescued(request)
        if typed is None or opened_by_another(request, typed):
            return redirect("inbox")
        told = _("You were signed out before this was sent. Look at it again and send it.")
        undone = [Outcome(ticket, None, done=False, problems=(told,)) for ticket in tickets_in(typed.getlist("row"))]
        return results(request, undone, typed)

    def post(self, request: HttpRequest) -> HttpResponse:
        if not decides(request.user):
            raise PermissionDenied
        tickets = tickets_in(request.POST.getlist("row"))
        verb = request.POST.get("verb", "")
        told = opened_by_another(request)
        if told or not tickets or verb not in DECISIONS:
            messages.warning(request, told or _("Nothing was done: tick at least one row, then choose what to do."))
            return redirect("inbox")
        comment = request.POST.get("comment", "")
        outcomes = decide_several(tickets=tickets, verb=Verb(verb), comment=comment, actor=request.user)  # type: ignore[arg-type]
        return results(request, outcomes, request.POST)


def results(request: HttpRequest, outcomes: list[Outcome], sent: Any) -> HttpResponse:
    """The table of what became of each row, with what was refused ready to be sent again."""
    undone = [each for each in outcomes if not each.done]
    context = {
        "outcomes": outcomes,
        "undone": undone,
        "done": len(outcomes) - len(undone),
        "verb": sent.get("verb", ""),
        "comment": sent.get("comment", ""),
        "longest": LONGEST,
    }
    return render(request, "review/results.html", context)
