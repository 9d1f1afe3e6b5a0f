"""What changed between two documents, told row by row."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.target_value import TargetValue
from targets.declaration import (
    Checkpoint,
    Declaration,
    DepartmentDeclaration,
    Funds,
    Indicator,
    ItemisedGoal,
    Safeguard,
    Unit,
)
from targets.diff import Change, diff
from tests.strategies import declarations, department_declarations

UNIT = Unit(code="326001", name="乡村振兴局")


def indicator(name: str, value: str = "12个", category: str = "产出指标/数量指标", **fields: str) -> Indicator:
    level_one, level_two = category.split("/")
    return Indicator(level_one=level_one, level_two=level_two, name=name, value=TargetValue.parse(value), **fields)


def table(**fields: Any) -> Declaration:
    return Declaration(
        **{"year": 2025, "unit": UNIT, "code": "13060525P003981100040", "name": "社区工作经费", **fields}
    )


def target(**fields: Any) -> DepartmentDeclaration:
    return DepartmentDeclaration(**{"year": 2025, "unit": UNIT, **fields})


def plan(*amounts: str | None, months: tuple[int, ...] = (3, 6, 10, 12)) -> tuple[Checkpoint, ...]:
    return tuple(
        Checkpoint(month=month, amount=None if amount is None else Decimal(amount))
        for month, amount in zip(months, amounts, strict=False)
    )


A, B, C = (
    indicator("社区数量"),
    indicator("工作队数量", "1个"),
    indicator("群众满意度", "≥95%", "满意度指标/服务对象满意度指标"),
)


def test_equal_documents_have_no_difference():
    assert diff(table(indicators=(A, B)), table(indicators=(A, B))) == ()
    assert diff(target(lead="总体"), target(lead="总体")) == ()


def test_amounts_are_compared_by_value_and_printed_as_on_the_form():
    assert diff(table(funds=Funds(fiscal="120")), table(funds=Funds(fiscal="120.000"))) == ()
    assert diff(table(funds=Funds(fiscal="120")), table(funds=Funds(fiscal="0.045", other="0"))) == (
        Change(("funds", "fiscal"), "预算规模 › 财政资金", "120.00", "0.045"),
        Change(("funds", "other"), "预算规模 › 其他资金", "", "0.00"),
    )


def test_every_field_of_the_head_has_its_chinese_name():
    old = table(number=1, purpose="旧")
    new = Declaration(year=2026, unit=Unit(code="327", name="民政局"), number=2, code="C", name="新名", purpose="新")
    assert [change.label for change in diff(old, new)] == [
        "预算年度",
        "单位代码",
        "单位名称",
        "表格序号",
        "项目编码",
        "项目名称",
        "资金用途",
    ]


def test_a_checkpoint_is_known_by_its_month():
    old, new = table(checkpoints=plan("30", "60", "90", "120")), table(checkpoints=plan("30", "66", "90", "120"))
    assert diff(old, new) == (Change(("checkpoints", 1, "amount"), "资金支出计划 › 6月底", "60.00", "66.00"),)


def test_another_month_is_another_checkpoint():
    old, new = table(checkpoints=plan("30", months=(9,))), table(checkpoints=plan("30", None, months=(10, 12)))
    assert diff(old, new) == (
        Change(("checkpoints", 0), "资金支出计划 › 10月底", "", "30.00"),
        Change(("checkpoints", 1), "资金支出计划 › 12月底", "", "（未填写）"),
        Change(("checkpoints", 0), "资金支出计划 › 9月底", "30.00", ""),
    )


def test_a_changed_value_names_its_whole_place():
    (change,) = diff(table(indicators=(A, C)), table(indicators=(indicator("社区数量", "≥12个"), C)))
    assert change == Change(("indicators", 0, "value"), "产出指标 › 数量指标 › 社区数量 › 指标值", "12个", "≥12个")
    assert str(change) == "产出指标 › 数量指标 › 社区数量 › 指标值：12个 → ≥12个"


def test_an_indicator_put_in_at_the_top_is_one_change():
    new = indicator("办公场所数量", "3个", basis="实际数量")
    assert diff(table(indicators=(A, B, C)), table(indicators=(new, A, B, C))) == (
        Change(("indicators", 0), "产出指标 › 数量指标 › 办公场所数量", "", "指标值：3个；指标值确定依据：实际数量"),
    )


def test_an_indicator_taken_out_is_one_change():
    (change,) = diff(table(indicators=(A, B, C)), table(indicators=(A, C)))
    assert change == Change(("indicators", 1), "产出指标 › 数量指标 › 工作队数量", "指标值：1个", "")
    assert str(change) == "产出指标 › 数量指标 › 工作队数量：指标值：1个 → （空）"


def test_a_renamed_indicator_is_the_one_between_the_same_neighbours():
    renamed = indicator("下沉工作队数量", "1个")
    assert diff(table(indicators=(A, B, C)), table(indicators=(A, renamed, C))) == (
        Change(
            ("indicators", 1, "name"), "产出指标 › 数量指标 › 工作队数量 › 三级指标", "工作队数量", "下沉工作队数量"
        ),
    )


def test_an_indicator_is_known_by_name_in_another_category():
    moved = indicator("社区数量", category="成本指标/经济成本指标")
    assert [(change.label, change.after) for change in diff(table(indicators=(A,)), table(indicators=(B, moved)))] == [
        ("产出指标 › 数量指标 › 工作队数量", "指标值：1个"),
        ("产出指标 › 数量指标 › 社区数量 › 一级指标", "成本指标"),
        ("产出指标 › 数量指标 › 社区数量 › 二级指标", "经济成本指标"),
    ]


def test_rows_of_the_same_name_are_told_apart_by_their_content():
    first, second = indicator("人数", "2人"), indicator("人数", "88人")
    assert diff(table(indicators=(first, second)), table(indicators=(second,))) == (
        Change(("indicators", 0), "产出指标 › 数量指标 › 人数", "指标值：2人", ""),
    )


def test_rows_in_another_order_are_one_change():
    assert diff(table(indicators=(A, B, C)), table(indicators=(B, A, C))) == (
        Change(("indicators",), "绩效指标 › 顺序", "1.社区数量、2.工作队数量", "2.工作队数量、1.社区数量"),
    )


def test_a_row_without_a_name_is_called_by_its_number():
    nameless = Indicator(level_one="", level_two="", name="", value=TargetValue.parse(""))
    (change,) = diff(table(indicators=(A,)), table(indicators=(A, nameless)))
    assert (change.label, change.before, change.after) == ("绩效指标 › 第2条", "", "（未填写）")


def test_rows_without_a_name_are_not_the_same_for_that():
    output, benefit = indicator("", "1个"), indicator("", "2人", "效益指标/社会效益指标")
    assert [str(change) for change in diff(table(indicators=(output, A)), table(indicators=(A, benefit)))] == [
        "效益指标 › 社会效益指标：（空） → 指标值：2人",
        "产出指标 › 数量指标：指标值：1个 → （空）",
    ]


def test_goals_are_told_by_number():
    assert diff(table(goals=("甲", "乙")), table(goals=("丙", "甲", "乙。"))) == (
        Change(("goals", 0), "绩效目标 › 第1条", "", "丙"),
        Change(("goals", 2), "绩效目标 › 第2条", "乙", "乙。"),
    )


def test_the_parts_of_a_department_target_are_told():
    old = target(
        lead="总体",
        goals=("一",),
        items=(ItemisedGoal(title="社区", goal="好"), ItemisedGoal(title="乡村", goal="美")),
        safeguards=(Safeguard(title="内控", text="严"),),
    )
    new = target(
        lead="总体思路",
        goals=("一", "二"),
        items=(ItemisedGoal(title="乡村", goal="更美"),),
        safeguards=(Safeguard(title="内部控制", text="严"), Safeguard(title="人才")),
    )
    assert [str(change) for change in diff(old, new)] == [
        "总体绩效目标 › 总述：总体 → 总体思路",
        "总体绩效目标 › 第2条：（空） → 二",
        "分项绩效目标 › 乡村 › 绩效目标：美 → 更美",
        "分项绩效目标 › 社区：绩效目标：好 → （空）",
        "工作保障措施 › 内控 › 标题：内控 → 内部控制",
        "工作保障措施 › 人才：（空） → （未填写）",
    ]


def test_documents_of_two_kinds_are_not_compared():
    with pytest.raises(TypeError, match="Declaration cannot be compared with a DepartmentDeclaration"):
        diff(table(), target())  # type: ignore[type-var]


@given(declarations() | department_declarations())
def test_a_document_never_differs_from_itself(document):
    assert diff(document, type(document).from_json(document.to_json())) == ()


@pytest.mark.slow
@settings(max_examples=50)
@given(st.data())
def test_documents_that_differ_say_where(data):
    kind = data.draw(st.sampled_from([declarations(), department_declarations()]))
    old, other = data.draw(kind), data.draw(kind)
    taken = data.draw(st.sets(st.sampled_from(sorted(set(type(old).model_fields) - {"format"}))))
    new = old.model_copy(update={field: getattr(other, field) for field in taken})
    changes = diff(old, new)
    assert {change.path[0] for change in changes} == {
        field for field in taken if getattr(old, field) != getattr(new, field)
    }
    assert all(change.label and change.before != change.after for change in changes)


@given(declarations(), st.randoms())
def test_another_order_is_always_told(document, random):
    rows = list(document.indicators)
    random.shuffle(rows)
    changed = document.model_copy(update={"indicators": tuple(rows)})
    assert bool(diff(document, changed)) is (document != changed)


@given(declarations(), st.integers(0, 6))
def test_one_row_more_is_one_change(document, place):
    rows = list(document.indicators)
    rows.insert(place, indicator("从未有过的指标", "37个"))
    (change,) = diff(document, document.model_copy(update={"indicators": tuple(rows)}))
    assert (change.before, change.after) == ("", "指标值：37个")
