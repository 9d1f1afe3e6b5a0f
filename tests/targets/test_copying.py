"""A table carried into another year keeps what it says and drops what belongs to its own year."""

from decimal import Decimal

import pytest

from indicators.models import Framework
from targets.copying import Destination, blank, carried, texts_of, with_texts
from targets.declaration import Checkpoint, Unit
from targets.placing import Placing
from tests.factories import FRAMEWORK_2021

UNIT = Unit(code="326002", name="另一单位")


def there(table, months=(3, 6, 10, 12), places=None):
    same = {(row.level_one, row.level_two): (row.level_one, row.level_two) for row in table.indicators}
    places = same | (places or {})
    return Destination(2026, UNIT, months, places, {pair: at for at, pair in enumerate(filter(None, places.values()))})


def test_everything_but_code_number_year_and_unit_comes_along(seed_reading):
    table = seed_reading.projects[0]
    copy = carried(table, there(table))
    assert (copy.year, copy.unit, copy.code, copy.number) == (2026, UNIT, "", None)
    back = {"year": table.year, "unit": table.unit, "code": table.code, "number": table.number}
    assert copy.model_copy(update=back) == table


def test_an_amount_goes_to_its_month_or_is_left_out(seed_reading):
    table = seed_reading.projects[0]
    assert carried(table, there(table, (3, 9, 12))).checkpoints == (
        Checkpoint(month=3, amount=Decimal("30.00")),
        Checkpoint(month=9, amount=None),
        Checkpoint(month=12, amount=Decimal("120.00")),
    )


def test_every_text_is_changed_and_a_changed_value_is_read_anew(seed_reading):
    table = seed_reading.projects[0]
    copy = carried(table, there(table), lambda text: text.replace("12个", "≥13个").replace("社区", "村"))
    assert "社区" not in "".join(texts_of(copy))
    value = copy.indicators[0].value
    assert (value.text, value.operator, value.number) == ("≥13个", "≥", Decimal(13))


def test_part_one_has_every_text_changed(seed_reading):
    copy = with_texts(seed_reading.target, lambda text: text.replace("社区", "村"))
    assert copy.lead == seed_reading.target.lead.replace("社区", "村")
    assert "社区" not in "".join(texts_of(copy))
    assert [row.title for row in copy.safeguards] == [row.title for row in seed_reading.target.safeguards]


def test_a_row_without_a_place_is_left_out(seed_reading):
    table = seed_reading.projects[0]
    copy = carried(table, there(table, places={("产出指标", "成本指标"): None}))
    assert len(copy.indicators) == len(table.indicators) - 1


@pytest.mark.django_db
def test_the_cost_of_2015_becomes_the_economic_cost_of_2021_and_comes_first(seed_reading):
    table = seed_reading.projects[0]
    placing = Placing.of(Framework.objects.get(name=FRAMEWORK_2021))
    assert placing.unplaced([table]) == {("产出指标", "成本指标"): 1}
    key = placing.guess(("产出指标", "成本指标"))
    assert placing.choices[key] == ("成本指标", "经济成本指标")
    places = placing.places([table], {("产出指标", "成本指标"): key})
    copy = carried(table, Destination(2026, UNIT, (12,), places, placing.order))
    assert [row.level_two for row in copy.indicators][:3] == ["经济成本指标", "数量指标", "质量指标"]
    assert len(copy.indicators) == len(table.indicators)


@pytest.mark.django_db
def test_no_place_is_guessed_where_nothing_is_alike(seed_reading):
    placing = Placing.of(Framework.objects.get(name=FRAMEWORK_2021))
    assert placing.guess(("效益指标", "可持续影响指标")) == ""
    assert placing.places([seed_reading.projects[0]], {("产出指标", "成本指标"): "x"})["产出指标", "成本指标"] is None


def test_a_blank_table_has_the_years_months_and_no_amounts(seed_reading):
    table = blank("新项目", there(seed_reading.projects[0], (6, 12)))
    assert table.checkpoints == (Checkpoint(month=6), Checkpoint(month=12))
    assert (table.year, table.code, table.indicators) == (2026, "", ())
