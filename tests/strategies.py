"""Hypothesis strategies for the spine: target values, Declarations and documents as they may really come.

Texts are any Unicode that a database and JSON can carry: no lone surrogates, no control characters. A strategy is made
once: making it anew for every example takes longer than drawing from it.
"""

import os
from decimal import Decimal
from functools import cache

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from indicators.target_value import TargetValue
from targets.declaration import (
    Checkpoint,
    Declaration,
    DepartmentDeclaration,
    DepartmentDocument,
    Funds,
    Indicator,
    ItemisedGoal,
    Safeguard,
    Unit,
)

# A busy machine is no defect: what must be fast is timed in a test of its own.
# The quick suite draws 15 examples; `make test` then searches on with the thorough profile, in a step of its own.
settings.register_profile("perfbudget", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=15)
settings.register_profile("thorough", parent=settings.get_profile("perfbudget"), max_examples=50)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "perfbudget"))

PHRASES = ["社区数量", "工作完成率", "经费 （原物流中心）<自收自支>", "“我们的节日”", "a & b", "１２个", "䶮", "㎡½①"]
CATEGORIES = [
    ("产出指标", "数量指标"),
    ("产出指标", "质量指标"),
    ("产出指标", "时效指标"),
    ("产出指标", "成本指标"),
    ("效益指标", "社会效益指标"),
    ("满意度指标", "服务对象满意度指标"),
]

_OPERATORS = ["", "=", "≥", "≤", ">", "<", ">=", "=<", "≧", "＞", "不少于", "不超过", "大于等于", "控制在", "约"]
_NUMBERS = [
    "0",
    "12",
    "１２",
    "95",
    "1,234.50",
    "0.67",
    "-3",
    "十二",
    "两",
    "百分之九十五",
    "5²",
    "1e5",
    "9" * 20,
    "2025",
]
_UNITS = [
    "",
    "%",
    "％",
    "个",
    "人",
    "年",
    "月",
    "万元/个",
    "元/人·月",
    "㎡",
    "m2",
    "人（次）",
    "个百分点",
    " kg",
    "余人",
]
_ENDINGS = ["", "以上", "以下", "以内", "（含）以上", "内", "底前", "。", " "]
_SEPARATORS = ["-", "～", "—", "至", "——", "到"]
_MONTHS = st.just([3, 6, 10, 12]) | st.lists(st.integers(1, 12), unique=True, max_size=4).map(sorted)
_CODES = st.from_regex(r"[0-9]{8}P[0-9A-Z]{12}", fullmatch=True)


@cache
def texts(max_size: int = 20) -> st.SearchStrategy[str]:
    """A line of text, real or odd, possibly empty."""
    odd = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=max_size)
    return st.sampled_from(["", *PHRASES]) | odd


@cache
def names() -> st.SearchStrategy[str]:
    """A text that is not blank."""
    return texts().filter(lambda text: bool(text.strip()))


@cache
def amounts() -> st.SearchStrategy[Decimal | None]:
    """万元 with up to six decimals, or blank."""
    return st.none() | st.decimals(min_value=0, max_value=10**9, places=2) | st.decimals(-(10**6), 10**11, places=6)


@cache
def _funds() -> st.SearchStrategy[Funds]:
    return st.builds(Funds, fiscal=amounts(), other=amounts())


@cache
def target_texts() -> st.SearchStrategy[str]:
    """Texts near the target-value grammar, inside and outside of it."""
    number, unit = st.sampled_from(_NUMBERS), st.sampled_from(_UNITS)
    single = st.tuples(st.sampled_from(_OPERATORS), number, unit, st.sampled_from(_ENDINGS))
    ranges = st.tuples(number, unit, st.sampled_from(_SEPARATORS), number, unit)
    return single.map("".join) | ranges.map("".join)


@cache
def target_values() -> st.SearchStrategy[TargetValue]:
    return (target_texts() | texts()).map(TargetValue.parse)


@cache
def units() -> st.SearchStrategy[Unit]:
    return st.builds(Unit, code=st.from_regex(r"[0-9]{3}([0-9]{3}){0,2}", fullmatch=True), name=names())


@cache
def indicators() -> st.SearchStrategy[Indicator]:
    return st.builds(
        lambda category, **fields: Indicator(level_one=category[0], level_two=category[1], **fields),
        category=st.sampled_from(CATEGORIES),
        name=names(),
        description=texts(),
        value=target_values(),
        basis=texts(),
    )


@cache
@st.composite
def declarations(draw: st.DrawFn, max_rows: int = 6) -> Declaration:
    """One project's table, with up to ``max_rows`` goals and indicators and any months as checkpoints."""
    months = draw(_MONTHS)
    return Declaration(
        year=draw(st.integers(2015, 2035)),
        unit=draw(units()),
        number=draw(st.none() | st.integers(1, 300)),
        code=draw(_CODES),
        name=draw(names()),
        purpose=draw(texts()),
        funds=draw(_funds()),
        checkpoints=tuple(Checkpoint(month=month, amount=draw(amounts())) for month in months),
        goals=tuple(draw(st.lists(texts(), max_size=max_rows))),
        indicators=tuple(draw(st.lists(indicators(), max_size=max_rows))),
    )


@cache
def department_declarations(max_rows: int = 4) -> st.SearchStrategy[DepartmentDeclaration]:
    """Part one of a unit's document."""
    items = st.builds(ItemisedGoal, title=names(), goal=texts(), indicators=texts())
    safeguards = st.builds(Safeguard, title=names(), text=texts())
    return st.builds(
        DepartmentDeclaration,
        year=st.integers(2015, 2035),
        unit=units(),
        lead=texts(),
        goals=st.lists(texts(), max_size=max_rows).map(tuple),
        items=st.lists(items, max_size=max_rows).map(tuple),
        safeguards=st.lists(safeguards, max_size=max_rows).map(tuple),
    )


@cache
def department_documents(max_projects: int = 3) -> st.SearchStrategy[DepartmentDocument]:
    """Part one (or none) and project tables; its parts are drawn on their own, so their year and unit may differ."""
    return st.builds(
        DepartmentDocument,
        year=st.integers(2015, 2035),
        unit=units(),
        target=st.none() | department_declarations(2),
        projects=st.lists(declarations(2), max_size=max_projects).map(tuple),
    )


@st.composite
def edited(draw: st.DrawFn, document: Declaration | DepartmentDeclaration) -> Declaration | DepartmentDeclaration:
    """What somebody may have made of a document of their year and unit: single fields and rows changed, taken out,
    doubled, put in and moved; sometimes nothing at all, sometimes nothing left as it was."""
    kind = declarations(3) if isinstance(document, Declaration) else department_declarations(3)
    other = draw(kind)
    update = {}
    for field in sorted(set(type(document).model_fields) - {"format", "year", "unit"}):
        mine, theirs = getattr(document, field), getattr(other, field)
        if not isinstance(mine, tuple):
            update[field] = draw(st.sampled_from([mine, mine, theirs]))
            continue
        rows = []
        for row in mine:
            rows += draw(st.sampled_from([[row], [row], [row], [row], [], [row, row]]))
            if draw(st.integers(0, 5)) == 0 and rows and theirs:
                rows[-1] = _crossed(draw, rows[-1], theirs[0])
        at = draw(st.integers(0, len(rows)))
        rows[at:at] = draw(st.sampled_from([(), (), theirs]))
        order = draw(st.sampled_from([rows, rows, rows[::-1], rows[1:] + rows[:1]]))
        update[field] = tuple(order)
    return document.model_copy(update=update)


def _crossed(draw: st.DrawFn, row, other):
    """The row with one column of another; a text is another text."""
    if isinstance(row, str):
        return other
    field = draw(st.sampled_from(sorted(type(row).model_fields)))
    return row.model_copy(update={field: getattr(other, field)})
