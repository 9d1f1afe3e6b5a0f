"""Does an indicator stand under the category that its name and measure tell?"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from targets.checks import shapes
from targets.checks.edits import BETWEEN
from targets.checks.engine import Context, Dimension, Said, Severity, rule
from targets.declaration import Declaration, Indicator
from targets.readers import shorten

_SATISFIED = re.compile(r"(?<!不)满意[度率]$")
_WHEN = re.compile(r"完成(?:时间|时限|日期)$")


class _Kind(NamedTuple):
    """What an indicator may plainly be: of which category, under which others it is plainly wrong, how it is told.

    ``usual`` is the category of the national frameworks, where they agree on one.
    """

    of: str
    wrong: frozenset[str]
    is_one: Callable[[Indicator], bool]
    usual: str | None


def _is_cost(indicator: Indicator) -> bool:
    named = shapes.plain(indicator.name).endswith("成本") and shapes.is_money(indicator.value.unit)
    return named and not shapes.is_saving(indicator)


_KINDS = (
    # A satisfaction may also show quality or a social benefit, so there it is left alone.
    _Kind(
        "满意度",
        frozenset({"数量", "时效", "成本", "经济成本"}),
        lambda indicator: bool(_SATISFIED.search(shapes.plain(indicator.name))),
        f"满意度指标{BETWEEN}服务对象满意度指标",
    ),
    _Kind("成本", frozenset({"数量", "质量", "时效"}), _is_cost, None),
    _Kind(
        "时效",
        frozenset({"数量", "质量", "成本", "经济成本"}),
        lambda indicator: (
            bool(_WHEN.search(shapes.plain(indicator.name))) and not shapes.is_share(indicator.value.unit)
        ),
        f"产出指标{BETWEEN}时效指标",
    ),
)


@rule(
    id="indicator-in-wrong-category",
    title="指标放错了类别",
    severity=Severity.WARNING,
    dimension=Dimension.APPROPRIATENESS,
    authority="财预〔2021〕101号",
)
def indicator_in_wrong_category(declaration: Declaration, context: Context) -> Iterator[Said]:
    """三级指标应放在与其内容相符的类别下，放错了类别，该类别的权重就算在别的内容上，必设的指标也会看似齐全而实际缺少。例如“群众满意度”
    放在数量指标下，应放在满意度指标下。以元计量的“……成本”、“完成时间”同样各归成本、时效。质量、效益下的满意度不作判断。
    请移到相符的类别。
    """
    for row, indicator in enumerate(declaration.indicators):
        stands = shapes.category(indicator.level_two)
        for kind in _KINDS:
            if stands in kind.wrong and kind.is_one(indicator):
                message = f"“{shorten(indicator.name.strip())}”是{kind.of}指标，不应放在“{stands}指标”下。"
                there = f"{indicator.level_one}{BETWEEN}{indicator.level_two}"
                yield Said(("indicators", row, "level_two"), message, there, _fitting(declaration, kind))


def _fitting(declaration: Declaration, kind: _Kind) -> str | None:
    """The category other rows of the table have for this kind, or else the usual one."""
    for indicator in declaration.indicators:
        if shapes.category(indicator.level_two).endswith(kind.of):
            return f"{indicator.level_one}{BETWEEN}{indicator.level_two}"
    return kind.usual
