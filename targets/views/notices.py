"""One's own notices: the list, opening one, and having them mailed or not."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import ListView

from targets.mailing import mail_is_set
from targets.models import Notice
from targets.services.notifying import mark_read, set_mail
from targets.telling import told


def unread(request: HttpRequest) -> dict[str, Any]:
    """For every page: how many notices one has not looked at; counted when a template asks."""
    return {"unread_notices": SimpleLazyObject(lambda: Notice.objects.visible_to(request.user).unread().count())}


class NoticeList(ListView):  # type: ignore[type-arg]  # not subscriptable at run time
    """What one is told, unread first, then the latest."""

    template_name = "notices/list.html"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[Notice]:
        mine = Notice.objects.visible_to(self.request.user)
        rows: QuerySet[Notice] = mine.annotate(is_read=Q(read_at__isnull=False)).order_by("is_read", "-pk")
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        notices = told(context["object_list"], self.request.user)  # type: ignore[arg-type]
        return context | {"section": "notices", "told": notices, "mail_is_set": mail_is_set()}


@require_safe
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Go where a notice leads, which reads it."""
    (notice,) = told([get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)], request.user)  # type: ignore[arg-type]
    mark_read(actor=request.user, notice_id=pk)  # type: ignore[arg-type]
    return redirect(notice.path or "notices")


@require_POST
def read_notices(request: HttpRequest) -> HttpResponse:
    """Have all of one's notices read."""
    mark_read(actor=request.user)  # type: ignore[arg-type]
    return redirect("notices")


@require_POST
def switch_mail(request: HttpRequest) -> HttpResponse:
    """Have one's notices mailed (``mail=1``), or no more."""
    set_mail(actor=request.user, wanted=request.POST.get("mail") == "1")  # type: ignore[arg-type]
    return redirect("notices")
