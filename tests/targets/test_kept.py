"""By what a finding is known again, and so how long a reason holds."""

from dataclasses import replace

import pytest

from targets.checks.edits import with_value
from targets.checks.engine import Finding, Severity
from targets.checks.places import label
from targets.findings import Findings, PlacedFinding
from targets.kept import fingerprint, judged
from targets.models import KeptFinding

FOUND = Finding("a-rule", Severity.WARNING, ("indicators", 3, "value"), "不符。", "≤2万元", "≤1.67万元")


@pytest.fixture
def table(seed_reading):
    return seed_reading.projects[3]


@pytest.mark.parametrize(
    "other",
    [
        {"rule": "another"},
        {"value": "≤3万元"},
        {"suggestion": "≤5万元"},
        {"suggestion": None},
        {"path": ("indicators", 3, "basis")},
        {"path": ("indicators", 2, "value")},
        {"path": ()},
    ],
)
def test_another_rule_place_value_or_suggestion_is_another_finding(table, other):
    assert fingerprint(table, replace(FOUND, **other)) != fingerprint(table, FOUND)


def test_other_words_for_it_are_the_same_finding(table):
    assert fingerprint(table, replace(FOUND, message="另一种说法。")) == fingerprint(table, FOUND)


def test_a_row_that_moves_keeps_its_reason(table):
    moved = table.model_copy(update={"indicators": table.indicators[3:]})
    assert fingerprint(moved, replace(FOUND, path=("indicators", 0, "value"))) == fingerprint(table, FOUND)


def test_a_goal_is_known_by_its_words(table):
    found = replace(FOUND, path=("goals", 0))
    more = table.model_copy(update={"goals": ("新的一条", *table.goals)})
    assert fingerprint(more, replace(FOUND, path=("goals", 1))) == fingerprint(table, found)
    assert fingerprint(with_value(table, ("goals", 0), "另一条"), found) != fingerprint(table, found)


@pytest.mark.parametrize(("severity", "kept"), [(Severity.WARNING, 1), (Severity.ERROR, 0)])
def test_an_error_stays_open_whatever_was_said_of_it(table, severity, kept):
    finding = replace(FOUND, severity=severity)
    findings = Findings((PlacedFinding(finding, label(table, finding.path)),))
    reason = KeptFinding(fingerprint=fingerprint(table, finding), reason="有理由的")
    found = judged(table, findings, [reason])
    assert (len(found.kept), len(found.open.placed)) == (kept, 1 - kept)
