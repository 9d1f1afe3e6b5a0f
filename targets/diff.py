"""What differs between two documents, in words a finance officer knows.

A pure function of two Declarations (or two DepartmentDeclarations): a file against the database, one edition against
the next. What is compared is what is printed. Rows are recognised again by what they say, not by where they stand, so a
row put in at the top is one change and not a change of every row below it.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from targets.declaration import Declaration, DepartmentDeclaration
from targets.money import format_amount

Document = TypeVar("Document", Declaration, DepartmentDeclaration)
Column = tuple[str, str]
"""Where a value is (``funds.fiscal``; "" is the row itself) and what the form calls it ("": the row's name will do)."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    ``path`` leads to the place in the new document, or in the old one for a row that is gone:
    ``("indicators", 2, "value")``. ``label`` names it as the form does: ``产出指标 › 数量指标 › 社区数量 › 指标值``.
    ``before`` and ``after`` are as printed (amounts in 万元) and never equal; "" is blank, not there yet, or gone.
    """

    path: tuple[str | int, ...]
    label: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.label}：{self.before or '（空）'} → {self.after or '（空）'}"


@dataclass(frozen=True, slots=True)
class Rows:
    """How the rows of one list are named in labels and recognised again.

    ``keys`` say, best first, what makes an old and a new row the same (``None``: nothing does). With ``by_place``, rows
    left over after the same row are the same, too, with everything changed.
    """

    field: str
    label: str
    columns: tuple[Column, ...]
    name: Callable[[Any], str] = lambda row: ""
    naming: int = 0  # so many of the columns, the first ones, are told by the name
    keys: tuple[Callable[[Any], Hashable], ...] = ()
    by_place: bool = True
    own_names: bool = False  # the name says enough without the list's label before it

    def place(self, row: Any, index: int) -> str:
        name = self.name(row)
        return name if name and self.own_names else f"{self.label} › {name or f'第{index + 1}条'}"

    def content(self, row: Any) -> str:
        """What a row says beyond its name, for one that came or went."""
        told = [(label, printed(row, where)) for where, label in self.columns[self.naming :]]
        return "；".join(f"{label}：{text}" if label else text for label, text in told if text.strip()) or "（未填写）"

    def short(self, row: Any) -> str:
        """Its name alone, or what it says, for a list of several."""
        return (self.name(row).rpartition(" › ")[2] or self.content(row))[:20]


HEAD = (("year", "预算年度"), ("unit.code", "单位代码"), ("unit.name", "单位名称"))
"""Whose document it is."""
FIELDS: dict[type, tuple[Column, ...]] = {
    Declaration: (
        *HEAD,
        ("number", "表格序号"),
        ("code", "项目编码"),
        ("name", "项目名称"),
        ("funds.fiscal", "预算规模 › 财政资金"),
        ("funds.other", "预算规模 › 其他资金"),
        ("purpose", "资金用途"),
    ),
    DepartmentDeclaration: (*HEAD, ("lead", "总体绩效目标 › 总述")),
}
"""What the form calls each single field."""
LISTS: dict[type, tuple[Rows, ...]] = {
    Declaration: (
        Rows(
            field="checkpoints",
            label="资金支出计划",
            columns=(("amount", ""),),
            name=lambda row: f"{row.month}月底",
            keys=(lambda row: row.month,),
            by_place=False,
        ),
        Rows(field="goals", label="绩效目标", columns=(("", ""),)),
        Rows(
            field="indicators",
            label="绩效指标",
            columns=(
                ("level_one", "一级指标"),
                ("level_two", "二级指标"),
                ("name", "三级指标"),
                ("description", "绩效指标描述"),
                ("value", "指标值"),
                ("basis", "指标值确定依据"),
            ),
            name=lambda row: " › ".join(filter(None, (row.level_one, row.level_two, row.name))),
            naming=3,
            keys=(lambda row: (row.level_one, row.level_two, row.name), lambda row: row.name or None),
            own_names=True,
        ),
    ),
    DepartmentDeclaration: (
        Rows(field="goals", label="总体绩效目标", columns=(("", ""),)),
        Rows(
            field="items",
            label="分项绩效目标",
            columns=(("title", "标题"), ("goal", "绩效目标"), ("indicators", "绩效指标")),
            name=lambda row: row.title,
            naming=1,
            keys=(lambda row: row.title or None,),
        ),
        Rows(
            field="safeguards",
            label="工作保障措施",
            columns=(("title", "标题"), ("text", "内容")),
            name=lambda row: row.title,
            naming=1,
            keys=(lambda row: row.title or None,),
        ),
    ),
}
"""The lists of each document and what the form calls their rows, in its order."""


def diff(old: Document, new: Document) -> tuple[Change, ...]:
    """Every difference from ``old`` to ``new``, in the order of the form; none when they print the same.

    :raises TypeError: when one is a project's table and the other a department's target.
    """
    if type(old) is not type(new):
        raise TypeError(f"a {type(old).__name__} cannot be compared with a {type(new).__name__}")
    changes = list(_compare(old, new, FIELDS[type(new)], (), ""))
    for rows in LISTS[type(new)]:
        changes += _compare_rows(getattr(old, rows.field), getattr(new, rows.field), rows)
    return tuple(changes)


def _compare(
    old: Any, new: Any, columns: Sequence[Column], path: tuple[str | int, ...], place: str
) -> Iterator[Change]:
    for where, label in columns:
        before, after = printed(old, where), printed(new, where)
        if before != after:
            name = " › ".join(filter(None, (place, label)))
            yield Change((*path, *filter(None, where.split("."))), name, before, after)


def _compare_rows(old: Sequence[Any], new: Sequence[Any], rows: Rows) -> Iterator[Change]:
    origin = origins(old, new, rows)
    for index, row in enumerate(new):
        if index in origin:
            before = origin[index]
            yield from _compare(old[before], row, rows.columns, (rows.field, index), rows.place(old[before], before))
        else:
            yield Change((rows.field, index), rows.place(row, index), "", rows.content(row))
    for index in sorted(set(range(len(old))) - set(origin.values())):
        yield Change((rows.field, index), rows.place(old[index], index), rows.content(old[index]), "")
    yield from _compare_order(old, [origin[index] for index in sorted(origin)], rows)


def _compare_order(old: Sequence[Any], order: list[int], rows: Rows) -> Iterator[Change]:
    """Whether rows that stayed changed places. ``order`` holds their old indices as they stand now."""
    unmoved = sorted(order)
    moved = [place for place, (was, is_now) in enumerate(zip(unmoved, order, strict=True)) if was != is_now]
    if moved:

        def told(indices: list[int]) -> str:
            return "、".join(f"{index + 1}.{rows.short(old[index])}" for index in indices[moved[0] : moved[-1] + 1])

        yield Change((rows.field,), f"{rows.label} › 顺序", told(unmoved), told(order))


def origins(old: Sequence[Any], new: Sequence[Any], rows: Rows) -> dict[int, int]:
    """For each new row that was there before, by its index: the old row's index."""
    origin: dict[int, int] = {}

    def pair(old_keys: Sequence[Hashable], new_keys: Sequence[Hashable]) -> None:
        free: dict[Hashable, list[int]] = {}
        for index in sorted(set(range(len(old))) - set(origin.values()), reverse=True):
            free.setdefault(old_keys[index], []).append(index)
        for index, key in enumerate(new_keys):
            if index not in origin and key is not None and free.get(key):
                origin[index] = free[key].pop()

    for key in (lambda row: row, *rows.keys):
        pair([key(row) for row in old], [key(row) for row in new])
    if rows.by_place:
        pair(_last_known(len(old), {index: index for index in origin.values()}), _last_known(len(new), origin))
    return origin


def _last_known(size: int, known: dict[int, int]) -> list[int]:
    """For each row, the nearest recognised one at or before it; -1 for those before the first."""
    last, nearest = -1, []
    for index in range(size):
        last = known.get(index, last)
        nearest.append(last)
    return nearest


def printed(row: Any, where: str) -> str:
    """The value at ``where``, as printed."""
    for name in filter(None, where.split(".")):
        row = getattr(row, name)
    if isinstance(row, Decimal):
        return format_amount(row)
    return "" if row is None else str(row)
