"""Damage valid files in a great many ways and read them: only a DocumentError may come out, soon, and nothing else.

``python -m tools.fuzz_readers --count 100000`` mutates Word and Excel files, CSV, JSON, PDF and text (bytes, parts of
the archive, elements of the XML, words of the form). Each process keeps to its share; one that dies, hangs or grows is
a finding as well. What was found is written to ``--out`` to be looked at. Ends with the count.
"""

import argparse
import io
import json
import os
import random
import re
import resource
import sys
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from reports.plain import write_json
from reports.word import render_project_docx, render_projects_docx
from reports.workbook_flat import months_of, write_csv, write_flat
from reports.workbook_form import write_forms
from targets.declaration import Declaration
from targets.readers import DocumentError
from targets.readers.opening import sift_file
from targets.readers.text import decode, read_text

SEED = Path(__file__).parents[1] / "fixtures" / "department-326001-2025.txt"
SECONDS, MEGABYTES = 5.0, 600
"""What reading one file may take; the memory is that of the whole process, with all that it has imported."""

_WORDS = (
    *("项目编码", "项目名称", "绩效目标", "绩效目标表", "一级指标", "指标值", "资金支出计划", "3月底", "单位：万元"),
    *(" ", "1.", "（一）", "=1+1", "-1", "1e9", "9" * 30, "①", "\u0301" * 50, "字" * 3000, "&#0;", "<", "]]>", ""),
)
_ATTRIBUTES = (b"-1", b"0", b"1", b"99999999999", b"A1:XFD1048576", b"XFD1048576", b"s", b"e", b"rId1", b"", b"true")
_MAIN = re.compile(r"(document|sheet\d+|sharedStrings|workbook|styles|numbering)\.xml$")
_ELEMENT = re.compile(rb"<(?!/|\?|!)[^<>]+>")
_VALUE = re.compile(rb'="[^"]*"')
_TEXT = re.compile(rb">[^<>]+<")

_PROPER = ("read", "in part", "refused")

Mutation = Callable[[bytes, random.Random], bytes]


def seeds() -> dict[str, bytes]:
    """Valid files of each kind, small enough to read a great many."""
    document = read_text(decode(SEED.read_bytes()), year=2025)
    projects: Sequence[Declaration] = document.projects[:2]
    files = {"docx": render_project_docx(projects[0]), "docx2": render_projects_docx(projects)}
    months = months_of(projects)
    for name, write in (
        ("xlsx", lambda file: write_forms(projects[:1], file)),
        ("xlsx1", lambda file: write_forms((), file, target=document.target)),
        ("xlsx2", lambda file: write_flat(projects, file, months=months)),
        ("csv", lambda file: write_csv(projects, file, months=months)),
        ("json", lambda file: write_json(projects, file)),
    ):
        file = io.BytesIO()
        write(file)
        files[name] = file.getvalue()
    files["text"] = SEED.read_bytes()
    sealed = {"approved_at": "", "declaration": json.loads(projects[0].to_json()), "format": "perfbudget/edition/1"}
    edition = json.dumps(sealed, ensure_ascii=False, separators=(",", ":")).encode()
    files["json2"] = edition
    files["pdf"] = b"%%PDF-1.7\n1 0 obj<<>>stream\n%b\nendstream endobj\n" % zlib.compress(edition)
    files["pdf2"] = b"%%PDF-1.7\n1 0 obj<<>>stream\n%b\nendstream endobj\n" % edition
    return files


def of_bytes(data: bytes, chance: random.Random) -> bytes:
    """Bits turned, pieces cut out, doubled or moved."""
    for _ in range(chance.randint(1, 4)):
        at, size = chance.randrange(len(data) + 1), chance.choice((1, 2, 8, 100, 1000))
        piece = data[at : at + size]
        other = chance.randrange(len(data) + 1)
        data = chance.choice(
            (
                data[:at]
                + bytes(byte ^ (1 << chance.randrange(8)) for byte in piece[:8])
                + data[at + len(piece[:8]) :],
                data[:at] + data[at + size :],
                data[:at] + piece + data[at:],
                data[:other] + piece + data[other:],
                data[:at] + chance.randbytes(size) + data[at + size :],
                data[: max(at, 1)],
            )
        )
    return data


def of_text(data: bytes, chance: random.Random) -> bytes:
    """Lines and words of the form lost, doubled, swapped, put in."""
    lines = data.decode("utf-8", errors="replace").split("\n")
    for _ in range(chance.randint(1, 5)):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        line, word = lines[at], chance.choice(_WORDS)
        cut = chance.randint(0, len(line))
        lines[at : at + 1] = chance.choice(
            ([], [line, line], [lines[other]], [line[:cut] + word + line[cut:]], [word], [line[:cut], line[cut:]])
        ) or [""]
    return "\n".join(lines).encode("utf-8", errors="surrogatepass")


def of_xml(part: bytes, chance: random.Random) -> bytes:
    """Elements, attributes and texts lost, doubled, swapped, put in."""
    for _ in range(chance.randint(1, 5)):
        pattern = chance.choice((_ELEMENT, _VALUE, _TEXT, _TEXT))
        found = list(pattern.finditer(part))
        if not found:
            continue
        match, other = chance.choice(found), chance.choice(found)
        word = chance.choice(_WORDS).encode()
        if pattern is _VALUE:
            new = b'="' + chance.choice((*_ATTRIBUTES, word, other[0][2:-1])) + b'"'
        elif pattern is _TEXT:
            new = b">" + chance.choice((word, other[0][1:-1], b"")) + b"<"
        else:
            end = part.find(b"</", match.end())
            new = chance.choice((b"", match[0] * 2, other[0], match[0] + b"<x/>", part[match.start() : end][:2000]))
        part = part[: match.start()] + new + part[match.end() :]
    return part


def of_parts(data: bytes, chance: random.Random) -> bytes:
    """The archive with parts changed inside, lost, swapped or added, and packed anew."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(chance.randint(1, 3)):
        name, other = chance.choice(list(parts)), chance.choice(list(parts))
        main = [
            each
            for each in parts
            if re.search(r"(document|sheet\d+|sharedStrings|workbook|styles|numbering)\.xml$", each)
        ]
        action = chance.randrange(12)
        if action == 0 and len(parts) > 1:
            del parts[name]
        elif action == 1:
            parts[name], parts[other] = parts[other], parts[name]
        elif action == 2:
            parts[chance.choice(("xl/vbaProject.bin", "../a", name.upper(), "word/media/a.png", "a" * 300))] = parts[
                other
            ]
        elif action == 3:
            parts[name] = of_bytes(parts[name] or b"x", chance)
        elif main:
            inner = chance.choice(main)
            parts[inner] = of_xml(parts[inner], chance)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def mutate(kind: str, data: bytes, chance: random.Random) -> bytes:
    """One damaged file of this kind."""
    packed = kind.startswith(("docx", "xlsx"))
    return chance.choice((of_parts,) * 8 + (of_bytes,) if packed else (of_text,) * 3 + (of_bytes,))(data, chance)


def work(share: int, seed: int, out: Path, kinds: Sequence[str]) -> Counter[str]:
    """Read this many damaged files; write down each that is not read or refused as it should be."""
    chance = random.Random(seed)  # noqa: S311 (the same files again for the same seed)
    files = {kind: data for kind, data in seeds().items() if not kinds or kind.rstrip("12") in kinds}
    counts: Counter[str] = Counter()
    last = out / f"last-{os.getpid()}"
    for _ in range(share):
        kind = chance.choice(list(files))
        data = mutate(kind, files[kind], chance)
        last.write_bytes(data)  # a process that dies leaves what killed it
        start = time.perf_counter()
        outcome = outcome_of(data)
        if time.perf_counter() - start > SECONDS:
            outcome = "slow"
        counts[f"{kind.rstrip('2')} {outcome}"] += 1
        if outcome not in _PROPER:
            (out / f"{outcome}-{seed}-{sum(counts.values())}.{kind}").write_bytes(data)
    last.unlink(missing_ok=True)
    if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > MEGABYTES * 1024:
        counts["process grew"] += 1
    return counts


def outcome_of(data: bytes) -> str:
    """How a file ends: read, in part or not at all, or the name of what escaped."""
    try:
        refused = sift_file(data, year=2025).refused
    except DocumentError as error:
        return "refused" if error.problems and all(map(str, error.problems)) else "refused without a word"
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        return type(error).__name__
    if all(table.problems and all(map(str, table.problems)) for table in refused):
        return "in part" if refused else "read"
    return "a table without a word"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--kinds", nargs="*", default=[], help="docx xlsx csv json text pdf")
    parser.add_argument("--out", type=Path, default=Path("fuzzed"))
    options = parser.parse_args()
    os.nice(10)
    options.out.mkdir(parents=True, exist_ok=True)
    share = max(1, min(1000, options.count // options.processes))
    shares = -(-options.count // share)
    tasks = [(share, options.seed * 1_000_000 + number, options.out, options.kinds) for number in range(shares)]
    total: Counter[str] = Counter()
    with ProcessPoolExecutor(options.processes, mp_context=get_context("spawn")) as pool:
        # a process that dies breaks the pool: the file that killed it is left in --out
        for number, counts in enumerate(pool.map(work, *zip(*tasks, strict=True)), start=1):
            total += counts
            if number % 10 == 0:
                print(f"{number * share:,} files", flush=True)
    bad = {key: count for key, count in total.items() if key.split(" ", 1)[1] not in _PROPER}
    for key, count in sorted(total.items()):
        print(f"{count:9,} {key}")
    print(f"{sum(total.values()):9,} files, {sum(bad.values())} not as they should be")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
