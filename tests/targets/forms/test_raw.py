"""What a page sends, sorted into rows, and what its buttons do to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.forms.raw import MOST_ROWS, Raw, TooManyRowsError

LISTS = ("goals", "indicators")


def sent(**fields):
    return Raw.sent({name.replace("__", "-"): text for name, text in fields.items()}, LISTS)


def indicators(*rows):
    """Indicators as ``a1``: the category, then the name."""
    return Raw({}, {"goals": [], "indicators": [{"category": row[0], "name": row[1:]} for row in rows]})


def told(raw):
    return [row.get("category", "") + row.get("name", "") for row in raw.lists["indicators"]]


def test_rows_come_in_the_order_of_their_numbers_and_gaps_close():
    raw = sent(goals__10__text="三", goals__2__text="二", goals__0__text="一", name="项目")
    assert [row["text"] for row in raw.lists["goals"]] == ["一", "二", "三"]
    assert raw.head == {"name": "项目"}


def test_names_of_no_list_stay_out_of_the_rows():
    raw = sent(others__0__text="x", goals__x__text="y", goals__0="z")
    assert raw.lists == {"goals": [], "indicators": []}


def test_more_rows_than_any_table_has_are_refused():
    with pytest.raises(TooManyRowsError, match="最多"):
        Raw.sent({f"goals-{row}-text": "" for row in range(MOST_ROWS + 1)}, LISTS)


def test_a_suggestion_taken_is_typed_into_its_field():
    data = {"indicators-0-value": "≥95人", "take": "indicators-0-value=≥95%=a"}
    assert Raw.sent(data, LISTS).lists["indicators"] == [{"value": "≥95%=a"}]


def test_a_suggestion_for_a_field_the_page_does_not_have_is_no_field():
    assert Raw.sent({"take": "indicators-7-value=≥95%"}, LISTS).lists["indicators"] == []


def test_a_row_is_copied_and_removed():
    assert told(indicators("a1", "b2").acted("copy:indicators:0")) == ["a1", "a1", "b2"]
    assert told(indicators("a1", "b2").acted("remove:indicators:0")) == ["b2"]


def test_a_row_moves_among_its_own():
    assert told(indicators("a1", "a2").acted("up:indicators:1")) == ["a2", "a1"]
    assert told(indicators("a1", "a2").acted("down:indicators:0")) == ["a2", "a1"]


def test_at_the_edge_of_its_category_a_row_goes_over_into_the_next():
    assert told(indicators("a1", "b2").acted("up:indicators:1")) == ["a1", "a2"]
    assert told(indicators("a1", "b2").acted("down:indicators:0")) == ["b1", "b2"]


def test_the_first_and_the_last_stay():
    assert told(indicators("a1", "a2").acted("up:indicators:0")) == ["a1", "a2"]
    assert told(indicators("a1", "a2").acted("down:indicators:1")) == ["a1", "a2"]


def test_a_new_row_stands_behind_its_category_or_where_the_framework_wants_it():
    order = ["a", "7", "b"]
    assert told(indicators("a1", "71", "b1").acted("add:indicators:7", order)) == ["a1", "71", "7", "b1"]
    assert told(indicators("a1", "b1").acted("add:indicators:7", order)) == ["a1", "7", "b1"]
    assert told(indicators("a1").acted("add:indicators:7", order)) == ["a1", "7"]


def test_a_row_is_put_where_its_category_stands():
    assert told(indicators("a1", "b2", "a3").acted("place:indicators:2", ["a", "b"])) == ["a1", "a3", "b2"]


def test_a_goal_has_no_category_to_be_put_by():
    raw = Raw({}, {"goals": [{"text": "一"}], "indicators": []}).acted("add:goals")
    assert raw.lists["goals"] == [{"text": "一"}, {}]


@pytest.mark.parametrize("action", ["", "up", "up:indicators", "up:others:0", "fly:indicators:0", "up:indicators:-1"])
def test_what_is_no_action_changes_nothing(action):
    assert told(indicators("a1", "a2").acted(action)) == ["a1", "a2"]


@given(
    st.lists(st.sampled_from(["a1", "a2", "b1", "c1"]), max_size=8),
    st.sampled_from(["up", "down", "copy", "place"]),
    st.integers(0, 9),
)
def test_no_action_but_removing_loses_a_text(rows, verb, number):
    names = {row[1:] for row in rows}
    acted = told(indicators(*rows).acted(f"{verb}:indicators:{number}", ["c", "b", "a"]))
    assert {row[1:] for row in acted} == names
    assert len(acted) in (len(rows), len(rows) + (verb == "copy"))
