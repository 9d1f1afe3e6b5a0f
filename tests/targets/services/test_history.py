"""Nothing that is declared changes without a word in the history."""

import inspect
import re
from importlib import import_module
from pkgutil import iter_modules

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from targets import services
from targets.checks.engine import Dimension, Said, Severity, rule
from targets.declaration import Declaration, DepartmentDeclaration, Unit
from targets.models import DepartmentTarget, FiscalYear, HistoryEntry, Kind, Project, Status, Verb
from targets.services.abandoning import abandon
from targets.services.correcting import begin_head, correct_head
from targets.services.findings import put_back, take_suggestion
from targets.services.imports import Sent, begin_import, discard_import, restart_import, take_import, undo_import
from targets.services.numbers import change_number
from targets.services.reasons import keep_finding, keep_target_finding, withdraw_reason, withdraw_target_reason
from targets.services.reviewing import approve, endorse, reopen, return_for_correction, withdraw
from targets.services.roll_plan import RollPlan
from targets.services.rolling import RollChoice, roll_forward, undo_roll_forward
from targets.services.saving import save_project, save_target
from targets.services.starting import begin_target, delete_draft, start_project
from targets.services.submitting import submit_project, submit_target
from targets.storage import contents_of, declaration_of
from tests.factories import FiscalYearFactory, UserFactory

pytestmark = pytest.mark.django_db

ELSEWHERE = ("people", "notifying", "commenting", "deciding")
"""The services that write accounts, in Django's own log, notices and comments, which say themselves who wrote them; and
the one that only calls the others."""
WRITING = re.compile(
    r'(INSERT INTO|UPDATE|DELETE FROM) "targets_(project|departmenttarget|checkpoint|goal|indicator|overallgoal|'
    r'itemisedgoal|safeguard|keptfinding)"'
)
REASON = "按在编人数统计"
UNIT = Unit(code="326001", name="单位")
TABLE = Declaration(year=2026, unit=UNIT, code="", name="新项目", goals=("办好事情",))


class Cast:
    """The seed as drafts: the rules find one thing in the fourth project, ``found``, and one in part one."""

    def __init__(self, projects, staff, head):
        self.first, self.found = projects[0], projects[3]
        self.part, self.staff, self.head = DepartmentTarget.objects.get(), staff, head
        self.administrator = UserFactory(is_superuser=True)
        self.finding = {"project_id": self.found.pk, "rule": "in-heads", "path": "indicators.5.value", "actor": staff}
        self.lead = {"target_id": self.part.pk, "rule": "no-lead", "path": "lead", "actor": staff}

    def roll(self):
        plan = RollPlan(FiscalYear.objects.get(year=2025), self.staff)
        choice = RollChoice(projects=frozenset([self.first.pk]), parts=frozenset([self.part.pk]))
        return list(roll_forward(plan=plan, choice=choice, actor=self.staff))

    def made(self):
        years = {"fiscal_year": 2026}
        return {
            "projects": list(Project.objects.filter(**years).values_list("pk", flat=True)),
            "parts": list(DepartmentTarget.objects.filter(**years).values_list("pk", flat=True)),
        }


@pytest.fixture
def cast(invented, seed, staff, head):
    @rule(
        id="no-lead",
        title="总述",
        severity=Severity.WARNING,
        dimension=Dimension.COMPLETENESS,
        authority="填报规范",
        of=DepartmentDeclaration,
    )
    def no_lead(declaration, context):
        """总述。"""
        yield Said(("lead",), "总述不当。", declaration.lead)

    FiscalYearFactory(year=2026)
    Project.objects.update(status=Status.DRAFT)
    DepartmentTarget.objects.update(status=Status.DRAFT)
    return Cast(seed, staff, head)


def changed(declared, **update):
    return contents_of(declared).model_copy(update=update)


def stands(status, second_stage=False):
    """The first project in this status, as the services of review name it."""

    def prepare(it):
        Project.objects.filter(pk=it.first.pk).update(status=status)
        FiscalYear.objects.update(second_stage=second_stage)
        return {"kind": Kind.PROJECT, "key": it.first.pk}

    return prepare


def kept(it):
    return keep_finding(**it.finding, reason=REASON).pk


def kept_lead(it):
    return keep_target_finding(**it.lead, reason=REASON).pk


def brought_in(it):
    """A file with a changed table and a new one."""
    new = changed(it.first, name="新项目", code="")
    tables = f"[{changed(it.first, purpose='改了').to_json()},{new.to_json()}]"
    year = FiscalYear.objects.get(year=2025)
    return begin_import(files=[Sent("表.json", tables.encode())], year=year, unit=None, actor=it.staff)


def taken(it, upload):
    chosen = set(upload.items.takeable().values_list("pk", flat=True))
    return take_import(import_id=upload.pk, chosen=chosen, actor=it.staff)


SCENES = {
    # service: what must be there before, what is then called with it, and what the history says of how many things
    take_suggestion: (None, lambda it, _: take_suggestion(**it.finding, value="≥95人"), [Verb.CHANGED]),
    put_back: (
        None,
        lambda it, _: put_back(
            project_id=it.found.pk, path=("indicators", 5, "value"), before="≥96人", after="≥95人", actor=it.staff
        ),
        [Verb.CHANGED],
    ),
    change_number: (
        None,
        lambda it, _: change_number(
            project_id=it.first.pk, path="funds.fiscal", before="120.00", typed="144", ticked=(), actor=it.staff
        ),
        [Verb.CHANGED],
    ),
    keep_finding: (None, lambda it, _: kept(it), [Verb.KEPT]),
    keep_target_finding: (None, lambda it, _: kept_lead(it), [Verb.KEPT]),
    withdraw_reason: (
        kept,
        lambda it, key: withdraw_reason(project_id=it.found.pk, kept_id=key, actor=it.staff),
        [Verb.WITHDREW],
    ),
    withdraw_target_reason: (
        kept_lead,
        lambda it, key: withdraw_target_reason(target_id=it.part.pk, kept_id=key, actor=it.staff),
        [Verb.WITHDREW],
    ),
    roll_forward: (None, lambda it, _: it.roll(), [Verb.BEGUN, Verb.BEGUN]),
    undo_roll_forward: (
        Cast.roll,
        lambda it, _: undo_roll_forward(**it.made(), actor=it.staff),
        [Verb.DELETED, Verb.DELETED],
    ),
    save_project: (
        None,
        lambda it, _: save_project(
            project_id=it.first.pk, version="1", typed=changed(it.first, purpose="办公"), actor=it.staff
        ),
        [Verb.CHANGED],
    ),
    save_target: (
        None,
        lambda it, _: save_target(version="1", typed=changed(it.part, lead="新"), actor=it.staff),
        [Verb.CHANGED],
    ),
    start_project: (None, lambda it, _: start_project(declaration=TABLE, actor=it.staff), [Verb.BEGUN]),
    begin_target: (None, lambda it, _: begin_target(unit="326001", year=2026, actor=it.staff), [Verb.BEGUN]),
    delete_draft: (
        lambda it: start_project(declaration=TABLE, actor=it.staff),
        lambda it, new: delete_draft(project_id=new.pk, actor=it.staff),
        [Verb.DELETED],
    ),
    approve: (
        stands(Status.SUBMITTED),
        lambda it, at: approve(**at, version="1", actor=it.head),
        [Verb.APPROVED],
    ),
    endorse: (
        stands(Status.SUBMITTED, second_stage=True),
        lambda it, at: endorse(**at, version="1", actor=it.head),
        [Verb.ENDORSED],
    ),
    return_for_correction: (
        stands(Status.SUBMITTED),
        lambda it, at: return_for_correction(**at, version="1", comment=REASON, actor=it.head),
        [Verb.RETURNED],
    ),
    withdraw: (stands(Status.SUBMITTED), lambda it, at: withdraw(**at, actor=it.staff), [Verb.WITHDRAWN]),
    reopen: (
        stands(Status.APPROVED),
        lambda it, at: reopen(**at, reason=REASON, actor=it.head),
        [Verb.REOPENED],
    ),
    abandon: (
        lambda it: stands(Status.DRAFT)(it) | {"version": str(it.first.version)},
        lambda it, at: abandon(**at, actor=it.staff),
        [Verb.ABANDONED],
    ),
    submit_project: (
        None,
        lambda it, _: submit_project(project_id=it.first.pk, version="1", reasons={}, actor=it.staff),
        [Verb.SUBMITTED],
    ),
    submit_target: (
        None,
        lambda it, _: submit_target(
            target_id=it.part.pk, version="1", reasons={"no-lead:lead": REASON}, actor=it.staff
        ),
        [Verb.KEPT, Verb.SUBMITTED],
    ),
    take_import: (brought_in, lambda it, upload: taken(it, upload), [Verb.IMPORTED, Verb.IMPORTED]),
    undo_import: (
        lambda it: taken(it, brought_in(it)),
        lambda it, upload: undo_import(import_id=upload.pk, actor=it.staff),
        [Verb.CHANGED, Verb.DELETED],
    ),
    begin_head: (
        lambda it: Project(department=it.first.department, fiscal_year=it.first.fiscal_year, name="新"),
        lambda it, fresh: begin_head(project=fresh, actor=it.administrator),
        [Verb.BEGUN],
    ),
    correct_head: (
        lambda it: declaration_of(it.first).model_copy(update={"purpose": "改过"}),
        lambda it, head: correct_head(project_id=it.first.pk, head=head, actor=it.administrator),
        [Verb.CHANGED],
    ),
}


def verbs():
    """Every service that somebody does."""
    for module in iter_modules(services.__path__):
        name = f"targets.services.{module.name}"
        for function in vars(import_module(name)).values():
            if getattr(function, "__module__", "") != name or not inspect.isfunction(function):
                continue
            if function in (begin_import, restart_import, discard_import):
                continue  # they read what is declared, set others at it, and forget what was read
            actor = inspect.signature(function).parameters.get("actor")
            helper = module.name == "history" or function.__name__ in ("keep", "seal")  # the verbs call these
            if actor and actor.kind is actor.KEYWORD_ONLY and module.name not in ELSEWHERE and not helper:
                yield inspect.unwrap(function)


def test_every_verb_has_a_scene():
    assert {function.__qualname__ for function in verbs()} == {function.__name__ for function in SCENES}


@pytest.mark.parametrize("service", SCENES, ids=lambda service: service.__name__)
def test_a_verb_that_writes_is_written_down(service, cast):
    prepare, call, expected = SCENES[service]
    before = prepare(cast) if prepare else None
    known = list(HistoryEntry.objects.values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as queries:
        call(cast, before)
    assert any(WRITING.match(query["sql"]) for query in queries)
    new = HistoryEntry.objects.exclude(pk__in=known).order_by("pk")
    assert [entry.verb for entry in new] == expected
    assert all(
        entry.actor in (cast.staff, cast.head, cast.administrator) and entry.department_code == "326001"
        for entry in new
    )


def test_a_change_says_where_and_from_what_to_what(cast, staff):
    call = SCENES[save_project][1]
    call(cast, None)
    entry = HistoryEntry.objects.of(cast.first)[0]
    assert (entry.kind, entry.key, entry.name, entry.version) == (Kind.PROJECT, cast.first.pk, cast.first.name, 2)
    (change,) = entry.changes
    assert (change["path"], change["label"], change["after"]) == (["purpose"], "资金用途", "办公")
    assert change["before"] == contents_of(cast.first).purpose


def test_saving_what_stands_there_already_is_no_history(cast, staff):
    for _ in range(2):
        SCENES[save_project][1](cast, None)
    assert HistoryEntry.objects.of(cast.first).filter(verb=Verb.CHANGED).count() == 1


def test_what_a_deleted_draft_said_stays_on_record(cast, staff):
    new = start_project(declaration=TABLE, actor=staff)
    delete_draft(project_id=new.pk, actor=staff)
    gone, begun = HistoryEntry.objects.filter(kind=Kind.PROJECT, name="新项目")
    assert (gone.verb, begun.verb) == (Verb.DELETED, Verb.BEGUN)
    assert {change["before"] for change in gone.changes} >= {"新项目", "办好事情"}


def test_own_history_is_seen_whole_and_auditors_see_what_led_to_an_approval(cast, staff, head, auditor, outsider):
    SCENES[save_project][1](cast, None)
    mine = HistoryEntry.objects.of(cast.first)
    assert not mine.visible_to(auditor).filter(verb=Verb.CHANGED).exists()
    assert not mine.visible_to(outsider).exists()
    assert mine.visible_to(staff).count() == mine.visible_to(head).count() == mine.count()
