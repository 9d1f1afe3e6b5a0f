"""Rules, findings, and running the one to get the other."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import import_module
from inspect import cleandoc
from typing import Any, TypeVar

from targets.checks.settings import RuleSettings
from targets.declaration import Declaration, DepartmentDeclaration

logger = logging.getLogger(__name__)

Path = tuple[str | int, ...]
"""Where in a Declaration: ``("indicators", 3, "value")``, ``("funds", "fiscal")``, ``("checkpoints", 0)``."""


class Severity(StrEnum):
    """An error blocks submission; a warning may be kept with a written reason."""

    ERROR = "error"
    WARNING = "warning"


class Dimension(StrEnum):
    """The four dimensions of reviewing targets in 财预〔2015〕88号."""

    COMPLETENESS = "完整性"
    RELEVANCE = "相关性"
    APPROPRIATENESS = "适当性"
    FEASIBILITY = "可行性"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says of one place.

    ``message`` is one Chinese sentence; ``value`` what stands there as printed; ``suggestion`` what could stand there
    instead, as it would be typed, or ``None`` where none can be derived.
    """

    rule: str
    severity: Severity
    path: Path
    message: str
    value: str = ""
    suggestion: str | None = None


Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Context:
    """What rules may look at beside the Declaration: the year's settings, and other declarations as plain data.

    One context serves all tables of a unit: ``others`` are its tables, among which the one that is checked may be, and
    which a rule that compares passes over. ``months`` are those the year's plans state, empty where that is not known.
    """

    settings: RuleSettings = field(default_factory=RuleSettings)
    others: tuple[Declaration, ...] = ()
    department: DepartmentDeclaration | None = None
    months: tuple[int, ...] = ()
    _made: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, make: Callable[["Context"], Made]) -> Made:
        """What ``make`` makes of this context, made at the first call: N tables share one index of their neighbours."""
        if make not in self._made:
            self._made[make] = make(self)
        made: Made = self._made[make]
        return made


@dataclass(frozen=True, slots=True)
class Said:
    """What a rule's function yields; the engine makes a Finding of it."""

    path: Path
    message: str
    value: str = ""
    suggestion: str | None = None


Declared = Declaration | DepartmentDeclaration
Check = Callable[[Any, Context], Iterable[Said]]
"""A rule's function: of a Declaration (or a DepartmentDeclaration) and what may be looked at beside it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with what people need to know of it. ``help`` is its docstring, shown at ``/rules/``."""

    id: str
    title: str
    severity: Severity
    dimension: Dimension
    authority: str
    help: str
    check: Check
    of: type[Declared]
    default: bool


_registry: dict[str, Rule] = {}


def rule(
    *,
    id: str,
    title: str,
    severity: Severity,
    dimension: Dimension,
    authority: str,
    of: type[Declared] = Declaration,
    default: bool = True,
) -> Callable[[Check], Check]:
    """Register a function as a rule. Its docstring, in Chinese, is the rule's help page, so it needs one.

    :param of: what it reads: a project's table, or part one of a unit's document.
    :param default: whether the rule applies where the settings do not say.
    """

    def register(function: Check) -> Check:
        if id in _registry:
            raise ValueError(f"two rules are called {id}")
        # A docstring is wrapped for the code's sake; Chinese lines join without a space.
        help_text = "\n\n".join("".join(part.splitlines()) for part in cleandoc(function.__doc__ or "").split("\n\n"))
        if not help_text:
            raise ValueError(f"the rule {id} has no docstring, which is its help page")
        _registry[id] = Rule(id, title, severity, dimension, authority, help_text, function, of, default)
        return function

    return register


SUBJECTS = ("completeness", "funds", "values", "categories", "numbers", "wording", "project_code", "department")
"""The modules that hold the rules, in the order in which rules are listed."""


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, in the order of their modules."""
    for subject in SUBJECTS:
        import_module(f"targets.checks.{subject}")
    return tuple(_registry.values())


def check(declared: Declared, context: Context | None = None) -> tuple[Finding, ...]:
    """Run every rule that applies; errors first, then by place. Never raises: a rule that fails becomes a finding."""
    context = context or Context()
    found = [
        finding
        for each in rules()
        if isinstance(declared, each.of) and context.settings.applies(each.id, each.default)
        for finding in _run(each, declared, context)
    ]
    return tuple(sorted(found, key=lambda finding: (finding.severity, _order(finding.path))))


def _run(each: Rule, declared: Declared, context: Context) -> Iterator[Finding]:
    try:
        for said in each.check(declared, context):
            yield Finding(each.id, each.severity, said.path, said.message, said.value, said.suggestion)
    except Exception:  # whatever a rule stumbles over, the others still speak and the user still gets a page
        logger.exception("Rule %s failed on %r", each.id, getattr(declared, "code", declared.unit.code))
        message = f"规则“{each.title}”（{each.id}）未能完成检查，请告知管理员。"
        yield Finding(each.id, Severity.WARNING, (), message)


PARTS = (
    "number",
    "code",
    "name",
    "purpose",
    "funds",
    "checkpoints",
    "lead",
    "goals",
    "items",
    "safeguards",
    "indicators",
)


def _order(path: Path) -> tuple[int, ...]:
    """Printed order: the part of the form, then the row in it."""
    if not path or path[0] not in PARTS:
        return (len(PARTS),)
    return (PARTS.index(str(path[0])), *(step for step in path[1:] if isinstance(step, int)))
