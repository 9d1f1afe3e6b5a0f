"""Declarations as JSON, the form in which nothing is lost (``docs/declaration.md``)."""

from collections.abc import Iterable
from typing import IO

from targets.declaration import Declaration, DepartmentDeclaration, DepartmentDocument


def write_json(
    documents: DepartmentDocument | Iterable[Declaration | DepartmentDeclaration | DepartmentDocument], file: IO[bytes]
) -> None:
    """Write one unit's document, or a list of anything, one a line as they come; equal data gives equal bytes."""
    if isinstance(documents, DepartmentDocument):
        file.write(documents.to_json().encode() + b"\n")
        return
    file.write(b"[")
    for number, document in enumerate(documents):
        file.write((b",\n" if number else b"\n") + document.to_json().encode())
    file.write(b"\n]\n")
