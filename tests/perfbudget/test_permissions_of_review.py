"""Every address of review, for every role and status."""

import pytest
from django.urls import reverse

from targets.models import Kind, Status
from targets.services.commenting import comment
from tests.factories import FiscalYearFactory, ProjectFactory
from tests.perfbudget.test_permissions import READERS, REVIEWING, ROLES, declared

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unrendered")]

OPENED = {"review", "review-target", "approve", "comment-target"}
"""Opened too; the other addresses are of the same two views as the last two."""
PART = {status: READERS[status] - {"auditor"} for status in READERS}
"""Who has to do with review; auditors read what is approved, and not how it came about."""


def takes(name, role, status):
    """What an address answers to a form that says nothing."""
    verb = name.removesuffix("-target")
    if role == "anonymous":
        return {302} if verb == "review" else {401}  # what was typed comes along on the sign-in page
    if role not in PART[status]:
        hidden = role == "outsider" or status != Status.APPROVED or verb == "comment"
        return {404} if hidden and verb != "review" else {405} if verb == "review" else {403}
    both = {"staff", "head"}
    allowed = {"review": set(), "comment": both, "abandon": both, "withdraw-submission": {"staff"}}.get(verb, {"head"})
    return {405} if verb == "review" else {302, 422} if role in allowed else {403}


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("status", READERS)
def test_a_page_opens_and_a_verb_is_done_by_exactly_these_roles(status, role, unit, sign_in, apart):
    client = sign_in(role)
    for name in sorted(REVIEWING | {f"{name}-target" for name in REVIEWING}):
        with apart(name):
            _, address = declared(name, unit, status)
            if name in OPENED:
                opened = client.get(address)
                if role == "anonymous":
                    assert opened["Location"].startswith(reverse("login"))
                elif role not in PART[status]:
                    assert opened.status_code == 404
                else:
                    assert opened.status_code == (200 if name.startswith("review") else 302)  # to that page
            assert client.post(address).status_code in takes(name, role, status)


@pytest.mark.parametrize("role", ROLES)
def test_threads_are_answered_and_settled_by_exactly_these_roles(role, unit, sign_in, head, apart):
    project = ProjectFactory(department=unit, fiscal_year=FiscalYearFactory(), status=Status.APPROVED)
    thread = comment(kind=Kind.PROJECT, key=project.pk, path="", text="一", actor=head)
    client = sign_in(role)
    for name in ("answer", "resolve", "unresolve"):
        with apart(name):
            address = reverse(name, args=[thread.pk])
            done, opened = client.post(address), client.get(address)
            if role == "anonymous":
                assert done.status_code == (401 if name == "answer" else 302)
                continue
            writes = 422 if name == "answer" else 302
            answers = {"staff": writes, "head": writes, "administrator": 403}
            assert done.status_code == answers.get(role, 404)
            reads = 302 if role in answers else 404
            assert opened.status_code == (reads if name == "answer" else 405)


@pytest.mark.parametrize("role", ROLES)
def test_the_inbox_opens_for_everybody_and_heads_decide(role, unit, sign_in):
    client = sign_in(role)
    opened, sent, posted = client.get(reverse("inbox")), client.post(reverse("decide")), client.post(reverse("inbox"))
    if role == "anonymous":
        assert (opened.status_code, sent.status_code) == (302, 401)
    else:
        assert (opened.status_code, posted.status_code) == (200, 405)
        assert sent.status_code == (302 if role == "head" else 403)
        assert client.get(reverse("decide"))["Location"] == reverse("inbox")
