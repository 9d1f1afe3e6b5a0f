"""Check a whole document as it was read: part one, and each table beside all the others."""

from dataclasses import dataclass, replace

from targets.checks.engine import Context, Declared, Finding, Severity, check
from targets.checks.places import label
from targets.checks.settings import RuleSettings
from targets.declaration import Declaration
from targets.readers import DocumentError, Path, Problem, Reading

PART_ONE = "第一部分 部门整体绩效目标"
_CODE_LENGTH = 21
_YEAR_IN_CODE = slice(6, 8)


@dataclass(frozen=True, slots=True)
class Located:
    """A finding, its place in words and its line in the file (0 where that is not known).

    ``where`` says it of a file of tables: 第 2 个表格第 5 行第 3 格.
    """

    finding: Finding
    place: str
    line: int
    where: str = ""


@dataclass(frozen=True, slots=True)
class TableFindings:
    """What was found in one table, or in part one. ``line`` is where it begins, ``where`` in a file of tables."""

    declared: Declared
    line: int
    findings: tuple[Located, ...]
    where: str = ""

    @property
    def title(self) -> str:
        """As the document numbers it: ``4.乡村振兴社区管理事务经费``."""
        if not isinstance(self.declared, Declaration):
            return PART_ONE
        number = "" if self.declared.number is None else f"{self.declared.number}."
        return f"{number}{self.declared.name}"


@dataclass(frozen=True, slots=True)
class DocumentFindings:
    """What was found in a document: part one, when there is one, then its tables in printed order."""

    tables: tuple[TableFindings, ...]

    def count(self, severity: Severity) -> int:
        """How many findings are of this severity."""
        return sum(located.finding.severity is severity for table in self.tables for located in table.findings)


def check_reading(reading: Reading, settings: RuleSettings, months: tuple[int, ...] = ()) -> DocumentFindings:
    """Run the rules over part one and over each table; each sees all other tables, and part one.

    :param months: the checkpoint months of the year, where they are known.
    """
    context = Context(settings=settings, others=reading.projects, department=reading.target, months=months)
    tables = [_locate(reading, ("target",), reading.target, context)] if reading.target else []
    for place, table in enumerate(reading.projects):
        tables.append(_locate(reading, ("projects", place), table, context))
    return DocumentFindings(tuple(tables))


def _locate(reading: Reading, place: Path, declared: Declared, context: Context) -> TableFindings:
    findings = tuple(
        Located(finding, label(declared, finding.path), *_stands(reading, (*place, *finding.path)))
        for finding in check(declared, context)
    )
    line, where = _stands(reading, place)
    return TableFindings(declared, line, findings, where)


def _stands(reading: Reading, path: Path) -> tuple[int, str]:
    """The line of the place, or of the nearest one around it that the reader noted; in a file of tables, its words."""
    known = reading.places or reading.lines
    while path and path not in known:
        path = path[:-1]
    place = reading.places.get(path)
    if reading.places:
        return 0, str(place or "")
    return reading.lines.get(path, 0), ""


class YearUnknownError(DocumentError):
    """The document does not say of which year it is; ``str()`` says what to give."""


def dated(reading: Reading) -> Reading:
    """The same document as of the year that its project codes (characters 7 and 8 of 21) carry.

    :raises YearUnknownError: when they carry none or several.
    """
    codes = (table.code for table in reading.projects)
    marks = {code[_YEAR_IN_CODE] for code in codes if len(code) == _CODE_LENGTH and code.isascii()}
    years = sorted(2000 + int(mark) for mark in marks if mark.isdecimal())
    if len(years) != 1:
        found = f"编码中有 {'、'.join(map(str, years))}" if years else "没有 21 位的项目编码"
        sentence = f"预算年度无法由项目编码判断（{found}），请用 --year 给出，如 --year 2025"
        raise YearUnknownError([Problem(0, sentence=sentence)])
    as_of = {"year": years[0]}
    return replace(
        reading,
        target=reading.target and reading.target.model_copy(update=as_of),
        projects=tuple(table.model_copy(update=as_of) for table in reading.projects),
    )
