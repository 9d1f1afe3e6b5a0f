"""What kind of indicator this is, as its category and name tell. Pure text; when unsure, no kind at all."""

import re
import unicodedata
from functools import lru_cache

from indicators.text import fold
from targets.declaration import Indicator

_SUFFIX = re.compile(r"\([^()]*\)$")
_SPACE = re.compile(r"\s+")

_RATE = re.compile(r"率$|[占比]比$|比[例重]$|百分比$")
_NO_RATE = re.compile(
    r"(?:[频效功速利汇税费概倍心]|分辨|周转|容积|曝光|死亡|发病|患病|出生|发生|换手|回报)率$|性价比$|同比$|环比$"
)
"""Rates that are measured in times, words or cases per 100,000."""
_COUNT = re.compile(r"(?:数量|[人户个次件项场台套份家所处期批起天]数|人次|户次|场次|台次|面积|里程|长度)$")
_SAVES = re.compile(r"节约|节省|节支|降低|下降|减少|压减|压降|核减|结余|收入|收益|效益|增收")
"""Names of money one wants more of."""
_PER = re.compile(r"标准|定额")
"""Names of an amount that is fixed, not capped."""

_TIME_UNIT = re.compile(r"个?季度|个?月|年|周|天|日|个?工作日|个?小时|时|分钟?|秒|学期|学年|周年")
_SHARE_SIGNS = ("%", "‰", "‱", "百分点")


def blank(text: str) -> bool:
    """Whether nothing can be seen: only white space and characters without width."""
    return not text[:1].isalnum() and all(
        character.isspace() or unicodedata.category(character) == "Cf" for character in text
    )


@lru_cache(maxsize=1024)
def plain(text: str) -> str:
    """Folded, without white space and without a closing parenthesis: ``完成率（％）`` → ``完成率``."""
    return _SUFFIX.sub("", _SPACE.sub("", fold(text)))


@lru_cache(maxsize=1024)
def category(text: str) -> str:
    """``成本指标（10分）`` and ``成本`` are both 成本."""
    return plain(text).removesuffix("指标")


def is_cost(indicator: Indicator) -> bool:
    """A cost in money: 成本指标 of 2015, 经济成本指标 of 2021. 社会成本 and 生态环境成本 are counted otherwise."""
    two = category(indicator.level_two)
    return two in ("成本", "经济成本") or (not two and category(indicator.level_one) == "成本")


def is_time(indicator: Indicator) -> bool:
    return category(indicator.level_two) == "时效"


def is_quantity(indicator: Indicator) -> bool:
    return category(indicator.level_two) == "数量"


def is_output(indicator: Indicator) -> bool:
    """产出: 数量, 质量, 时效 and, wherever the framework keeps it, 成本 in money."""
    return category(indicator.level_two) in ("数量", "质量", "时效") or is_cost(indicator)


def is_satisfaction(indicator: Indicator) -> bool:
    """Satisfaction itself, not the complaints or questionnaires counted beside it."""
    name = plain(indicator.name)
    if "满意" not in name or "不满意" in name or "调查" in name or is_count(indicator):
        return False
    if name.endswith(("满意度", "满意率", "满意程度")):
        return True
    return any(category(level).endswith("满意度") for level in (indicator.level_one, indicator.level_two))


def is_rate(indicator: Indicator) -> bool:
    """Named as a share of something: …率, 占比, 比重. Not 频率, 效率 and others that are no share."""
    return _names_rate(indicator.name)


def is_count(indicator: Indicator) -> bool:
    """Named as a number of things: …数量, 人数, 面积."""
    return _names_count(indicator.name)


def is_saving(indicator: Indicator) -> bool:
    """Money one wants more of, though it stands under 成本."""
    return bool(_SAVES.search(indicator.name + indicator.description))


def is_fixed(indicator: Indicator) -> bool:
    """A standard or quota: what it names is exact."""
    return bool(_PER.search(indicator.name + indicator.description))


def is_money(unit: str) -> bool:
    """元, 万元, 万元/个, 元/人·月."""
    return "元" in unit and "单元" not in unit


def is_duration(unit: str) -> bool:
    return bool(_TIME_UNIT.fullmatch(unit))


def is_share(unit: str) -> bool:
    """A share, also one over time: %, ‰, %/年, 个百分点."""
    return any(sign in unit for sign in _SHARE_SIGNS)


@lru_cache(maxsize=1024)
def _names_rate(name: str) -> bool:
    return bool(_RATE.search(plain(name))) and not _NO_RATE.search(plain(name))


@lru_cache(maxsize=1024)
def _names_count(name: str) -> bool:
    return bool(_COUNT.search(plain(name)))
