from reports.book import build_book, build_target
from targets.declaration import DepartmentDocument, ItemisedGoal, Safeguard
from tests.reports.samples import UNIT, declaration, department


def test_goals_items_and_safeguards_are_numbered_in_chinese():
    target = build_target(
        department(
            lead="总体目标:",
            goals=("甲；",) * 21,
            items=(ItemisedGoal(title="建设", goal="目标文", indicators="指标文"),),
            safeguards=(Safeguard(title="提高站位", text="措施文"), Safeguard(title="无文")),
        )
    )
    assert (target.goals[0], target.goals[20]) == ("（一）甲；", "（二十一）甲；")
    assert target.items[0].title == "（一）建设"
    assert target.items[0].paragraphs == ("绩效目标：目标文", "绩效指标：指标文")
    assert [item.title for item in target.safeguards] == ["（一）提高站位", "（二）无文"]
    assert [item.paragraphs for item in target.safeguards] == [("措施文",), ()]


def test_an_item_without_indicators_has_no_empty_label():
    target = build_target(department(items=(ItemisedGoal(title="建设", goal="目标文"),)))
    assert target.items[0].paragraphs == ("绩效目标：目标文",)


def test_a_document_may_lack_a_target_and_projects():
    book = build_book(DepartmentDocument(year=2025, unit=UNIT))
    assert (book.title, book.target, book.forms) == ("2025年部门预算绩效文本", None, ())


def test_projects_keep_their_order():
    projects = tuple(declaration(number=number) for number in (2, 1))
    book = build_book(DepartmentDocument(year=2025, unit=UNIT, projects=projects))
    assert [form.title[:2] for form in book.forms] == ["2.", "1."]
