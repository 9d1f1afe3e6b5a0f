"""Where a finding stands, in the form's own words."""

from targets.checks.engine import Declared, Path
from targets.declaration import Declaration, DepartmentDeclaration
from targets.diff import FIELDS, LISTS, Rows

_WHOLE = {Declaration: "整张表", DepartmentDeclaration: "整个第一部分"}
_GROUPS = {"funds": "预算规模", "unit": "单位"}


def label(declared: Declared, path: Path) -> str:
    """``("indicators", 3, "value")`` → ``产出指标 › 数量指标 › 社区数量 › 指标值``, as in the list of changes.

    What a path names beyond what the form has is left out; a row that is not there is the whole list.
    """
    field, *rest = path or ("",)
    for rows in LISTS[type(declared)]:
        if rows.field == field:
            return _row_label(declared, rows, *rest)
    known = dict(FIELDS[type(declared)])
    return (
        known.get(".".join(map(str, path))) or known.get(str(field)) or _GROUPS.get(str(field), _WHOLE[type(declared)])
    )


def _row_label(declared: Declared, rows: Rows, index: str | int = "", column: str | int = "", *_: str | int) -> str:
    given = getattr(declared, rows.field)
    if not isinstance(index, int) or not 0 <= index < len(given):
        return rows.label
    names = (rows.place(given[index], index), dict(rows.columns).get(str(column), ""))
    return " › ".join(filter(None, names))
