"""For any text there is a Reading or a DocumentError, and what is written in the form reads back unchanged."""

import random
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
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
from targets.readers import DocumentError, Reading
from targets.readers.text import decode, read_text
from targets.readers.text_cells import take_number
from tests.text_form import write_document

MUTATIONS = 200
PHRASES = [
    "社区数量",
    "经费 （原物流中心）<自收自支>",
    "贴近生活。” “",
    "≥95%",
    "１２个",
    "2025年工作计划",
    "㎡½①",
    "𬭁☑",
    "12个社区",
]
CATEGORIES = [
    *(("产出指标", "数量指标"), ("产出指标", "质量指标"), ("产出指标", "成本指标"), ("成本指标", "经济成本指标")),
    *(("效益指标", "社会效益指标"), ("满意度指标", "服务对象满意度指标")),
]


def words(max_size: int = 12) -> st.SearchStrategy[str]:
    """One paragraph as a document may hold it: no outer white space, no control character, no number of its own."""
    odd = st.characters(exclude_categories=("C", "Zl", "Zp"), exclude_characters="\ufffd")
    text = st.sampled_from(PHRASES) | st.text(odd, min_size=1, max_size=max_size)
    return text.filter(lambda text: text == text.strip() and take_number(text) is None)


def paragraphs() -> st.SearchStrategy[str]:
    return st.lists(words(), min_size=1, max_size=3).map("\n".join)


def blank_or(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.just("") | texts


amounts = st.none() | st.decimals(min_value=0, max_value=10**9, places=6) | st.integers(0, 10**6).map(Decimal)
units = st.builds(
    Unit,
    code=st.from_regex(r"[0-9]{3,9}", fullmatch=True),
    name=words().filter(lambda name: not name[0].isdecimal()),
)
indicators = st.builds(
    lambda levels, value, **texts: Indicator(
        level_one=levels[0], level_two=levels[1], value=TargetValue.parse(value), **texts
    ),
    st.sampled_from(CATEGORIES),
    blank_or(words()),
    name=words(),  # these and the reason are kept in one line
    description=blank_or(paragraphs()),
    basis=blank_or(words()),
)


@st.composite
def tables(draw: st.DrawFn, unit: Unit, place: int) -> Declaration:
    months = sorted(draw(st.sets(st.integers(1, 12), max_size=5)))
    return Declaration(
        year=2025,
        unit=unit,
        number=draw(st.none() | st.integers(1, 300)),
        code=f"{place}{draw(st.from_regex(r'[0-9A-Z]{1,20}', fullmatch=True))}",
        name=draw(words()),
        purpose=draw(blank_or(paragraphs())),
        funds=Funds(fiscal=draw(amounts), other=draw(amounts)),
        checkpoints=tuple(Checkpoint(month=month, amount=draw(amounts)) for month in months),
        goals=tuple(draw(st.lists(paragraphs(), max_size=4))),
        indicators=tuple(draw(st.lists(indicators, max_size=8))),
    )


@st.composite
def documents(draw: st.DrawFn) -> tuple[DepartmentDeclaration | None, list[Declaration]]:
    unit = draw(units)
    target = DepartmentDeclaration(
        year=2025,
        unit=unit,
        lead=draw(blank_or(paragraphs())),
        goals=tuple(draw(st.lists(paragraphs(), max_size=4))),
        items=tuple(draw(st.lists(items, max_size=3))),
        safeguards=tuple(draw(st.lists(safeguards, max_size=3))),
    )
    projects = [draw(tables(unit, place)) for place in range(1, 1 + draw(st.integers(1, 3)))]
    return draw(st.none() | st.just(target)), projects


items = st.builds(ItemisedGoal, title=paragraphs(), goal=blank_or(paragraphs()), indicators=blank_or(paragraphs()))
safeguards = st.builds(Safeguard, title=words(), text=blank_or(paragraphs()))


def is_read_or_refused(text: str) -> bool:
    try:
        return isinstance(read_text(text, year=2025), Reading)
    except DocumentError as error:
        return bool(error.problems) and bool(str(error))


@pytest.mark.slow
@given(documents())
@settings(max_examples=60, deadline=None)
def test_what_is_written_in_the_form_reads_back_unchanged(
    document: tuple[DepartmentDeclaration | None, list[Declaration]],
) -> None:
    target, projects = document
    reading = read_text(write_document(target, projects), year=2025)
    numbered = [
        project if project.number is not None else project.model_copy(update={"number": count})
        for count, project in enumerate(projects, start=1)
    ]
    assert (reading.target, list(reading.projects)) == (target, numbered)


@given(st.text())
@example("第一部分")
@example("\t\t\t")
@example("某绩效目标表\n\t")
@example("一、总体绩效目标")
def test_any_text_is_read_or_refused(text: str) -> None:
    assert is_read_or_refused(text)


@given(
    st.lists(
        st.sampled_from(
            ["\t", "\n", " ", "第一部分", "绩效目标表", "项目编码", "1.", "（一）", "一、总体绩效目标", "12月底", "x"]
        )
    )
)
def test_any_rubble_of_the_form_is_read_or_refused(pieces: list[str]) -> None:
    assert is_read_or_refused("".join(pieces))


@given(st.binary())
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text = decode(data)
    except DocumentError:
        return
    assert is_read_or_refused(text)


def mutate(lines: list[str], chance: random.Random) -> list[str]:
    """A few lines deleted, doubled, replaced, broken, stripped, shifted or altered."""
    lines = list(lines)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(lines))
        line = lines[at]
        cut = chance.randint(0, len(line))
        choices = [
            *([], [line, line], [chance.choice(lines)], [line[:cut], line[cut:]]),
            *([line.strip()], [f"\t{line}"], [f"{line}\t"], ["\t"], [""]),
            *([line[:cut] + chance.choice("1.（）\t：-０绩 ") + line[cut:]], [line[:cut] + line[cut + 1 :]]),
        ]
        lines[at : at + 1] = chance.choice(choices)
    return lines


@pytest.mark.slow
@pytest.mark.parametrize("stripped", [False, True], ids=["as published", "without lone tabs"])
def test_a_damaged_document_is_read_or_refused(seed_text: str, stripped: bool) -> None:
    chance = random.Random(326001)  # noqa: S311 (the same damage every time)
    lines = seed_text[: seed_text.index("[bookmark: _Toc_4_4_0000000006]")].split("\n")
    if stripped:
        lines = [line.rstrip() for line in lines]
    outcomes = [is_read_or_refused("\n".join(mutate(lines, chance))) for _ in range(MUTATIONS)]
    assert all(outcomes)
