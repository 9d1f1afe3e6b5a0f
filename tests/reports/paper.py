"""Reading printed papers back."""

import io

from django.conf import settings
from pypdf import PdfReader
from weasyprint.formatting_structure.boxes import TableCellBox, TableRowBox, TextBox

from reports import fonts


def reopen(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text(pdf: bytes) -> str:
    """All text in reading order, without the white space that lines and cells leave between."""
    return "".join("".join(page.extract_text().split()) for page in reopen(pdf).pages)


def squeezed(words: str) -> str:
    return "".join(words.split())


def press():
    with fonts.only_ours(settings.FONT_DIR):
        from reports.rendering import _press

        return _press()


def boxes(page, kind):
    return [box for box in page._page_box.descendants() if isinstance(box, kind)]


def texts(page) -> list[TextBox]:
    return boxes(page, TextBox)


def cell_texts(page) -> list[list[str]]:
    """The page's table rows, each cell as its text without white space."""
    return [
        ["".join(box.text for box in cell.descendants() if isinstance(box, TextBox)) for cell in row.children]
        for row in boxes(page, TableRowBox)
        if all(isinstance(cell, TableCellBox) for cell in row.children)
    ]
