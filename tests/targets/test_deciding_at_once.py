"""Two who decide at the same moment, each on a connection of their own: one does it, and the chain has no fork."""

import pytest
from django.http import Http404

from targets.access import Role
from targets.models import Edition, FiscalYear, HistoryEntry, Kind, Project, Status, Verb
from targets.sealing import START
from targets.services.reviewing import approve, endorse, reopen, return_for_correction, withdraw
from targets.services.saving import save_project
from targets.services.submitting import NotReadyError
from targets.storage import declaration_of
from tests.factories import ProjectFactory, fill, member
from tests.targets.test_many_at_once import apart, unit  # noqa: F401  (fixtures)

TIMES = 4


@pytest.fixture
def heads(unit):  # noqa: F811
    return [member(Role.HEAD, unit, username=f"head{number}") for number in range(2)]


def submitted(unit, staff, number=1):  # noqa: F811
    fields = {"department": unit, "status": Status.SUBMITTED, "submitted_by": staff, "updated_by": staff}
    return [fill(ProjectFactory(**fields)) for _ in range(number)]


def trying(function, **kwargs):
    """What became of it: what it returned, or that it was refused."""

    def call():
        try:
            return function(**kwargs) or "done"
        except (NotReadyError, Http404, PermissionError) as refusal:
            return type(refusal)

    return call


def approving(project, head):
    return trying(approve, kind=Kind.PROJECT, key=project.pk, version="1", actor=head)


@pytest.fixture
def no_findings(monkeypatch):
    """What the rules say of these projects is not asked here."""
    monkeypatch.setattr("targets.findings.check", lambda declaration, context: ())


def test_of_two_heads_one_approves_and_the_other_is_told(apart, unit, staff, heads, no_findings):  # noqa: F811
    (project,) = submitted(unit, staff)
    outcomes = apart(*(approving(project, head) for head in heads))
    assert sum(outcome is NotReadyError for outcome in outcomes) == 1
    assert apart(lambda: list(Edition.objects.values_list("number", "position", "previous")))[0] == [(1, 1, START)]


def test_a_double_click_approves_once(apart, unit, staff, heads, no_findings):  # noqa: F811
    (project,) = submitted(unit, staff)
    first, second = apart(*[approving(project, heads[0])] * 2)
    assert first == second
    assert apart(lambda: HistoryEntry.objects.filter(verb=Verb.APPROVED).count())[0] == 1


def test_approvals_of_one_unit_make_one_chain(apart, unit, staff, heads, no_findings):  # noqa: F811
    projects = submitted(unit, staff, TIMES * 2)
    approvals = [approving(project, heads[place % 2]) for place, project in enumerate(projects)]
    editions = apart(*approvals)
    assert all(isinstance(edition, Edition) for edition in editions)
    chain = apart(lambda: list(Edition.objects.order_by("position")))[0]
    assert [edition.position for edition in chain] == list(range(1, TIMES * 2 + 1))
    assert [edition.previous for edition in chain] == [START, *(edition.sha256 for edition in chain[:-1])]


def test_what_is_approved_is_what_the_head_saw_though_staff_take_it_back(apart, unit, staff, heads, no_findings):  # noqa: F811
    (project,) = submitted(unit, staff)
    seen = declaration_of(Project.objects.get(pk=project.pk))

    def edit():
        withdraw(kind=Kind.PROJECT, key=project.pk, actor=staff)
        typed = seen.model_copy(update={"purpose": "改了"})
        save_project(project_id=project.pk, version="1", typed=typed, actor=staff)
        return "edited"

    outcomes = apart(approving(project, heads[0]), trying(edit))
    assert sum(outcome is NotReadyError for outcome in outcomes) == 1
    for edition in apart(lambda: list(Edition.objects.all()))[0]:
        assert edition.declaration == seen
    now = apart(lambda: Project.objects.get(pk=project.pk))[0]
    assert (now.status, now.purpose) == ((Status.DRAFT, "改了") if "edited" in outcomes else (Status.APPROVED, ""))


def test_the_finance_office_and_a_head_or_staff_at_the_same_moment(apart, unit, staff, heads, no_findings):  # noqa: F811
    """Of two offices one approves and one returns: one does; staff who take it back at that moment come too late."""
    submitted(unit, staff)
    FiscalYear.objects.update(second_stage=True)
    office = [member(Role.FINANCE, None, username=f"finance{number}") for number in range(2)]
    (project,) = Project.objects.all()
    at = {"kind": Kind.PROJECT, "key": project.pk}
    endorsed, withdrawn = apart(trying(endorse, **at, version="1", actor=heads[0]), trying(withdraw, **at, actor=staff))
    assert {endorsed, withdrawn} == {"done", NotReadyError}
    apart(lambda: Project.objects.update(status=Status.ENDORSED))
    returning = trying(return_for_correction, **at, version="1", comment="请再核对", actor=office[1])
    outcomes = apart(approving(project, office[0]), returning, trying(withdraw, **at, actor=staff))
    assert outcomes[2] is NotReadyError
    assert isinstance(outcomes[0], Edition) != (outcomes[1] == "done")
    stands = apart(lambda: (Project.objects.get().status, Edition.objects.count()))[0]
    assert stands == ((Status.RETURNED, 0) if outcomes[1] == "done" else (Status.APPROVED, 1))


def test_a_second_adjustment_at_the_same_moment_is_one(apart, unit, staff, heads, no_findings):  # noqa: F811
    (project,) = submitted(unit, staff)
    apart(approving(project, heads[0]))
    opening = [trying(reopen, kind=Kind.PROJECT, key=project.pk, reason="追加社区", actor=head) for head in heads]
    assert sorted(map(str, apart(*opening))) == sorted(["done", str(NotReadyError)])
