"""What a file is called where it is saved, whatever somebody typed into a code or a name."""

import re
from collections.abc import Iterator
from unicodedata import category, normalize

from django.utils.http import content_disposition_header

LONGEST = 50
"""Characters of a project's name in a file's: 200 bytes at most, where systems take names of 255."""


def file_name(text: str, longest: int = LONGEST) -> str:
    """A part of a file's name from what somebody typed, one that every system takes."""
    plain = re.sub(r"\.\.+", "_", " ".join("".join(_plain(normalize("NFC", text))).split()))
    return plain[:longest].strip(" .") or "_"


def save_as(name: str, *, as_attachment: bool) -> str:
    """The header ``Content-Disposition`` for a file of that name, which is made of parts by :func:`file_name`."""
    return content_disposition_header(as_attachment, name) or ("attachment" if as_attachment else "inline")


def _plain(text: str) -> Iterator[str]:
    """Without what nobody sees, and with a stroke for what a path, a shell or Windows would understand in its way."""
    for character in text:
        if character in '<>:"/\\|?*':
            yield "_"
        elif category(character)[0] == "Z":
            yield " "
        elif category(character)[0] != "C":
            yield character
