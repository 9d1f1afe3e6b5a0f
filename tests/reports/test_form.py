from decimal import Decimal

import pytest

from reports.form import Break, Level, build_form
from targets.declaration import Checkpoint, Funds
from targets.layout import GRID
from tests.reports.samples import declaration, indicator, numbered_indicators


def levels(form):
    return [(row.level_one, row.level_two) for row in form.rows]


def test_the_title_has_the_number_only_where_there_is_one():
    assert build_form(declaration(number=4)).title == "4.社区党组织服务群众专项经费绩效目标表"
    assert build_form(declaration(number=None)).title == "社区党组织服务群众专项经费绩效目标表"


def test_it_prints_amounts_with_two_decimals_and_blank_ones_blank():
    form = build_form(declaration(funds=Funds(fiscal=Decimal("655.4"))))
    assert (form.budget, form.fiscal, form.other) == ("655.40", "655.40", "")


def test_a_zero_is_printed_where_a_blank_is_not():
    assert build_form(declaration(funds=Funds(fiscal=Decimal(1), other=Decimal(0)))).other == "0.00"


@pytest.mark.parametrize("count", range(1, 13))
def test_any_number_of_checkpoints_fills_the_width(count):
    checkpoints = tuple(Checkpoint(month=month, amount=Decimal(month)) for month in range(1, count + 1))
    form = build_form(declaration(checkpoints=checkpoints))
    assert [month.head for line in form.plan for month in line] == [f"{month}月底" for month in range(1, count + 1)]
    assert all(sum(month.span for month in line) == GRID for line in form.plan)
    assert all(month.span >= GRID // 6 for line in form.plan for month in line)
    assert form.plan_rows == 2 * len(form.plan)


def test_the_plan_keeps_its_row_without_checkpoints():
    form = build_form(declaration(checkpoints=()))
    assert (form.plan, form.plan_rows) == ((), 1)


def test_goals_are_numbered():
    assert build_form(declaration(goals=("甲", "乙"))).goals == ("1.甲", "2.乙")


def test_neighbours_of_one_level_are_merged():
    form = build_form(
        declaration(
            indicators=(
                indicator("产出指标", "数量指标"),
                indicator("产出指标", "数量指标"),
                indicator("产出指标", "质量指标"),
                indicator("效益指标", "质量指标"),
                indicator("产出指标", "质量指标"),
            )
        )
    )
    assert levels(form) == [
        (Level("产出指标", 3), Level("数量指标", 2)),
        (None, None),
        (None, Level("质量指标", 1)),
        (Level("效益指标", 1), Level("质量指标", 1)),
        (Level("产出指标", 1), Level("质量指标", 1)),
    ]


def test_a_merged_cell_starts_again_after_a_break():
    form = build_form(declaration(indicators=tuple(indicator() for _ in range(5))), [Break(3)])
    assert levels(form) == [
        (Level("产出指标", 3), Level("数量指标", 3)),
        (None, None),
        (None, None),
        (Level("产出指标", 2), Level("数量指标", 2)),
        (None, None),
    ]


def test_a_row_cut_by_breaks_goes_on_in_rows_of_its_own_and_loses_no_character():
    long = indicator(name="名称", description="说明" * 50)
    form = build_form(
        declaration(indicators=(indicator(), long, indicator())), [Break(1, (2, 30, 3, 4)), Break(1, (2, 70, 3, 4))]
    )
    assert [row.description for row in form.rows[1:4]] == ["说明" * 15, "说明" * 20, "说明" * 15]
    assert [row.name for row in form.rows] == ["社区数量", "名称", "", "", "社区数量"]
    assert levels(form)[1:] == [
        (None, None),
        (Level("产出指标", 1), Level("数量指标", 1)),
        (Level("产出指标", 2), Level("数量指标", 2)),
        (None, None),
    ]
    assert [row.split for row in form.rows] == [False, True, True, True, False]


def test_breaks_in_any_order_and_twice_give_the_same_form():
    one = declaration(indicators=numbered_indicators(20))
    assert build_form(one, [Break(9), Break(3), Break(9)]) == build_form(one, [Break(3), Break(9)])


def test_a_cut_counts_ink_and_skips_the_white_space_after_it():
    row = build_form(declaration(indicators=(indicator(name="甲 乙\n丙", description="丁"),))).rows[0]
    assert row.cut([2, 1, 3, 4]).offsets == (4, 1, 3, 4)
    assert row.cut([0, 0, 0, 0]) == Break(0)
