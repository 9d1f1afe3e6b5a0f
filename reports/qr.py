"""The QR code at the foot of an edition's pages, drawn once a file and shown on each page.

It is drawn here and not laid out, because WeasyPrint takes a third of a form's time for the same picture as SVG.
"""

from collections.abc import Iterator

import pydyf
import segno

MM = 72 / 25.4
LEFT, TOP, WIDTH = 181.5 * MM, 279 * MM, 13.5 * MM
"""Points, from the upper left corner of an A4 page: 4.5 mm from its lower edge, as far out as office printers print."""


def draw(pdf: pydyf.PDF, text: str) -> None:
    """Put a code that says ``text`` at the foot of every page; the white paper around it is its quiet zone."""
    matrix = segno.make_qr(text, error="l").matrix
    side = len(matrix)
    rectangles = " ".join(f"{x} {y} {width} 1 re" for y, line in enumerate(matrix) for x, width in _runs(line))
    box = {"Type": "/XObject", "Subtype": "/Form", "BBox": pydyf.Array([0, 0, side, side]), "Resources": "<<>>"}
    picture = pydyf.Stream([f"0 g {rectangles} f"], box, compress=True)
    pdf.add_object(picture)
    scale = WIDTH / side
    shown = f"/Artifact BMC q {scale:.6f} 0 0 {scale:.6f} {LEFT:.4f} {TOP:.4f} cm /Seal Do Q EMC"
    for reference in pdf.page_references:
        page = _object(pdf, reference)
        _object(pdf, page["Contents"]).stream.append(shown)
        _object(pdf, page["Resources"])["XObject"]["Seal"] = picture.reference


def _object(pdf: pydyf.PDF, reference: bytes) -> pydyf.Object:
    return pdf.objects[int(reference.split()[0])]


def _runs(line: bytearray) -> Iterator[tuple[int, int]]:
    """Each run of dark modules: where it begins and how long it is."""
    start = 0
    for run in bytes(line).replace(b"\1", b"x").split(b"\0"):
        if run:
            yield start, len(run)
        start += len(run) + 1
