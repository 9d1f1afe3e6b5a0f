"""项目编码: 21 characters, of which the last one proves the others.

Region (6), year (2), type letter, serial (11), check character. The formula is learned from one region's codes, so what
it says is a warning, and only for the types that the settings name.
"""

from collections.abc import Iterator
from itertools import product

from indicators.text import fold
from targets.checks.engine import Context, Dimension, Said, Severity, rule
from targets.checks.shapes import blank
from targets.declaration import Declaration
from targets.readers import shorten

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of GB 32100: no I, O, S, V, Z."""
LENGTH = 21
_TYPE = 8
_INDEX = {character: index for index, character in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(LENGTH - 1))
_MISTAKEN = str.maketrans("OISZ", "0152")
"""Letters outside the alphabet, and the digits they are mistaken for."""
_MOST_DOUBTS = 4
"""L may be a 1 typed as l: so many of them are tried, both ways."""


def check_character(code: str) -> str | None:
    """The check character that the first 20 characters ask for; ``None`` when they cannot be part of a code."""
    if len(code) < LENGTH - 1 or any(character not in _INDEX for character in code[: LENGTH - 1]):
        return None
    weighed = sum(_INDEX[character] * weight for character, weight in zip(code, _WEIGHTS, strict=False))
    return ALPHABET[(30 - weighed) % 31]


def normal_form(code: str) -> str:
    """In capitals and half-width, without white space: two codes that differ only so are one."""
    return "".join(fold(code).upper().split())


@rule(
    id="project-code-wrong",
    title="项目编码有误",
    severity=Severity.WARNING,
    dimension=Dimension.APPROPRIATENESS,
    authority="填报规范",
)
def project_code_wrong(declaration: Declaration, context: Context) -> Iterator[Said]:
    """项目编码共21位，最后一位是校验位，错一个字符或相邻两个字符颠倒都能查出。例如把数字0写成字母O、把1写成I，或写成小写、全角。
    编码错了，批复、拨款和公开的数据就对不上同一个项目。请按预算管理系统中的编码改正；校验公式由一个地区的编码归纳而来，
    编码无误的，保留本意见并说明。
    """
    typed, code, types = declaration.code.strip(), normal_form(declaration.code), context.settings.code_types
    if not _is_meant_so(code, types):
        return
    if len(code) != LENGTH:
        yield Said(("code",), f"项目编码应为{LENGTH}位，“{typed}”是{len(code)}位。", declaration.code)
    elif not _holds(code, types):
        candidates = _candidates(code, types)
        suggestion = candidates.pop() if len(candidates) == 1 else None
        message = f"项目编码“{typed}”与校验位不符，可能有字符写错或颠倒。"
        yield Said(("code",), message, declaration.code, suggestion)
    elif code != typed:
        message = f"项目编码“{typed}”含有小写、全角字符或空格，应写作“{code}”。"
        yield Said(("code",), message, declaration.code, code)


@rule(
    id="project-code-year",
    title="项目编码的年度不符",
    severity=Severity.WARNING,
    dimension=Dimension.RELEVANCE,
    authority="填报规范",
)
def project_code_year(declaration: Declaration, context: Context) -> Iterator[Said]:
    """项目编码第7、8位是年度，应与申报的预算年度一致，不一致多半是沿用了上年的编码或申报错了年度。例如2025年的申报表用了
    “13060524P……”。请核对编码；跨年度的延续项目沿用原编码的，保留本意见并说明。
    """
    code = normal_form(declaration.code)
    if _has_shape(code, context.settings.code_types) and int(code[6:8]) != declaration.year % 100:
        message = f"项目编码第7、8位是“{code[6:8]}”，与预算年度{declaration.year}年不符。"
        yield Said(("code",), message, declaration.code)


@rule(
    id="project-code-region",
    title="项目编码的行政区划不符",
    severity=Severity.WARNING,
    dimension=Dimension.RELEVANCE,
    authority="填报规范",
)
def project_code_region(declaration: Declaration, context: Context) -> Iterator[Said]:
    """项目编码前6位是行政区划代码，应与本地区一致，不一致多半是输错或用了别处的编码。例如保定市的项目编码应以“1306”开头。
    请核对编码；本地区的代码由管理员在规则设置中填写，未填写时不核对。
    """
    code, region = normal_form(declaration.code), context.settings.region
    if region and _has_shape(code, context.settings.code_types) and not code.startswith(region):
        message = f"项目编码开头的行政区划代码是“{code[: len(region)]}”，与本地区的“{region}”不符。"
        yield Said(("code",), message, declaration.code)


@rule(
    id="project-code-duplicate",
    title="项目编码重复",
    severity=Severity.ERROR,
    dimension=Dimension.RELEVANCE,
    authority="填报规范",
)
def project_code_duplicate(declaration: Declaration, context: Context) -> Iterator[Said]:
    """一个预算年度内，一个项目编码只属于一个项目；两个项目用同一编码，预算会重复计算，批复也分不清是谁的。例如复制上一张表后
    忘了改编码。请核对两个项目各自的编码，或删去重复的一张。
    """
    if blank(declaration.code):
        return
    same = context.once(_by_code).get((declaration.year, normal_form(declaration.code)), [])
    if other := next((table for table in same if table is not declaration), None):
        name = shorten(other.name.strip())
        message = f"项目编码“{shorten(declaration.code.strip())}”已用于{declaration.year}年的项目“{name}”。"
        yield Said(("code",), message, declaration.code)


def _by_code(context: Context) -> dict[tuple[int, str], list[Declaration]]:
    """The tables that have the same code in the same year."""
    tables: dict[tuple[int, str], list[Declaration]] = {}
    for table in context.others:
        tables.setdefault((table.year, normal_form(table.code)), []).append(table)
    return tables


def _has_shape(code: str, types: tuple[str, ...]) -> bool:
    return len(code) == LENGTH and code[_TYPE] in types and code[:_TYPE].isascii() and code[:_TYPE].isdecimal()


def _holds(code: str, types: tuple[str, ...]) -> bool:
    return _has_shape(code, types) and check_character(code) == code[-1]


def _is_meant_so(code: str, types: tuple[str, ...]) -> bool:
    """Whether this was to be a code of these types: the letter is in or beside its place, or is all that is wrong."""
    if any(character in types for character in code[_TYPE - 1 : _TYPE + 2]):
        return LENGTH - 2 <= len(code) <= LENGTH + 2
    if len(code) not in (LENGTH - 1, LENGTH) or (len(code) == LENGTH and check_character(code) == code[-1]):
        return False
    rest = code[_TYPE - LENGTH + 1 :]  # what follows the letter, whether that is wrong or left out
    return any(_holds(f"{code[:_TYPE]}{letter}{rest}", types) for letter in types)


def _candidates(code: str, types: tuple[str, ...]) -> set[str]:
    """The codes that hold when letters taken for digits are read as these."""
    read = code.translate(_MISTAKEN)
    if read.count("L") > _MOST_DOUBTS:
        return {read} if _holds(read, types) else set()
    ways = product(*("L1" if character == "L" else character for character in read))
    return {way for way in map("".join, ways) if _holds(way, types)}
