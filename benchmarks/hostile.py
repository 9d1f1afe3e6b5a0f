"""Hand the readers what is meant to harm: every file must be refused, or read, within 5 s and 300 MB.

``python -m benchmarks.hostile`` (two minutes). Each file is made first and then read in a process of its own, as the
site reads an upload; an audit hook there hears of every file opened for writing, every connection and every program
started. A few of the files are only huge and may be read.
"""

import argparse
import io
import json
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from targets.attached import BEGINS
from targets.readers import DocumentError
from targets.readers.opening import sift_file
from tests.word_files import p, run, word_file
from tests.workbooks import raw

SECONDS, MEGABYTES = 5.0, 300

_WRITES = {"socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.remove", "os.rename"}


# -- the files -----------------------------------------------------------------------------------------------------


def zip_of(parts: dict[str, bytes], like: bytes = b"") -> bytes:
    """A ZIP of a valid file's parts, some of them replaced or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        if like:
            with zipfile.ZipFile(io.BytesIO(like)) as valid:
                for name in valid.namelist():
                    if name not in parts:
                        archive.writestr(name, valid.read(name))
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def bomb(name: str, like: bytes = b"") -> bytes:
    """A ZIP with a part of 1 GB of zeros."""
    file = io.BytesIO(zip_of({}, like))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w", force_zip64=True) as part:
        part.write(b"<a>")
        for _ in range(1 << 10):
            part.write(b"0" * (1 << 20))
    return file.getvalue()


def lying(data: bytes, said: int = 1000) -> bytes:
    """The same archive, which says of every large part that it is small."""
    changed = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            if entry.file_size > 2**20:
                size = entry.file_size.to_bytes(4, "little")
                at = changed.find(size)
                while at >= 0:
                    changed[at : at + 4] = said.to_bytes(4, "little")
                    at = changed.find(size, at + 4)
    return bytes(changed)


def many_entries(count: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(count):
            archive.writestr(f"word/{number}.xml", b"")
    return file.getvalue()


def sheet(rows: int, row: Callable[[int], str]) -> bytes:
    return raw(f"<sheetData>{''.join(map(row, range(1, rows + 1)))}</sheetData>", formats=("0.00",))


def cells(columns: int, cell: str) -> Callable[[int], str]:
    letters = [chr(ord("A") + at) for at in range(columns)]
    return lambda row: f'<row r="{row}">{"".join(cell.format(f"{letter}{row}", row) for letter in letters)}</row>'


def table(rows: int, cell: str = "<w:tc><w:p><w:r><w:t>{0}</w:t></w:r></w:p></w:tc>") -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{cell.format(odd(row))}</w:tr>' for row in range(rows))}</w:tbl>"


def odd(number: int) -> str:
    """A text that packs as badly as real ones, so that the file is not refused for its ratio alone."""
    return f"{number * 2_654_435_761 % 2**32:08x}"


def nested(depth: int) -> str:
    return "<w:tbl><w:tr><w:tc>" * depth + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * depth


def with_part(name: str, part: str | bytes) -> bytes:
    return zip_of({name: part.encode() if isinstance(part, str) else part}, like=word_file(p("字")))


def pdf_with(text: bytes, times: int = 1) -> bytes:
    """What a reader of papers finds in a PDF: streams that inflate to this text."""
    return b"%PDF-1.7\n" + b"1 0 obj<<>>stream\n%b\nendstream endobj\n" % zlib.compress(text, 9) * times


_LAUGHS = "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10))
_EXTERNAL = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
    'Target="http://192.0.2.1/t.dotm" TargetMode="External"/></Relationships>'
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000
_NUMBER, _STYLED = '<c r="{0}"><v>{1}</v></c>', '<c r="{0}" s="1"><v>{1}.123</v></c>'
_LONG = "字" * (33 << 20)
_TEXT, _MERGED = '<c r="{0}" t="s"><v>0</v></c>', '<mergeCell ref="A1:Z9000"/>'
_MERGED_DOWN, _ODD = "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>", [odd(at) for at in range(100_000)]
_SHARED = f"<si><t>{'字' * 20_000}</t></si>"

FILES: dict[str, Callable[[], bytes]] = {
    "zip bomb, 1 GB in one part": lambda: bomb("word/large.xml", word_file(p("字"))),
    "zip bomb whose header lies": lambda: lying(bomb("word/large.xml", word_file(p("字")))),
    "zip in zip, 1 GB": lambda: zip_of({"word/a.zip": zip_of({"b.zip": bomb("c.xml")})}),
    "200,000 entries": lambda: many_entries(200_000),
    "billion laughs": lambda: with_part("word/document.xml", f'<!DOCTYPE d [<!ENTITY a0 "ha">{_LAUGHS}]><d>&a9;</d>'),
    "external entity": lambda: with_part(
        "word/document.xml", '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'
    ),
    "DTD in UTF-16": lambda: with_part("word/document.xml", '<?xml version="1.0"?><!DOCTYPE d><d/>'.encode("utf-16")),
    "template on the network": lambda: with_part("word/_rels/document.xml.rels", _EXTERNAL),
    "macros": lambda: with_part("word/vbaProject.bin", b"\0" * 100),
    "path out of the archive": lambda: with_part("../../etc/cron.d/a.xml", "<a/>"),
    "encrypted, or old .doc": lambda: _OLE,
    "truncated": lambda: (whole := word_file(p("字" * 5000)))[: len(whole) // 2],
    "a picture called .docx": lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
    "cell of 100 MB, XLSX": lambda: raw(
        f'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{_LONG}</t></is></c></row></sheetData>'
    ),
    "cell of 100 MB, DOCX": lambda: word_file(table(1, f"<w:tc>{p(_LONG)}</w:tc>")),
    "cell of 100 MB, CSV": lambda: f"项目编码,项目名称,一级指标,二级指标\n{_LONG},1,2,3\n".encode(),
    "cell of 9 MB, CSV": lambda: f"项目编码,项目名称,一级指标,二级指标\n{_LONG[: 3 << 20]},1,2,3\n".encode(),
    "text of 9 MB in one line": lambda: _LONG[: 3 << 20].encode(),
    "text of 9 MB of tabs": lambda: b"\t\n" * (9 << 19),
    "1,000,000 rows, XLSX": lambda: sheet(1_000_000, cells(1, _NUMBER)),
    "1,000,000 rows, DOCX": lambda: word_file(table(1_000_000)),
    "1,000,000 rows, CSV": lambda: "项目编码,项目名称,一级指标,二级指标\n".encode() + b"1,2,3,4\n" * 1_000_000,
    "one text in 500,000 cells": lambda: raw(
        f"<sheetData>{''.join(map(cells(26, _TEXT), range(1, 19_000)))}</sheetData>",
        strings=_SHARED,
    ),
    "490,000 rows, DOCX": lambda: word_file(table(490_000)),
    "490,000 numbers": lambda: sheet(18_900, cells(26, _NUMBER)),
    "490,000 numbers, odd spaces": lambda: sheet(18_900, cells(26, '<c  r="{0}"><v>{1}</v></c>')),
    "490,000 numbers in a format": lambda: sheet(18_900, cells(26, _STYLED)),
    "99,000 numbers in a format": lambda: sheet(18_900, cells(5, _STYLED)),
    "cells A1 and XFD1048576": lambda: raw(
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    ),
    "100,000 merged ranges": lambda: raw(
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="9000"><c r="Z9000"><v>1</v></c></row></sheetData>'
        f"<mergeCells>{_MERGED * 100_000}</mergeCells>"
    ),
    "120,000 paragraphs": lambda: word_file("".join(p(odd(at)) for at in range(120_000))),
    "100,000 runs in a cell": lambda: word_file(table(1, f"<w:tc><w:p>{''.join(map(run, _ODD))}</w:p></w:tc>")),
    "7,900 tables": lambda: word_file((table(1) + "<w:p/>") * 7_900),
    "tables 200 deep": lambda: word_file(nested(200)),
    "tables 2,000 deep": lambda: word_file(nested(2000)),
    "gridSpan of a billion": lambda: word_file(
        table(100, '<w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr><w:p/></w:tc>')
    ),
    "20,000 rows merged down": lambda: word_file(table(20_000, f"{_MERGED_DOWN * 6}<!--{{0}}-->")),
    "JSON 200,000 deep": lambda: b"[" * 200_000 + b"]" * 200_000,
    "JSON with 1e999999999": lambda: b'{"format": "perfbudget/document/1", "year": 1e999999999}',
    "JSON of 9 MB of digits": lambda: b'{"year": ' + b"9" * (9 << 20) + b"}",
    "PDF, 190 editions of 100 MB": lambda: pdf_with(BEGINS + b"0" * (100 << 20), 190),
    "PDF, 900 editions of 100 KB": lambda: pdf_with(BEGINS + b"0" * (100 << 10), 900),
    "PDF, truncated": lambda: pdf_with(BEGINS + b"1" * 10_000)[:40],
    "PDF of 30 MB of streams": lambda: b"%PDF-1.7\n" + b"1 0 obj<<>>stream\n" * (30 << 20 >> 4),
}


# -- reading them --------------------------------------------------------------------------------------------------


def read_one(path: Path) -> None:
    """Read a file and print what came of it, seconds and megabytes, and what else was done."""
    data = path.read_bytes()
    done: list[str] = []

    def hear(event: str, args: tuple[Any, ...]) -> None:
        if event in _WRITES or (event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+")):
            done.append(f"{event} {args[0]}")

    sys.addaudithook(hear)
    started = time.perf_counter()
    try:
        told = f"read: {len(sift_file(data, path.name, year=2025).reading.projects)} tables"
    except DocumentError as error:
        told = str(error).splitlines()[0]
    seconds = time.perf_counter() - started
    print(json.dumps([told, seconds, most_memory(), done]))


def most_memory() -> float:
    """The most megabytes this process ever had; what it was before it became this program does not count."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--only", default="", help="a part of the names of files")
    given = parser.parse_args()
    if given.read:
        read_one(given.read)
        return
    missed = 0
    for name, make in FILES.items():
        if given.only not in name:
            continue
        data = make()
        with tempfile.NamedTemporaryFile(suffix=".csv" if name.endswith("CSV") else "") as file:
            file.write(data)
            file.flush()
            command = [sys.executable, "-m", "benchmarks.hostile", "--read", file.name]
            told = subprocess.run(command, capture_output=True, text=True, check=False)
        if told.returncode:
            missed += 1
            print(f"{name:<30}{len(data) >> 10:>8} KB  DIED: {told.stderr.strip().splitlines()[-1:]}")
            continue
        sentence, seconds, megabytes, done = json.loads(told.stdout)
        fits = seconds <= SECONDS and megabytes <= MEGABYTES and not done
        missed += not fits
        print(
            f"{name:<30}{len(data) >> 10:>8} KB{seconds:>7.2f} s{megabytes:>6.0f} MB{'' if fits else '  MISSED'}"
            f"  {' '.join(done)}{sentence[:70]}"
        )
    print(f"{missed} of {len(FILES)} not within {SECONDS:g} s and {MEGABYTES} MB, or did more than read")
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
