"""Findings as they leave the product: text for people, JSON for programs, SARIF 2.1.0 for tools that show findings.

Pure functions of FileReports. Their texts may hold any character; :func:`printable` makes them fit for a terminal.
"""

import json
import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from targets.checks.documents import DocumentFindings, Located, TableFindings
from targets.checks.engine import Rule, Severity, rules
from targets.declaration import Declaration
from targets.readers import Problem, shorten

WORDS = {Severity.ERROR: "错误", Severity.WARNING: "提醒"}
JSON_FORMAT = "perfbudget/findings/1"
SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_NOTHING = DocumentFindings(())
_STEERING = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Unicode's categories of what moves, turns or hides other characters, and of halves of characters."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """A file and what was found in it, or the ``problems`` for which it could not be read.

    ``inferred``: the year was taken from the project codes. ``notes`` name what was left out of a file that is read.
    """

    file: str
    year: int | None = None
    inferred: bool = False
    found: DocumentFindings = _NOTHING
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


def printable(text: str, encoding: str = "utf-8") -> str:
    r"""The text with what would steer a terminal, or cannot be shown there, written out: ``\u001b``.

    Lines stay lines. The escapes are JSON's own, so JSON stays the same JSON.
    """
    return text.translate({ord(each): json.dumps(each)[1:-1] for each in set(text) if not _is_shown(each, encoding)})


def _is_shown(character: str, encoding: str) -> bool:
    if unicodedata.category(character) in _STEERING:
        return character == "\n"
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


# -- text ------------------------------------------------------------------------------------------------------------


def file_text(report: FileReport) -> str:
    """One file's findings, grouped by table, or why it could not be read."""
    by_code = "，由项目编码判断" if report.inferred else ""
    year = f"（{report.year}年度{by_code}）" if report.year else ""
    return "\n".join([_one_line(report.file) + year, *_body(report)]) + "\n"


def _body(report: FileReport) -> Iterator[str]:
    spoken = [table for table in report.found.tables if table.findings]
    if report.problems:
        yield "  无法读取："
        yield from (f"    {problem}" for problem in report.problems)
    elif not spoken:
        yield "  没有发现问题。"
    yield from (f"  注意  {_one_line(str(note))}" for note in report.notes)
    for table in spoken:
        yield f"\n  {_one_line(table.title)}{_begins(table)}"
        for located in table.findings:
            yield from _told(located)


def _told(located: Located) -> Iterator[str]:
    finding = located.finding
    line = f"（第 {located.line} 行）" if located.line else f"（{located.where}）" if located.where else ""
    yield f"    {WORDS[finding.severity]}  {_one_line(located.place)}{line}"
    told = [_one_line(finding.message)]
    if finding.suggestion is not None:
        told.append(f"{shorten(finding.value) or '（空）'} → {_one_line(finding.suggestion) or '（空）'}")
    elif finding.value:
        told.append(shorten(finding.value))
    told[-1] += f"  [{finding.rule}]"
    yield from (f"          {text}" for text in told)


def _begins(table: TableFindings) -> str:
    if table.where:
        return f"（{table.where}起）"
    return f"（第 {table.line} 行起）" if table.line else ""


def _one_line(text: str) -> str:
    return printable(" ".join(text.split("\n")))


def summary_text(reports: Sequence[FileReport]) -> str:
    """A row a file: tables, errors and warnings, or why it could not be read; then the sums."""
    head = ("文件", "表", "错误", "提醒")
    rows = [(_one_line(report.file), *map(str, _counts([report]))) for report in reports]
    sums = ("合计", *map(str, _counts(reports)))
    names = max(_width(row[0]) for row in (head, *rows, sums))
    lines = [
        f"{_pad(row[0], names)}  {_reason(report)}" if report.problems else _row(row, names)
        for report, row in zip(reports, rows, strict=True)
    ]
    return "\n".join([_row(head, names), *lines, _row(sums, names)]) + "\n"


def _reason(report: FileReport) -> str:
    more = f"（共 {len(report.problems)} 处）" if len(report.problems) > 1 else ""
    return f"  无法读取：{report.problems[0]}{more}"


def _counts(reports: Iterable[FileReport]) -> tuple[int, int, int]:
    """Tables, errors, warnings. Part one counts as no table."""
    found = [report.found for report in reports]
    tables = sum(isinstance(table.declared, Declaration) for each in found for table in each.tables)
    return tables, count(found, Severity.ERROR), count(found, Severity.WARNING)


def count(found: Iterable[DocumentFindings], severity: Severity) -> int:
    """How many findings of this severity there are in all the documents."""
    return sum(document.count(severity) for document in found)


def _row(cells: Sequence[str], names: int) -> str:
    return _pad(cells[0], names) + "".join(" " * (8 - _width(cell)) + cell for cell in cells[1:])


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    """Columns of a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


# -- JSON ------------------------------------------------------------------------------------------------------------


def to_json(reports: Sequence[FileReport]) -> str:
    """All files with their tables and findings; ``docs/checking.md`` explains the keys."""
    tables, errors, warnings = _counts(reports)
    unreadable = sum(bool(report.problems) for report in reports)
    return _dump(
        {
            "format": JSON_FORMAT,
            "files": [_file_data(report) for report in reports],
            "summary": {
                "files": len(reports),
                "unreadable": unreadable,
                "tables": tables,
                "errors": errors,
                "warnings": warnings,
            },
        }
    )


def _file_data(report: FileReport) -> dict[str, Any]:
    return {
        "file": report.file,
        "year": report.year,
        "problems": [{"line": problem.line or None, "message": str(problem)} for problem in report.problems],
        **({"notes": [str(note) for note in report.notes]} if report.notes else {}),
        "tables": [_table_data(table) for table in report.found.tables],
    }


def _table_data(table: TableFindings) -> dict[str, Any]:
    project = table.declared if isinstance(table.declared, Declaration) else None
    return {
        "title": table.title,
        "number": project and project.number,
        "code": project and project.code,
        "line": table.line or None,
        **({"where": table.where} if table.where else {}),
        "findings": [_finding_data(located) for located in table.findings],
    }


def _finding_data(located: Located) -> dict[str, Any]:
    finding = located.finding
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "path": list(finding.path),
        "place": located.place,
        "line": located.line or None,
        **({"where": located.where} if located.where else {}),
        "message": finding.message,
        "value": finding.value,
        "suggestion": finding.suggestion,
    }


def _dump(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


# -- SARIF -----------------------------------------------------------------------------------------------------------


def to_sarif(reports: Sequence[FileReport]) -> str:
    """SARIF 2.1.0 (OASIS): one run; files that could not be read are its notifications."""
    listed = rules()
    places = {rule.id: place for place, rule in enumerate(listed)}
    notes = [
        {"level": "error", "message": _message(str(problem)), "locations": [_location(report, problem.line)]}
        for report in reports
        for problem in report.problems
    ]
    run = {
        "tool": {"driver": {"name": "perfbudget", "rules": [_rule_data(rule) for rule in listed]}},
        "language": "zh-CN",
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not notes, "toolExecutionNotifications": notes}],
        "results": [
            _result(report, table, located, places)
            for report in reports
            for table in report.found.tables
            for located in table.findings
        ],
    }
    return _dump({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule_data(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": _message(rule.title),
        "fullDescription": _message(rule.help),
        "help": _message(f"{rule.help}\n\n依据：{rule.authority}"),
        "defaultConfiguration": {"level": rule.severity.value, "enabled": rule.default},
        "properties": {"dimension": rule.dimension.value, "authority": rule.authority},
    }


def _result(report: FileReport, table: TableFindings, located: Located, places: dict[str, int]) -> dict[str, Any]:
    finding = located.finding
    advice = f"建议改为“{finding.suggestion}”。" if finding.suggestion else ""
    place = {"fullyQualifiedName": f"{table.title} › {located.place}"}
    return {
        "ruleId": finding.rule,
        "ruleIndex": places[finding.rule],
        "level": finding.severity.value,
        "message": _message(finding.message + advice),
        "locations": [{**_location(report, located.line), "logicalLocations": [place]}],
        "properties": {"value": finding.value, "suggestion": finding.suggestion},
    }


def _location(report: FileReport, line: int) -> dict[str, Any]:
    region = {"region": {"startLine": line}} if line else {}
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(report.file)}, **region}}


def _uri(file: str) -> str:
    path = PurePath(file)
    return ("file://" if path.is_absolute() else "") + quote(os.fsencode(path.as_posix()))


def _message(text: str) -> dict[str, str]:
    """A message without placeholders, in which braces are doubled (SARIF 2.1.0, 3.11.5)."""
    return {"text": text.replace("{", "{{").replace("}", "}}")}
