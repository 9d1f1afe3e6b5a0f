"""Pasting blocks of a sheet or a document into a project's table."""

import pytest

from tests.browser.editor import HTML_TABLE, cell, paste, settled, stored


def test_six_rows_pasted_from_a_document_find_their_categories(open_editor, blank):
    page = open_editor(blank)
    paste(page, "indicators-0-name", html=HTML_TABLE)
    page.wait_for_selector("[data-offer=done]")
    settled(page)
    rows = stored(blank).indicators
    assert [(row.level_two, row.name, row.value.text) for row in rows] == [
        ("数量指标", "社区数量", "12个"),
        ("数量指标", "活动次数", "24次"),
        ("质量指标", "完成率", "≥95%"),
        ("成本指标", "单位成本", "≤10万元/个"),
        ("社会效益指标", "改善环境", "进一步提高"),
        ("服务对象满意度指标", "群众满意度", "≥95%"),
    ]


def test_six_rows_of_plain_cells_go_on_downwards_and_can_be_undone(open_editor, draft):
    page = open_editor(draft)
    before = stored(draft)
    block = "\n".join(f"指标{row}\t描述{row}\t≥{row}%\t依据{row}" for row in range(1, 7))
    paste(page, "indicators-2-name", block)
    settled(page)
    assert [row.name for row in stored(draft).indicators][2:] == [f"指标{row}" for row in range(1, 7)]
    page.click("[data-offer=done] button")
    settled(page)
    assert stored(draft) == before


def test_the_plan_and_the_goals_take_blocks_too(open_editor, draft):
    page = open_editor(draft)
    paste(page, "plan-0-amount", "3月底\t6月底\t10月底\t12月底\n5\t11.5\t15\t20.00\n")
    paste(page, "goals-0-text", "1.办好第一件事\n2、办好第二件事\n（3）办好第三件事")
    settled(page)
    assert [str(row.amount) for row in stored(draft).checkpoints] == ["5.00", "11.50", "15.00", "20.00"]
    assert stored(draft).goals[1:] == ("办好第一件事", "办好第二件事", "办好第三件事")


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("2.5\t\t8\t20", ["2.50", "", "8.00", "20.00"]),
        ("3月底\t6月底\t10月底\t12月底\n2.5\t\t8\t20", ["2.50", "", "8.00", "20.00"]),
        ("12月底\t20\n3月底\t3.00\n6月底\t6.00", ["3.00", "6.00", "15.00", "20.00"]),
        ("1\n2\n3\n4", ["1.00", "2.00", "3.00", "4.00"]),
    ],
)
def test_amounts_stand_in_their_months(open_editor, draft, text, amounts):
    page = open_editor(draft)
    paste(page, "plan-0-amount", text)
    settled(page)
    assert ["" if row.amount is None else f"{row.amount:.2f}" for row in stored(draft).checkpoints] == amounts


def test_a_plan_of_other_months_is_said_and_changes_nothing(open_editor, draft):
    page = open_editor(draft)
    paste(page, "plan-0-amount", "1月底\t2月底\n1\t2")
    assert "未粘贴" in page.locator("[data-offer=lost]").inner_text()
    assert cell(page, "plan-0-amount").input_value() == "5.00"


def test_categories_are_found_by_other_names_and_what_is_not_found_is_said(open_editor, blank):
    page = open_editor(blank)
    rows = ["产出指标\t产出数量\t甲\t描述\t1个\t依据", "\t产出成本指标\t乙\t描述\t≤1万元\t依据"]
    rows += [
        "满意度指标\t满意度指标\t丙\t描述\t≥95%\t依据",
        "效益指标\t国防效益指标\t丁\t描述\t提高\t依据",
        "合计\t\t\t\t\t",
    ]
    paste(page, "indicators-0-name", "\n".join(rows))
    settled(page)
    found = {row.name: row.level_two for row in stored(blank).indicators}
    assert found.keys() == {"甲", "乙", "丙", "丁"}
    assert (found["甲"], found["乙"], found["丙"]) == ("数量指标", "成本指标", "服务对象满意度指标")
    assert "国防效益指标：丁" in page.locator("[data-offer=lost]").inner_text()


def test_two_lines_of_plain_text_stay_in_their_cell(open_editor, draft):
    page = open_editor(draft)
    cell(page, "indicators-0-description").fill("")
    paste(page, "indicators-0-description", "第一行\n第二行")
    assert cell(page, "indicators-1-description").input_value() == stored(draft).indicators[1].description
