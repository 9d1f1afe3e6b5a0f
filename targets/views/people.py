"""The administrator's pages of people: the list, inviting, changing, letting in no more and again."""

from typing import Any

from axes.models import AccessLog
from django.contrib import messages
from django.contrib.auth.mixins import UserPassesTestMixin
from django.db.models import QuerySet
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from targets.forms.people import DATALIST, PersonForm, RoleFormSet, focus_on_first_error, one_more
from targets.models import Department, User
from targets.services.findings import RefusedError
from targets.services.people import (
    Invitation,
    Particulars,
    change_person,
    deactivate,
    invite,
    mail_link,
    new_link,
    people,
    reactivate,
    spoken,
)
from targets.tables.people import PersonFilter, PersonTable, state

SESSION = "link"
"""Holds a new link until the person's page has shown it, once."""


class Administrators(UserPassesTestMixin):
    """For administrators; others get 403."""

    request: HttpRequest
    raise_exception = True

    def test_func(self) -> bool:
        return bool(getattr(self.request.user, "is_superuser", False))


class PersonList(Administrators, SingleTableMixin, FilterView):
    """Everybody with an account, narrowed down, in pages."""

    table_class = PersonTable
    filterset_class = PersonFilter
    template_name = "people/list.html"
    table_pagination = {"per_page": 25}

    def get_queryset(self) -> QuerySet[User]:
        return people(self.request.user)


class _Editor(Administrators, TemplateView):
    """A person's particulars and roles on one page; what is wrong comes back with all that was typed."""

    template_name = "people/person.html"

    @cached_property
    def person(self) -> User:
        return User()

    def save(self, form: PersonForm, particulars: Particulars) -> User:
        """Have a service do it. Raises RefusedError."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            kwargs |= self._forms(None)
        return super().get_context_data(**kwargs) | {
            "section": "people",
            "departments": Department.objects.visible_to(self.request.user),
            "datalist": DATALIST,
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "more" in request.POST:
            return self._with_one_more()
        forms = self._forms(request.POST)
        if all(each.is_valid() for each in forms.values()):
            try:
                person = self.save(forms["form"], forms["roles"].particulars(forms["form"].cleaned_data))
            except RefusedError as refusal:
                forms["form"].add_error(None, str(refusal))
            else:
                return redirect("person", person.pk)
        focus_on_first_error([forms["form"], *forms["roles"]])
        return self.render_to_response(self.get_context_data(**forms))

    def _with_one_more(self) -> HttpResponse:
        """The page as it was sent, neither saved nor judged, with another row for a role."""
        forms = self._forms(one_more(self.request.POST))
        forms["form"]._errors = ErrorDict()
        forms["roles"].unjudged()
        for row in forms["roles"].forms[-1:]:
            row.fields["role"].widget.attrs["autofocus"] = True
        return self.render_to_response(self.get_context_data(**forms))

    def _forms(self, data: Any) -> dict[str, Any]:
        roles = RoleFormSet(data, instance=self.person, prefix="roles", form_kwargs={"user": self.request.user})
        return {"form": PersonForm(data, instance=self.person), "roles": roles}


class InvitePerson(_Editor):
    """A new account; its owner sets the password by a link."""

    def save(self, form: PersonForm, particulars: Particulars) -> User:
        username = form.cleaned_data["username"]
        invitation = invite(username=username, particulars=particulars, actor=self.request.user)  # type: ignore[arg-type]
        hand_over(self.request, invitation)
        return invitation.person


class PersonPage(_Editor):
    """Somebody's particulars, roles, state and latest sign-ins; a link just made is shown here, once."""

    @cached_property
    def person(self) -> User:
        return get_object_or_404(people(self.request.user), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = people(self.request.user).get(pk=self.person.pk)  # a form that is wrong has written into the other
        sign_ins = AccessLog.objects.filter(username=person.username).order_by("-attempt_time")[:5]
        shown = {"person": person, "state": state(person), "sign_ins": sign_ins}
        return super().get_context_data(**kwargs) | shown | {"link": just_made(self.request, person)}

    def save(self, form: PersonForm, particulars: Particulars) -> User:
        person = change_person(person_id=self.person.pk, particulars=particulars, actor=self.request.user)  # type: ignore[arg-type]
        messages.success(self.request, _("Saved: %(person)s") % {"person": person})
        return person


@require_POST
def deactivate_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody in no more; the page then offers to undo it."""
    return _do(request, pk, deactivate, _("Deactivated: %(person)s. Nobody can sign in with this account now."))


@require_POST
def reactivate_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody in again."""
    return _do(request, pk, reactivate, _("Reactivated: %(person)s"))


@require_POST
def link_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a new link to set a password."""
    try:
        hand_over(request, new_link(person_id=pk, actor=request.user))  # type: ignore[arg-type]
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
    return redirect("person", pk)


def _do(request: HttpRequest, pk: int, verb: Any, told: str) -> HttpResponse:
    try:
        person = verb(person_id=pk, actor=request.user)
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, told % {"person": person})
    return redirect("person", pk)


def hand_over(request: HttpRequest, invitation: Invitation) -> None:
    """Mail a link where that can be done, and keep it for the person's page."""
    url, person = request.build_absolute_uri(invitation.path), invitation.person
    if mail_link(person=person, url=url, until=invitation.until):
        messages.success(request, _("The link was mailed to %(address)s.") % {"address": person.email})
    elif person.email:
        messages.warning(request, _("The link could not be mailed; hand it over yourself."))
    request.session[SESSION] = {"person": person.pk, "url": url, "until": spoken(invitation.until)}


def just_made(request: HttpRequest, person: User) -> dict[str, Any] | None:
    """The link made for this person a moment ago; told once."""
    link: dict[str, Any] | None = request.session.get(SESSION)
    if link is None or link["person"] != person.pk:
        return None
    del request.session[SESSION]
    return link
