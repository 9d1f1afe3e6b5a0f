"""The two faces every paper is set in, Song and Hei, made once at set-up from the packaged Noto fonts.

They are converted from cubic to quadratic outlines (TrueType), because a page is printed in two thirds of the time so
and its file is a fifth of the size; and each is parted in two, because the cost of embedding a face grows with its
characters: one part for the common ones (GB 2312), one for the rest, met only in rare names. Layout tables are left
out: the form needs none. See docs/adr/0010.

This module needs neither Django nor a database, so that set-up can run it early.
"""

import json
import os
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from shutil import rmtree
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import pylopdf_fonts_zh_cn as source
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

RECIPE = 3
"""Raise it whenever this module makes other fonts than before: prepared ones are then made anew."""

UNITS_PER_EM = 1000
TOLERANCE = 1.0
"""How far, in units, a quadratic outline may stray from the designer's cubic one: a thousandth of the type size."""


class Face(NamedTuple):
    """A face by its family name in style sheets, and which packaged fonts it is drawn from (the second fills gaps)."""

    family: str
    name: str
    sources: tuple[Path, Path]

    @property
    def files(self) -> tuple[str, str]:
        """The files of its two parts: common characters, and the rest as family ``… Rest``."""
        return f"{self.name}.ttf", f"{self.name}-rest.ttf"


FACES = (
    Face("Perfbudget Song", "song", (source.serif_path(), source.sans_path())),
    Face("Perfbudget Hei", "hei", (source.sans_path(), source.serif_path())),
)

COMPOSED = {
    "☐": ("□", None),
    "☑": ("□", "✓"),
    "☒": ("□", "×"),
    "✔": ("✓", None),
    "✗": ("×", None),
    "✘": ("×", None),
}
"""Ticks of forms that neither font has: a frame and what stands inside it, both the face's own."""

INSET = 0.7
"""How large the inner mark stands, of its own size."""

Drawing = tuple[Any, int]
"""A TrueType glyph and its advance width in units."""


class FontsNotPreparedError(RuntimeError):
    """The faces are missing or were made by another recipe. ``str()`` of it says what to run."""


def stamp() -> str:
    """Name what prepared fonts depend on; other fonts than these are stale."""
    return f"recipe {RECIPE}, pylopdf-fonts-zh-cn {version('pylopdf-fonts-zh-cn')}"


def is_prepared(folder: Path) -> bool:
    """Whether ``folder`` holds the faces this recipe makes, and fontconfig will look for them there."""
    try:
        configuration = (folder / "fonts.conf").read_text(encoding="utf-8")
    except OSError:
        return False
    return _has_faces(folder) and configuration == fontconfig(folder)


def _has_faces(folder: Path) -> bool:
    try:
        record = json.loads((folder / "faces.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return record["stamp"] == stamp() and all((folder / file).is_file() for face in FACES for file in face.files)


def prepare(folder: Path, report: Callable[[str], None] = print) -> None:
    """Make the faces in ``folder`` unless they are there; one line per step goes to ``report``.

    The record is written last and every file is renamed into place, so an interrupted run leaves nothing half made.
    """
    if _has_faces(folder):
        if not is_prepared(folder):  # the folder was moved or copied, and the faces with it
            _write(folder / "fonts.conf", fontconfig(folder))
        report(f"字体已就绪（{stamp()}）。")
        return
    folder.mkdir(parents=True, exist_ok=True)
    report("正在由 Noto Serif SC、Noto Sans SC 制作宋体、黑体两种印刷字体，约需一分钟……")
    covered: set[int] | None = None
    with ProcessPoolExecutor(max_workers=len(FACES), mp_context=get_context("spawn")) as pool:
        jobs = {pool.submit(make_face, face, folder): face for face in FACES}
        for job in as_completed(jobs):
            characters = job.result()
            covered = characters if covered is None else covered & characters
            report(f"已制作 {'、'.join(jobs[job].files)}：{len(characters)} 个字符。")
    rmtree(folder / "cache", ignore_errors=True)
    _write(folder / "fonts.conf", fontconfig(folder))
    _write(folder / "faces.json", json.dumps({"stamp": stamp(), "characters": _ranges(covered or ())}))
    report(f"字体已就绪，存放于 {folder}。")


@cache
def coverage(folder: Path) -> frozenset[str]:
    """Return every character that both prepared faces have.

    :raises FontsNotPreparedError: when they are missing or stale.
    """
    if not is_prepared(folder):
        raise FontsNotPreparedError("印刷字体尚未制作：请运行 make run 或 manage.py prepare_fonts")
    record = json.loads((folder / "faces.json").read_text(encoding="utf-8"))
    return frozenset(chr(code) for first, last in record["characters"] for code in range(first, last + 1))


def fontconfig(folder: Path) -> str:
    """Return a fontconfig configuration that knows ``folder`` alone, so no font of the machine can slip in."""
    path = escape(str(folder.resolve()))
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n'
        f"<fontconfig><dir>{path}</dir><cachedir>{path}/cache</cachedir></fontconfig>\n"
    )


@contextmanager
def only_ours(folder: Path) -> Iterator[None]:
    """Show fontconfig only ``folder`` while WeasyPrint reads its configuration, and show other programs nothing of it.

    :raises FontsNotPreparedError: when the faces are missing or stale.
    """
    coverage(folder)
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(folder / "fonts.conf")
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


def make_face(face: Face, folder: Path) -> set[int]:
    """Write the two parts of a face into ``folder`` and return the code points they have together."""
    with TTFont(face.sources[0], lazy=True) as own, TTFont(face.sources[1], lazy=True) as other:
        drawings = _drawings(own, other)
        common = {code: drawing for code, drawing in drawings.items() if _gb2312(code)}
        rest = {code: drawing for code, drawing in drawings.items() if not _gb2312(code)}
        families = (face.family, f"{face.family} Rest")
        for family, file, part in zip(families, face.files, (common, rest), strict=True):
            target = _part(folder / file)
            _build(family, own, part).save(target)
            target.replace(folder / file)
    return set(drawings)


def _build(family: str, own: TTFont, drawings: Mapping[int, Drawing]) -> FontBuilder:
    names = {code: f"u{code:X}" for code in sorted(drawings, key=lambda code: _gb2312(code) or code.to_bytes(4))}
    builder = FontBuilder(UNITS_PER_EM, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap(names)
    outlines = {".notdef": _drawing(own, ".notdef"), **{names[code]: drawing for code, drawing in drawings.items()}}
    builder.setupGlyf({name: outlines[name][0] for name in builder.font.getGlyphOrder()})
    glyphs = builder.font["glyf"]
    widths = {name: (width, getattr(glyphs[name], "xMin", 0)) for name, (_, width) in outlines.items()}
    builder.setupHorizontalMetrics(widths)
    head, typographic = own["hhea"], own["OS/2"]
    builder.setupHorizontalHeader(ascent=head.ascent, descent=head.descent)
    builder.setupNameTable(
        {
            "copyright": own["name"].getDebugName(0),
            "familyName": family,
            "styleName": "Regular",
            "fullName": family,
            "psName": f"{family.replace(' ', '')}-Regular",
            "licenseDescription": own["name"].getDebugName(13) or "SIL Open Font License 1.1",
        }
    )
    builder.setupOS2(
        fsType=0,
        sTypoAscender=typographic.sTypoAscender,
        sTypoDescender=typographic.sTypoDescender,
        usWinAscent=typographic.usWinAscent,
        usWinDescent=typographic.usWinDescent,
    )
    builder.setupPost(keepGlyphNames=False)
    # The clock must not reach the fonts: they are embedded, and equal declarations print equal bytes on every machine.
    builder.font.recalcTimestamp = False
    builder.font["head"].created = builder.font["head"].modified = own["head"].modified
    return builder


def _drawings(own: TTFont, other: TTFont) -> dict[int, Drawing]:
    """Draw each character from its own font, else from the other, else composed of parts."""
    drawings: dict[int, Drawing] = {}
    for font in (own, other):
        for code, name in font.getBestCmap().items():
            if code not in drawings and unicodedata.category(chr(code)) not in ("Cc", "Cf"):
                drawings[code] = _drawing(font, name)
    for mark, (frame, inside) in COMPOSED.items():
        if ord(mark) not in drawings:
            drawings[ord(mark)] = _compose(own, frame, inside)
    return drawings


def _drawing(font: TTFont, name: str) -> Drawing:
    pen = TTGlyphPen(None)
    glyph = font.getGlyphSet()[name]
    glyph.draw(Cu2QuPen(pen, TOLERANCE, reverse_direction=True))
    return pen.glyph(), glyph.width


def _compose(font: TTFont, frame: str, inside: str | None) -> Drawing:
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    outer = glyphs[names[ord(frame)]]
    pen = TTGlyphPen(None)
    quadratic = Cu2QuPen(pen, TOLERANCE, reverse_direction=True)
    outer.draw(quadratic)
    if inside:
        inner = glyphs[names[ord(inside)]]
        centres = zip(_centre(outer, glyphs), _centre(inner, glyphs), strict=True)
        x, y = (place - INSET * centre for place, centre in centres)
        inner.draw(TransformPen(quadratic, (INSET, 0, 0, INSET, x, y)))
    return pen.glyph(), outer.width


def _centre(glyph: Any, glyphs: Any) -> tuple[float, float]:
    pen = BoundsPen(glyphs)
    glyph.draw(pen)
    left, bottom, right, top = pen.bounds
    return (left + right) / 2, (bottom + top) / 2


def _gb2312(code: int) -> bytes | None:
    """Return where GB 2312 has a character (its commonest come first there), or ``None`` where it has not.

    Asked of GBK, whose mapping of — and · is the one in use.
    """
    try:
        place = chr(code).encode("gbk")
    except UnicodeEncodeError:
        return None
    return place if len(place) == 1 or min(place) > 0xA0 else None


def _ranges(codes: Iterable[int]) -> list[list[int]]:
    ranges: list[list[int]] = []
    for code in sorted(codes):
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return ranges


def _write(path: Path, text: str) -> None:
    part = _part(path)
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def _part(path: Path) -> Path:
    return path.with_name(f"{path.name}.{os.getpid()}.part")
