"""The page numbers of a book, drawn on pages that have their own feet: outlines of ten digits, so no font is needed."""

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

MIDDLE, BASELINE, SIZE = 297.64, 36.5, 9.0
"""Points: the middle of an A4 page, 13 mm above its lower edge, between the form and the foot of an edition."""


class Digit(NamedTuple):
    """A digit's outline as PDF writes it, and how wide it sets, in units of the face."""

    outline: str
    width: int


class _Outline(BasePen):
    """Writes an outline as PDF's path operators."""

    def __init__(self, glyphs: Any) -> None:
        super().__init__(glyphs)
        self.written: list[str] = []

    def _moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802  (fontTools' name)
        self._write("m", point)

    def _lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802  (fontTools' name)
        self._write("l", point)

    def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802  (fontTools' name)
        self._write("c", *points)

    def _closePath(self) -> None:  # noqa: N802  (fontTools' name)
        self._write("h")

    def _write(self, operator: str, *points: tuple[float, float]) -> None:
        self.written.append(" ".join([*(f"{number:.0f}" for point in points for number in point), operator]))


@cache
def digits(face: Path) -> dict[str, Digit]:
    """The ten digits of a face of 1000 units an em."""
    with TTFont(face, lazy=True) as font:
        glyphs, names, drawn = font.getGlyphSet(), font.getBestCmap(), {}
        for digit in "0123456789":
            pen, glyph = _Outline(glyphs), glyphs[names[ord(digit)]]
            glyph.draw(pen)
            drawn[digit] = Digit(" ".join(pen.written), glyph.width)
        return drawn


def folio(number: int, face: Path) -> bytes:
    """What draws ``number`` at the foot of a page, as no part of its text."""
    signs = [digits(face)[digit] for digit in str(number)]
    scale = SIZE / 1000
    left = MIDDLE - scale * sum(sign.width for sign in signs) / 2
    shift, drawn = 0, []
    for sign in signs:
        drawn.append(f"{sign.outline} f 1 0 0 1 {sign.width} 0 cm")
        shift += sign.width
    matrix = f"{scale} 0 0 {scale} {left:.3f} {BASELINE} cm"
    return f"/Artifact <</Type /Pagination>> BDC q 0 g {matrix} {' '.join(drawn)} Q EMC\n".encode()
