"""What the tables of one file say together: no code twice, one name for each unit, and whose part one is."""

from collections.abc import Callable, Sequence

from targets.declaration import DepartmentDeclaration, Unit
from targets.readers.part_one import PartOne
from targets.readers.project_table import Table
from targets.readers.text_cells import Problems, squeeze


def refuse_repeated_codes(tables: Sequence[Table], problems: Problems, where: Callable[[int], str]) -> None:
    """Report each code that a table before it has; ``where`` says a place in Chinese."""
    seen: dict[str, int] = {}
    for table in tables:
        line = table.lines.get(("code",), 0)
        if table.code and (first := seen.setdefault(table.code, line)) != line:
            problems.add(line, f"与{where(first)}不同的项目编码", table.code)


def declare_target(
    part_one: PartOne | None, tables: Sequence[Table], year: int, unit: Unit | None, problems: Problems
) -> DepartmentDeclaration | None:
    """Part one as its unit's: the one the tables name, or among several the one whose code opens all the others'."""
    units: dict[str, Unit] = {}
    for table in tables:
        if table.unit and squeeze(units.setdefault(table.unit.code, table.unit).name) != squeeze(table.unit.name):
            expected = f"与前面各表一致的单位名称“{units[table.unit.code].name}”"
            problems.add(table.lines["unit",], expected, table.unit.name)
    if part_one is None:
        return None
    if part_one.unit:
        unit = part_one.unit
        known = units.get(unit.code, unit)
        if squeeze(known.name) != squeeze(unit.name):
            expected = f"与项目表一致的单位名称“{known.name}”"
            problems.add(part_one.lines["target", "unit"], expected, unit.name)
    above = unit.code if unit else min(units, key=len, default="")
    strangers = [code for code in units if not code.startswith(above)]
    if unit and (unit.code in units or not strangers):
        return part_one.declare(year, units.get(unit.code, unit))
    if unit:
        whose = "部门整体绩效目标的申报单位" if part_one.unit else "指定的申报单位"
        line = next(table.lines["unit",] for table in tables if table.unit and table.unit.code in strangers)
        problems.add(line, f"{whose} {unit.code} 或其下属单位", strangers[0])
    elif units and not strangers:
        return part_one.declare(year, units[above])
    elif units:
        expected = "同一单位或同一部门的各表，或用 --unit 指定的申报单位（部门整体绩效目标由哪个单位申报无法确定）"
        problems.add(0, expected, "、".join(units))
    elif not tables:
        problems.add(0, "写明单位的项目绩效目标表，或用 --unit 指定的申报单位")
    return None
