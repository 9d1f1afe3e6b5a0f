"""The inbox of those who review, and deciding several at once."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views import View
from django_tables2 import RequestConfig

from targets.forms.inbox import InboxFilter, tickets_in
from targets.models import Verb
from targets.rescue import rescued
from targets.services.deciding import DECISIONS, Outcome, decide_several
from targets.services.reviewing import LONGEST, SHORTEST
from targets.tables.inbox import InboxTable, WaitingData
from targets.views.conflicts import opened_by_another
from targets.waiting import before_deciding, count_waiting, decides, waiting_keys

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
            "place": _place(request.GET),
            "ticked": request.GET.getlist("row"),
            "comment": request.GET.get("comment", ""),
            "longest": LONGEST,
        }
        return render(request, "review/inbox.html", context)


class DecideSeveral(View):
    """What is ticked is shown to be confirmed; then each is done or refused on its own, and the answer says which."""

    keeps_typed = True

    def get(self, request: HttpRequest) -> HttpResponse:
        """What an expired session could not send, to be confirmed; whoever comes with nothing goes to the inbox."""
        typed = rescued(request)
        if typed is None or opened_by_another(request, typed) or typed.get("verb", "") not in DECISIONS:
            return redirect("inbox")
        messages.warning(request, _("You were signed out before this was sent. Look at it again and send it."))
        return confirmation(request, typed)

    def post(self, request: HttpRequest) -> HttpResponse:
        if not decides(request.user):
            raise PermissionDenied
        tickets = tickets_in(request.POST.getlist("row"))
        verb = request.POST.get("verb", "")
        told = opened_by_another(request)
        if told or not tickets or verb not in DECISIONS:
            messages.warning(request, told or _("Nothing was done: tick at least one row, then choose what to do."))
            return redirect(_back(request.POST))
        if "confirmed" not in request.POST:
            return confirmation(request, request.POST)
        comment = request.POST.get("comment", "")
        outcomes = decide_several(tickets=tickets, verb=Verb(verb), comment=comment, actor=request.user)  # type: ignore[arg-type]
        return results(request, outcomes, request.POST)


def confirmation(request: HttpRequest, sent: QueryDict) -> HttpResponse:
    """What is about to be decided, with the sum of its budgets in 万元, and a form each to do it and to go back."""
    tickets, verb = tickets_in(sent.getlist("row")), Verb(str(sent["verb"]))
    told = before_deciding(tickets, verb, request.user)
    ready = [each for each in told if each.row and not each.problems]
    budgets = [each.budget for each in ready if each.budget is not None]
    context = {
        "told": told,
        "ready": len(ready),
        "budget": sum(budgets, Decimal()),
        "verb": verb.value,
        "tickets": tickets,
        "comment": sent.get("comment", ""),
        "place": _place(sent),
        "shortest": SHORTEST,
        "longest": LONGEST,
    }
    return render(request, "review/confirm.html", context)


def _place(sent: QueryDict) -> dict[str, str]:
    """Where in the inbox something was ticked: its filters and its page."""
    return {name: str(sent[name]) for name in (*InboxFilter.base_fields, "page") if sent.get(name)}


def _back(sent: QueryDict) -> str:
    """The inbox as it was left, with its ticks and comment."""
    asked = _place(sent) | {"row": sent.getlist("row"), "comment": sent.get("comment") or []}
    query = urlencode(asked, doseq=True)
    return f"{reverse('inbox')}?{query}" if query else reverse("inbox")


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
