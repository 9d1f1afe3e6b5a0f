"""Open a file of any kind we read: Word, Excel, CSV, our JSON and PDF, the text form, told apart by what is in them.

This is what upload, ``import_document`` and ``check_document`` call; nothing else knows of formats. The commands take
all of a file or nothing (:func:`read_file`), the upload shows it table by table (:func:`sift_file`).
"""

from pathlib import PurePath

from targets.declaration import Unit
from targets.readers import DocumentError, Reading, Sifted
from targets.readers.docx import sift_docx
from targets.readers.edition import looks_like_edition, read_edition, read_paper
from targets.readers.flat_csv import looks_like_csv, sift_csv
from targets.readers.json_form import looks_like_json, read_json
from targets.readers.safety import is_archive, is_old_office, open_package, refuse
from targets.readers.text import UNKNOWN, decode, kind_of, sift_text
from targets.readers.xlsx import sift_xlsx
from targets.uncollected import uncollected

SUFFIXES = (".docx", ".xlsx", ".csv", ".txt", ".json", ".pdf")
"""What the names of files end in that are read, in the order in which people are told."""

KINDS = "Word（.docx）、Excel（.xlsx）、CSV（.csv）、文本（.txt）、JSON（.json）文件和本系统导出的 PDF"
"""The same in words."""

MAX_TEXT = 10 * 2**20
"""Bytes of a text, CSV or JSON file: about 2,000 projects."""


def read_file(data: bytes, name: str = "", *, year: int, unit: Unit | None = None) -> Reading:
    """Read a file, all of it, as the declarations of ``year``, whatever its ``name`` ends in.

    ``unit`` declares what does not name its unit.

    :raises DocumentError: with every problem of the file; one alone when it is of no kind we read.
    """
    return sift_file(data, name, year=year, unit=unit).whole()


@uncollected()
def sift_file(data: bytes, name: str = "", *, year: int, unit: Unit | None = None) -> Sifted:
    """Read a file table by table. What a program wrote (JSON, our PDF) is read whole or not at all here, too.

    :raises DocumentError: in the same way, when a problem is of no table.
    """
    if is_archive(data) or is_old_office(data):
        package = open_package(data)
        reader = sift_docx if package.kind == "docx" else sift_xlsx
        return reader(package, year=year, unit=unit)
    if not data or data.isspace():
        refuse("文件是空的")
    if data.startswith(b"%PDF"):
        return Sifted(read_paper(data, year=year))
    if len(data) > MAX_TEXT:
        refuse(f"文件超过 {MAX_TEXT // 2**20} MB，请分成几个文件导入")
    suffix = PurePath(name).suffix.casefold()
    if looks_like_json(data) or suffix == ".json":
        return Sifted((read_edition if looks_like_edition(data) else read_json)(data, year=year))
    text = _text_of(data, suffix)
    if suffix == ".csv" or looks_like_csv(text):
        return sift_csv(data, year=year, unit=unit)
    return sift_text(text, year=year, unit=unit)


def _text_of(data: bytes, suffix: str) -> str:
    """The text of a file that is none of the other kinds."""
    try:
        return decode(data)
    except DocumentError:
        if kind := kind_of(data) or ("" if suffix in ("", ".txt", ".csv") else UNKNOWN):
            refuse(f"这是{kind}，不能导入；可以导入 {KINDS}")
        raise
