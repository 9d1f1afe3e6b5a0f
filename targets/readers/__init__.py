"""Readers turn a file into plain data: one module a format, none of which knows the database.

They share what is here: a ``Problem`` says what could not be read and where, a ``DocumentError`` carries all problems
of a file at once, a ``Reading`` is what a file says as a whole, and a ``Sifted`` what it says table by table.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from targets.declaration import Declaration, DepartmentDeclaration

Path = tuple[str | int, ...]
"""Where something stands in a Reading: ``("projects", 0, "indicators", 3)``, ``("target", "goals", 2)``."""

_QUOTED = 60
"""Characters of a long text that are quoted; enough to find it, short enough to read."""


def shorten(text: str, length: int = _QUOTED) -> str:
    """A text as it is quoted: in one line, and in part when it is long."""
    text = " ".join(text.split("\n"))
    return text if len(text) <= length else text[: length - 1] + "…"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands in a file of tables, in the order in which it is read. ``str()`` says it in Chinese.

    ``part`` counts the tables, paragraphs or sheets, ``name`` says which (第 2 个表格, 段落“1.……”, 工作表“经费”); row
    and column count from 1, 0 where there are none: in Word, where columns are not seen, the row's cells are counted.
    ``address`` is the cell's own name, where it has one (B7).
    """

    part: int
    name: str
    row: int = 0
    column: int = 0
    address: str = ""

    def __str__(self) -> str:
        if self.address:
            return f"{self.name}{self.address}"
        return f"{self.name}第 {self.row} 行第 {self.column} 格" if self.row else self.name


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that could not be read.

    ``line`` counts from 1 as a text editor does; 0 means the whole file. In a file of tables ``place`` says where, and
    ``line`` only orders. ``expected`` says in Chinese what should stand there, ``found`` quotes what does ("" when
    nothing does). Where that would be stilted, ``sentence`` says it all, without a full stop. ``str()`` is the sentence
    for the user.
    """

    line: int
    expected: str = ""
    found: str = ""
    sentence: str = ""
    place: Place | None = None

    def __str__(self) -> str:
        where = str(self.place) if self.place else f"第 {self.line} 行" if self.line else "整个文件"
        if self.sentence:
            return f"{where}：{' '.join(self.sentence.splitlines())}"
        return f"{where}：应为{self.expected}" + (f"，实为“{shorten(self.found)}”" if self.found else "")


class DocumentError(Exception):
    """The file cannot be read. ``problems`` holds all of them in the order of their lines; ``str()`` is one a line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says: part one (or ``None``), its project tables in printed order, and where each thing stands.

    ``lines`` are those of a text; in a file of tables they only order, and ``places`` says where. ``notes`` name what
    was left out without harm (a hidden sheet, a sheet of notes on filling in): the user is told, nothing is refused.
    """

    target: DepartmentDeclaration | None
    projects: tuple[Declaration, ...]
    lines: Mapping[Path, int]
    places: Mapping[Path, Place] = field(default_factory=dict)
    notes: tuple[Problem, ...] = ()
    lacking: tuple[frozenset[str], ...] = ()

    def lacks(self, index: int) -> frozenset[str]:
        """Of what a project's table has no place (a column that is not there): ``purpose``, ``indicators.basis`` …

        It is blank in its Declaration and yet says nothing of what is stored, see :mod:`targets.unsaid`.
        """
        return self.lacking[index] if self.lacking else frozenset()


@dataclass(frozen=True, slots=True)
class Refused:
    """A table of a file, or part one, that could not be read whole, and each of its Problems.

    ``code``, ``name`` and ``unit_code`` are as far as they were read; ``line`` and ``place`` say where it begins.
    """

    problems: tuple[Problem, ...]
    code: str = ""
    name: str = ""
    unit_code: str = ""
    line: int = 0
    place: Place | None = None
    is_target: bool = False


@dataclass(frozen=True, slots=True)
class Sifted:
    """A file table by table: those that were read whole, as a Reading, and those that were not.

    It is no Reading itself, so that nobody takes a part of a file for all of it: who wants all or nothing asks for
    :meth:`whole`. A Problem that is of no single table, or that leaves in doubt which table something belongs to, gives
    no Sifted but a DocumentError.
    """

    reading: Reading
    refused: tuple[Refused, ...] = ()

    def whole(self) -> Reading:
        """All of the file.

        :raises DocumentError: with the problems of all tables, when one was refused.
        """
        if self.refused:
            raise DocumentError(problem for table in self.refused for problem in table.problems)
        return self.reading
