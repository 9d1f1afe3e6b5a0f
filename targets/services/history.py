"""The one place where history is written."""

from collections.abc import Iterable
from typing import Any

from targets.declaration import Declaration, DepartmentDeclaration
from targets.diff import Change, diff
from targets.models import Declared, HistoryEntry, Kind, User, Verb
from targets.storage import contents_of


def record(
    verb: Verb,
    declared: Declared,
    *,
    actor: User | None,
    changes: Iterable[Change] = (),
    note: str = "",
    content: str = "",
) -> HistoryEntry:
    """Write down what was done to a stored project or department target, in the transaction that does it.

    :param actor: ``None`` for a command, which nobody signed in for.
    :param content: the Declaration's JSON, where what was handed over is to be compared with later.
    """
    return HistoryEntry.objects.create(
        actor=actor,
        verb=verb,
        kind=Kind.of(declared),
        key=declared.pk,
        department_code=declared.department.code,
        fiscal_year=declared.fiscal_year_id,
        name=str(declared),
        version=declared.version,
        changes=[plain_change(change) for change in changes],
        note=note,
        content=content,
    )


def record_deletion(declared: Declared, *, actor: User | None) -> HistoryEntry:
    """Write down everything that is about to go, while it is still there."""
    contents = contents_of(declared)
    return record(Verb.DELETED, declared, actor=actor, changes=difference(contents, None))


def difference(
    before: Declaration | DepartmentDeclaration | None, after: Declaration | DepartmentDeclaration | None
) -> tuple[Change, ...]:
    """What changed, where ``None`` is nothing typed yet, or any more."""
    old: Any = before or _blank(after)
    new: Any = after or _blank(before)
    return diff(old, new)


def _blank(like: Declaration | DepartmentDeclaration | None) -> Any:
    assert like is not None  # noqa: S101  (something was there before or is now)
    if isinstance(like, Declaration):
        return Declaration(year=like.year, unit=like.unit, code="", name="")
    return DepartmentDeclaration(year=like.year, unit=like.unit)


def plain_change(change: Change) -> dict[str, Any]:
    """A change as JSON holds it."""
    return {"path": list(change.path), "label": change.label, "before": change.before, "after": change.after}
