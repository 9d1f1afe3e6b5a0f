"""What the tables of one file say together: no code twice, one name for each unit, and whose part one is."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import chain

from targets.declaration import DepartmentDeclaration, Unit
from targets.readers import DocumentError, Reading, Refused, Sifted
from targets.readers.grid import Layout, Lines
from targets.readers.part_one import PartOne
from targets.readers.project_table import Table
from targets.readers.text_cells import Problems, squeeze


def sift(
    tables: Sequence[Table],
    problems: Problems,
    *,
    year: int,
    unit: Unit | None = None,
    layout: Layout | None = None,
    part_one: PartOne | None = None,
    notes: Problems | None = None,
) -> Sifted:
    """What is read whole and what is not, each with its own problems; ``problems`` are those of no table.

    :param layout: knows the places in a file of tables; a text has lines.
    :raises DocumentError: with every problem of the file, when one is of no table: what it is about might be missing
        from any of them.
    """
    layout = layout or _TEXT
    _refuse_repeated_codes(tables, layout)
    units = _units(tables)
    target = _declare_target(part_one, tables, units, year, unit) if part_one else None
    if problems:
        of_tables = chain.from_iterable(table.problems for table in tables)
        raise DocumentError(layout.located(Problems([*problems, *(part_one.problems if part_one else ()), *of_tables])))
    refused = [_refused(part_one, layout)] if part_one and target is None else []
    refused += [_refused(table, layout) for table in tables if table.problems or table.declaration is None]
    read = [(table, table.declaration) for table in tables if table.declaration is not None and not table.problems]
    lines = Lines(part_one.lines if part_one and target else {}, [table.lines for table, _ in read])
    reading = Reading(
        target=target,
        projects=tuple(declaration for _, declaration in read),
        lines=lines,
        places=layout.places(lines) if layout.names else {},
        notes=layout.located(notes or Problems()),
        lacking=tuple(table.lacking for table, _ in read),
    )
    return Sifted(reading, tuple(refused))


_TEXT = Layout()
"""A text has no parts, only lines."""


def _refused(table: Table | PartOne, layout: Layout) -> Refused:
    problems = tuple(sorted(layout.located(table.problems), key=lambda problem: problem.line))
    if isinstance(table, PartOne):
        line = table.lines["target",]
        return Refused(problems, line=line, place=layout.place(line), is_target=True)
    line, unit = table.lines[()], table.unit.code if table.unit else ""
    return Refused(problems, table.code, table.name, unit, line, layout.place(line))


def _refuse_repeated_codes(tables: Sequence[Table], layout: Layout) -> None:
    """Which of several tables of one code is meant nobody knows, so it is a Problem of each."""
    alike: dict[str, list[Table]] = defaultdict(list)
    for table in tables:
        alike[table.code].append(table)
    for code, same in alike.items():
        for table in same if code and len(same) > 1 else ():
            other = same[1 if table is same[0] else 0].lines.get(("code",), 0)
            place = layout.place(other)
            where = f" {place} " if place and place.address else str(place or f"第 {other} 行")
            table.problems.add(table.lines.get(("code",), 0), f"与{where}不同的项目编码", code)


def _units(tables: Sequence[Table]) -> dict[str, Unit]:
    """The units by their code, each with the name that most of its tables give it; another name is a Problem."""
    named: dict[str, Counter[str]] = defaultdict(Counter)
    units: dict[tuple[str, str], Unit] = {}
    keys: dict[str, str] = {}
    for table in tables:
        if table.unit:
            name = table.unit.name
            key = keys[name] if name in keys else keys.setdefault(name, squeeze(name))
            named[table.unit.code][key] += 1
            units.setdefault((table.unit.code, key), table.unit)
    usual = {code: units[code, names.most_common(1)[0][0]] for code, names in named.items()}
    for table in tables:
        if table.unit and keys[table.unit.name] != keys[usual[table.unit.code].name]:
            expected = f"与其他各表一致的单位名称“{usual[table.unit.code].name}”"
            table.identity.add(table.lines["unit",], expected, table.unit.name)
    return usual


def _declare_target(
    part_one: PartOne, tables: Sequence[Table], units: dict[str, Unit], year: int, unit: Unit | None
) -> DepartmentDeclaration | None:
    """Part one as its unit's: the one the tables name, or among several the one whose code opens all the others'.

    ``None``, with Problems of its own, when it could not be read or this cannot be told.
    """
    problems = part_one.problems
    if part_one.unit:
        unit = part_one.unit
        known = units.get(unit.code, unit)
        if squeeze(known.name) != squeeze(unit.name):
            expected = f"与项目表一致的单位名称“{known.name}”"
            problems.add(part_one.lines["target", "unit"], expected, unit.name)
    above = unit.code if unit else min(units, key=len, default="")
    strangers = [code for code in units if not code.startswith(above)]
    if unit and unit.code not in units and strangers:
        whose = "部门整体绩效目标的申报单位" if part_one.unit else "指定的申报单位"
        line = next(table.lines["unit",] for table in tables if table.unit and table.unit.code in strangers)
        problems.add(line, f"{whose} {unit.code} 或其下属单位", strangers[0])
    elif not unit and strangers:
        expected = "同一单位或同一部门的各表，或指定申报单位（命令用 --unit）：部门整体绩效目标由哪个单位申报无法确定"
        problems.add(0, expected, "、".join(units))
    elif not unit and not tables:
        problems.add(0, "写明单位的项目绩效目标表，或指定申报单位（命令用 --unit）")
    elif not unit and not all(table.unit for table in tables):
        problems.say(part_one.lines["target",], "由哪个单位申报，要等各表的单位都改正后才能确定")
    if problems:
        return None
    return part_one.declare(year, units.get(unit.code, unit) if unit else units[above])
