"""Typing one field of a Declaration."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.checks.edits import EditError, dotted, steps, text_at, with_value
from targets.diff import diff
from tests.strategies import declarations

FIELDS = [
    (("code",), "13060525P00398010005X"),
    (("name",), "另一个名称"),
    (("purpose",), "保障运转"),
    (("funds", "fiscal"), "21.50"),
    (("funds", "other"), "0.10"),
    (("checkpoints", 2, "amount"), "16.00"),
    (("goals", 0), "另一条目标"),
    (("indicators", 5, "value"), "≥95%"),
    (("indicators", 0, "basis"), "工作计划"),
    (("indicators", 3, "level_two"), "产出指标 › 数量指标"),
    (("indicators", 3, "level_two"), "满意度指标 › 服务对象满意度指标"),
]


@pytest.mark.parametrize(("path", "typed"), FIELDS)
def test_what_is_typed_stands_there_and_nothing_else_changes(seed_reading, path, typed):
    before = seed_reading.projects[3]
    after = with_value(before, path, typed)
    assert text_at(after, path) == typed
    assert with_value(after, path, text_at(before, path)) == before


def test_it_reads_what_is_typed_as_the_field_does(seed_reading):
    table = seed_reading.projects[3]
    changed = with_value(with_value(table, ("funds", "other"), " １,200 "), ("indicators", 5, "value"), "≥95%")
    assert changed.funds.other == Decimal("1200.00")
    assert changed.indicators[5].value.is_ratio
    assert len(diff(table, changed)) == 2
    assert with_value(changed, ("funds", "other"), "").funds.other is None


@pytest.mark.parametrize("typed", ["一百", "-3", "1e9", "1000000000000"])
def test_it_refuses_what_is_no_amount(seed_reading, typed):
    with pytest.raises(EditError, match=r"。$"):
        with_value(seed_reading.projects[3], ("checkpoints", 0, "amount"), typed)


NOWHERE = [(), ("",), ("year",), ("funds",), ("funds", "budget"), ("goals",), ("goals", 99), ("goals", -1)]
NOWHERE += [
    ("indicators", 0),
    ("indicators", 0, "model_copy"),
    ("indicators", "0", "value"),
    ("checkpoints", 4, "amount"),
]


@pytest.mark.parametrize("path", NOWHERE)
def test_it_refuses_places_where_nothing_is_typed(seed_reading, path):
    for act in (
        lambda: with_value(seed_reading.projects[3], path, "1"),
        lambda: text_at(seed_reading.projects[3], path),
    ):
        with pytest.raises(EditError):
            act()


@given(declarations(), st.text(max_size=30))
def test_no_text_as_a_path_raises_anything_else(declaration, text):
    with suppress(EditError):
        text_at(declaration, steps(text))


@pytest.mark.parametrize("path", [path for path, _ in FIELDS])
def test_a_path_survives_the_page(path):
    assert steps(dotted(path)) == path
