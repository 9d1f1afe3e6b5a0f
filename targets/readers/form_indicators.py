"""Rows of the indicator table in a grid: the header says which columns are which, merged cells reach down."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from indicators.target_value import TargetValue
from targets.declaration import Indicator
from targets.readers import Path, shorten
from targets.readers.grid import GridCell, Row
from targets.readers.indicator_rows import COLUMNS
from targets.readers.landmarks import LEFT_OUT, are_signatures, heads_columns, is_decoration, label_of
from targets.readers.text_cells import Problems, one_line

_OUTSIDE = ("绩效指标", "指标", "序号")
"""Heads beside the six columns whose cells hold nothing of a declaration."""
_MAY_LACK = {"绩效指标描述": "indicators.description", "指标值确定依据": "indicators.basis"}
"""Columns that other places' forms do without, which is told, and what of a Declaration they are."""
_FIELDS = ("level_one", "level_two", "name", "description", "value", "basis")
"""What of an Indicator each of the six columns is."""
_NAME = _FIELDS.index("name")
_ABSENT = (-1, -1)
_TOTAL = ("合计", "总计", "总分")


@dataclass(slots=True)
class _Columns:
    """Where the six columns stand in one grid; a cell belongs to the one it shares most with."""

    edges: list[tuple[int, int]]
    ordinals: set[int] = field(default_factory=set)
    left_out: dict[int, str] = field(default_factory=dict)
    _known: dict[tuple[int, int], tuple[int, ...]] = field(default_factory=dict)

    @property
    def told(self) -> str:
        """Which columns there are, and which are not."""
        there = [column for column, edge in zip(COLUMNS, self.edges, strict=True) if edge != _ABSENT]
        absent = "”“".join(column for column in COLUMNS if column not in there)
        return f"“{'、'.join(there)}”" + (f"（没有找到表头“{absent}”）" if absent else "")

    def moved(self, cells: Sequence[GridCell]) -> "_Columns":
        """The same columns where these cells stand, if they are as many."""
        there = [place for place, edge in enumerate(self.edges) if edge != _ABSENT]
        if len(cells) != len(there):
            return self
        reach = {place: (cell.column, cell.end) for place, cell in zip(there, cells, strict=True)}
        return _Columns([reach.get(place, _ABSENT) for place in range(len(COLUMNS))])

    def of(self, cell: GridCell) -> tuple[int, ...]:
        """The columns a cell reaches over, first the one it shares most with."""
        reach = cell.column, cell.columns
        columns = self._known.get(reach)
        if columns is None:
            shared = [min(cell.end, end) - max(cell.column, start) for start, end in self.edges]
            inside = [column for column, width in enumerate(shared) if width > 0]
            columns = self._known[reach] = tuple(sorted(inside, key=lambda column: -shared[column]))
        return columns

    def cells(self, row: Row) -> dict[int, GridCell]:
        """The cell of a row in each column, the filled one where there are several."""
        found: dict[int, GridCell] = {}
        for cell in row.covering:
            if (places := self.of(cell)) and (cell.text or places[0] not in found):
                found[places[0]] = cell
        return found


def read_rows(
    rows: Sequence[Row], problems: Problems, notes: Problems, lacking: set[str]
) -> Iterator[tuple[dict[Path, int], Indicator]]:
    """The indicators below the header row, each with the places of its fields; blank level cells mean "as above".

    :param lacking: is told what of a Declaration there is no column for.
    """
    columns: _Columns | None = None
    grid = 0
    level_one = level_two = told = ""
    for row in rows:
        if heads_columns(row):
            columns, grid = _read_header(row, problems, notes, lacking), row.grid
            if columns is None:
                return
            continue
        if not row.filled or columns is None:
            continue
        if row.grid != grid:  # a table that goes on without a header, perhaps with columns of other widths
            grid = row.grid
            columns = columns.moved(row.covering)
        alone = len(row.filled) == 1 and is_decoration(row.filled[0].text)
        if not row.above and (alone or are_signatures(row.filled)):
            continue  # 注：… or lines to sign at, below the table
        if columns.left_out and _is_total(row, columns):
            continue
        texts = _texts(row, columns, problems, notes)
        if texts is None:
            continue
        one, two, name, description, value, basis = texts
        one, two = "".join(one.split()), "".join(two.split())
        level_two = two or (level_two if one in ("", level_one) else "")
        level_one = one or level_one
        if not (name or description or value or basis):
            continue
        missing = next((at for at, given in enumerate((level_one, level_two, name.strip())) if not given), None)
        if missing is not None:
            wanted = ("第一行的一级指标", f"“{level_one}”之下的二级指标", "三级指标的名称")[missing]
            if missing == _NAME or wanted != told:  # a level is missing for all rows below at once
                found = " | ".join(text.replace("\n", " ") for text in texts)
                problems.add(columns.cells(row).get(missing, row.filled[0]).line, wanted, found)
            told = wanted
            continue
        told = ""
        indicator = Indicator(
            level_one=level_one,
            level_two=level_two,
            name=one_line(name),
            description=description,
            value=TargetValue.parse(one_line(value)),
            basis=one_line(basis),
        )
        lines: dict[Path, int] = {(_FIELDS[place],): cell.line for place, cell in columns.cells(row).items()}
        lines[()] = row.filled[0].line
        yield lines, indicator


def _read_header(row: Row, problems: Problems, notes: Problems, lacking: set[str]) -> _Columns | None:
    heads = {label: cell for cell in row.covering if (label := label_of(cell)) in COLUMNS}
    known = len(problems)
    others = any(cell.key not in (*_OUTSIDE, *LEFT_OUT) for cell in row.filled if label_of(cell) not in COLUMNS)
    for column in COLUMNS:
        if column in heads:
            continue
        if column in _MAY_LACK and not others:
            sentence = f"表中没有“{column}”一栏：已有项目的这一项保持不变，新项目的为空白（别的表没有这一栏也是这样）"
            _note_once(notes, row.line, sentence)
            lacking.add(_MAY_LACK[column])
        else:
            found = " | ".join(cell.text for cell in row.filled)
            problems.add(row.line, f"表头“{column}”（没有找到）", found)
    if len(problems) > known:
        return None
    edges = {label: (cell.column, cell.end) for label, cell in heads.items()}
    left_out = {cell.column: cell.key for cell in row.covering if cell.key in LEFT_OUT}
    ordinals = {cell.column for cell in row.covering if cell.key in _OUTSIDE}.union(left_out)
    return _Columns([edges.get(column, _ABSENT) for column in COLUMNS], ordinals, left_out)


def _texts(row: Row, columns: _Columns, problems: Problems, notes: Problems) -> list[str] | None:
    """The six texts of a row; ``None``, with Problems, when a cell stands in no column, in two, or beside another."""
    texts = [""] * len(COLUMNS)
    known = len(problems)
    for cell in row.covering:
        if not cell.text:
            continue
        places = columns.of(cell)
        if not places:
            if head := columns.left_out.get(cell.column):
                _note_once(notes, cell.line, f"“{head}”一栏的内容没有导入（绩效目标表中没有这一栏），以下各处相同")
            elif cell not in row.above and cell.column not in columns.ordinals and cell.key not in _OUTSIDE:
                problems.say(cell.line, f"“{shorten(cell.text)}”不在{columns.told}任何一栏之下")
        elif len(places) > 1:
            if cell not in row.above:
                heads = "”“".join(COLUMNS[place] for place in sorted(places))
                problems.say(cell.line, f"“{shorten(cell.text)}”占了“{heads}”几栏，分不清属于哪一栏")
        elif texts[place := places[0]]:
            problems.say(cell.line, f"“{shorten(cell.text)}”与“{shorten(texts[place])}”同在“{COLUMNS[place]}”一格")
        else:
            texts[place] = cell.text  # one merged down over several indicators holds for each
    return texts if len(problems) == known else None


def _is_total(row: Row, columns: _Columns) -> bool:
    """Whether it only adds up what stands in a column that is left out."""
    inside = [cell for cell in row.filled if cell.column not in columns.ordinals]
    return bool(inside) and not row.above and all(cell.key in _TOTAL for cell in inside)


def _note_once(notes: Problems, line: int, sentence: str) -> None:
    if all(note.sentence != sentence for note in notes):
        notes.say(line, sentence)
