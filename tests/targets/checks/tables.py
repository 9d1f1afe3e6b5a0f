"""A sound table to spoil in one place, and what the rules of one module say of it."""

from decimal import Decimal
from functools import cache
from types import ModuleType

from indicators.target_value import TargetValue
from targets.checks.engine import Context, Finding, Path, check, rules
from targets.checks.settings import RuleSettings
from targets.declaration import Checkpoint, Declaration, Funds, Indicator, Unit

ROWS = {
    "数量": ("产出指标", "数量指标", "社区数量", "12个"),
    "质量": ("产出指标", "质量指标", "工作完成率", "≥95%"),
    "时效": ("产出指标", "时效指标", "保障时限", "1年"),
    "成本": ("产出指标", "成本指标", "单个社区成本", "≤10万元/个"),
    "效益": ("效益指标", "社会效益指标", "改善辖区环境", "进一步提高"),
    "满意度": ("满意度指标", "服务对象满意度指标", "群众满意度", "≥95%"),
}


def row(category: str, name: str | None = None, value: str | None = None, **more: str) -> Indicator:
    """An indicator of a 2015 category, sound where nothing else is said."""
    one, two, usual_name, usual_value = ROWS[category]
    told = {"level_one": one, "level_two": two, "description": "说明", "basis": "工作计划"} | more
    return Indicator(
        name=usual_name if name is None else name,
        value=TargetValue.parse(usual_value if value is None else value),
        **told,
    )


def plan(*amounts: str | None, months: tuple[int, ...] = (3, 6, 10, 12)) -> tuple[Checkpoint, ...]:
    filled = zip(months, amounts, strict=False)
    return tuple(Checkpoint(month=month, amount=amount and Decimal(amount)) for month, amount in filled)


def table(**changes) -> Declaration:
    """A table in which no rule finds anything, with changes."""
    sound = {
        "year": 2025,
        "unit": Unit(code="326001", name="某局"),
        "code": "13060525P003981100040",
        "name": "社区党组织服务群众专项经费",
        "purpose": "用于解决关系群众利益的问题。",
        "funds": Funds(fiscal=Decimal("120")),
        "checkpoints": plan("30", "60", "90", "120"),
        "goals": ("提高社区党组织服务群众能力。",),
        "indicators": tuple(map(row, ROWS)),
    }
    return Declaration(**(sound | changes))


@cache
def ids_of(module: ModuleType) -> frozenset[str]:
    """The ids of a module's rules."""
    return frozenset(each.id for each in rules() if each.check.__module__ == module.__name__)


def said(module: ModuleType, declaration: Declaration, others=(), **settings) -> list[Finding]:
    """What the rules of one module find, the ones that are off by default left out unless ``on`` names them."""
    theirs = {each.id for each in rules()} - ids_of(module)
    settings["off"] = theirs.union(settings.get("off", ()))
    return list(check(declaration, Context(settings=RuleSettings(**settings), others=tuple(others))))


def places(findings: list[Finding]) -> list[tuple[str, Path]]:
    return [(finding.rule, finding.path) for finding in findings]


def has_place(declaration: Declaration, path: Path) -> bool:
    """Whether the path leads somewhere in the Declaration."""
    at: object = declaration
    for step in path:
        if isinstance(step, int):
            if not isinstance(at, tuple) or not 0 <= step < len(at):
                return False
            at = at[step]
        elif hasattr(at, step):
            at = getattr(at, step)
        else:
            return False
    return True


def assert_sound_findings(module: ModuleType, declaration: Declaration, others=()) -> None:
    """No rule of the module failed, and each finding has a place, a sentence and its value."""
    settings = RuleSettings(on=ids_of(module), region="1306")
    for each in rules():
        if each.id not in ids_of(module):
            continue
        for finding in each.check(declaration, Context(settings=settings, others=tuple(others))):
            assert has_place(declaration, finding.path), (each.id, finding.path)
            assert finding.message.endswith("。")
            assert finding.suggestion is None or finding.suggestion != finding.value
