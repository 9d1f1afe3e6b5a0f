"""A project's table as its page holds it."""

from decimal import Decimal

import pytest
from hypothesis import given

from indicators.models import Category
from targets.checks.engine import check
from targets.declaration import Checkpoint, Declaration, Unit
from targets.forms.project_sheet import ProjectSheet
from targets.forms.raw import Raw
from tests.strategies import declarations

EMPTY = Declaration(year=2025, unit=Unit(code="326001", name="单位"), code="", name="项目")


class Leaf:
    """A level-two category without a database."""

    def __init__(self, pk, one, name):
        self.pk, self.name, self.parent = pk, name, Category(name=one)


LEAVES = [Leaf(1, "产出指标", "数量指标"), Leaf(2, "产出指标", "质量指标"), Leaf(3, "满意度指标", "服务对象满意度指标")]


def sheet(**fields):
    data = {"name": "项目"} | {name.replace("__", "-"): text for name, text in fields.items()}
    return ProjectSheet(EMPTY, Raw.sent(data, ProjectSheet.lists()), LEAVES)


def test_what_is_typed_becomes_the_declaration():
    typed = sheet(
        code=" 13060525P00398010005X ",
        fiscal="１２０",
        purpose="第一行 \r\n第二行",
        plan__0__month="3",
        plan__0__amount="30.5",
        plan__1__month="12",
        plan__1__amount="",
        goals__0__text="办好事情",
        indicators__0__category="2",
        indicators__0__name="合格率",
        indicators__0__value="≥95%",
    ).typed()
    assert typed.code == "13060525P00398010005X"
    assert typed.funds.fiscal == Decimal("120.00")
    assert typed.funds.other is None
    assert typed.purpose == "第一行\n第二行"
    assert typed.checkpoints == (Checkpoint(month=3, amount=Decimal("30.50")), Checkpoint(month=12))
    assert typed.goals == ("办好事情",)
    row = typed.indicators[0]
    assert (row.level_one, row.level_two, row.value.number) == ("产出指标", "质量指标", 95)


def test_lines_copied_from_a_document_are_joined():
    typed = sheet(
        indicators__0__category="1", indicators__0__name="乡村振兴\r\n社区数量", indicators__0__basis="PDF\r\nfile"
    ).typed()
    assert (typed.indicators[0].name, typed.indicators[0].basis) == ("乡村振兴社区数量", "PDF file")


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("name", "", "必填"),
        ("name", "长" * 201, "200"),
        ("code", "x" * 41, "40"),
        ("code", "a\x07b", "U+0007"),
        ("fiscal", "12万两", "12万两"),
        ("fiscal", "-1", "负数"),
        ("fiscal", "9" * 13, "过大"),
        ("plan__0__amount", "一百", "一百"),
        ("plan__0__month", "13", "12"),
        ("indicators__0__category", "99", "99"),
        ("indicators__0__value", "x" * 201, "200"),
        ("indicators__0__description", "a\x00b", "U+0000"),
        ("indicators__0__value", "\x00", "U+0000"),
        ("fiscal", "1\x002", "U+0000"),
        ("fiscal", "无", "“无”不是有效金额，请填数字（单位：万元，最多六位小数）"),
        ("fiscal", "万元", "“万元”不是有效金额"),
        ("fiscal", "1万2千元", "“1万2千元”不是有效金额"),
        ("fiscal", "0.001元", "精确到分"),
        ("fiscal", "-5元", "负数"),
        ("name", "\u200b\ufeff", "必填"),
        ("name", "社区\u200b建设", "U+200B"),
        ("code", "1306\u202e05", "U+202E"),
        ("indicators__0__name", "次\u2066数", "U+2066"),
        ("indicators__0__value", "≥95\u2060%", "U+2060"),
        ("purpose", "用于\u202e办公", "U+202E"),
        ("goals__0__text", "\x1b[1m", "U+001B"),
    ],
)
def test_what_cannot_be_stored_is_named_at_its_field_and_comes_back_as_typed(field, text, words):
    base = {"plan__0__month": "3", "indicators__0__category": "1"} if "__" in field else {}
    typed = sheet(**(base | {field: text}))
    (problem,) = typed.problems()
    assert problem.name == field.replace("__", "-")
    assert words in problem.message
    assert "\0" not in problem.message
    form = next(form for form in typed.forms if problem.name in {bound.html_name for bound in form})
    assert next(bound for bound in form if bound.html_name == problem.name).value() == text


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"goals__0__text": "", "goals__1__text": "\x01"}, "绩效目标 › 第2条"),
        ({"plan__0__month": "12", "plan__0__amount": "x", "plan__1__month": "3"}, "资金支出计划 › 12月底"),
        ({"plan__0__month": "13", "plan__0__amount": "1"}, "资金支出计划"),
        ({"fiscal": "x"}, "预算规模 › 财政资金"),
        (
            {"indicators__0__category": "1", "indicators__0__name": "次数", "indicators__0__value": "x" * 201},
            "产出指标 › 数量指标 › 次数 › 指标值",
        ),
        ({"indicators__0__category": "99", "indicators__0__name": "次数"}, "次数 › 二级指标"),
        ({"name": ""}, "项目名称"),
    ],
)
def test_a_problem_stands_where_a_finding_would(fields, place):
    assert [problem.place for problem in sheet(**fields).problems()] == [place]


def test_a_month_that_stands_twice_is_refused():
    plan = {"plan__0__month": "3", "plan__0__amount": "1", "plan__1__month": "3", "plan__1__amount": "2"}
    (problem,) = sheet(**plan).problems()
    assert (problem.name, problem.place) == ("plan-1-amount", "资金支出计划 › 3月底")
    assert "重复" in problem.message


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("￥1,234.50", "1234.50"),
        ("¥ 12", "12.00"),
        ("12.5万元", "12.50"),
        ("12.5 万", "12.50"),
        ("125000元", "12.50"),
        ("￥125,000.01 元", "12.500001"),
        ("—", None),
        ("-", None),
        ("－", None),
        ("——", None),
        ("\u200b", None),
    ],
)
def test_amounts_are_read_as_people_write_them(text, amount):
    laid = sheet(fiscal=text)
    assert laid.problems() == ()
    assert laid.typed().funds.fiscal == (None if amount is None else Decimal(amount))


def test_text_that_cannot_be_seen_is_no_text_but_what_word_processors_leave_in_one_is_kept():
    typed = sheet(purpose="\u200b \ufeff", goals__0__text="办好\u200b事情").typed()
    assert (typed.purpose, typed.goals) == ("", ("办好\u200b事情",))


def test_what_cannot_be_stored_counts_as_blank_for_the_rules():
    typed = sheet(fiscal="十二万元", other="3").typed()
    assert (typed.funds.fiscal, typed.funds.other) == (None, Decimal("3.00"))


@given(declarations())
def test_a_declaration_laid_out_as_a_sheet_and_read_back_is_the_same(declaration):
    leaves = {(row.level_one, row.level_two): None for row in declaration.indicators}
    leaves = [Leaf(number, one, two) for number, (one, two) in enumerate(leaves)]
    months = {row.month for row in declaration.checkpoints}
    laid = ProjectSheet.of(declaration, leaves, sorted(months))
    if not laid.problems():
        again = ProjectSheet.of(laid.typed(), leaves, sorted(months))
        assert again.typed() == laid.typed()


@given(declarations())
def test_every_finding_leads_to_a_field_of_the_page(declaration):
    leaves = [Leaf(number, row.level_one, row.level_two) for number, row in enumerate(declaration.indicators)]
    laid = ProjectSheet.of(declaration, leaves)
    names = {bound.html_name for form in laid.forms for bound in form}
    for finding in check(declaration):
        name = laid.name_of(finding.path)
        rows = {"checkpoints": "plan", "goals": "goals", "indicators": "indicators"}.get(str((*finding.path, "")[0]))
        if name and (rows is None or laid.rows[rows]):
            assert name in names


def test_months_of_the_year_not_planned_yet_stand_there_blank():
    laid = ProjectSheet.of(EMPTY.model_copy(update={"checkpoints": (Checkpoint(month=6, amount=1),)}), LEAVES, (3, 6))
    assert [(row["month"].value(), row["amount"].value()) for row in laid.rows["plan"]] == [("3", ""), ("6", "1.00")]
