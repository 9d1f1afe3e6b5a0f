"""The text of an edition that a paper of ours carries, found without a PDF parser in what strangers send.

It is among the streams of the file, compressed as PDF programs do or not at all; a plain search of the bytes finds it.
"""

import re
import zlib
from collections.abc import Iterator
from itertools import islice

LARGEST = 20 * 1024 * 1024
"""Bytes of a file that is looked at."""

BEGINS = b'{"approved_at":"'
"""With what the canonical JSON of an edition begins (``targets.sealing``)."""

_LARGEST_TEXT = 4 * 1024 * 1024
_STREAMS, _MOST_TEXTS = 2000, 3
_STREAM = re.compile(rb"stream\r?\n")
_BEGINNING = 4096
"""Compressed bytes that surely hold the first few of a text."""


def attached_texts(data: bytes) -> Iterator[bytes]:
    """The sealed texts among the streams of a file; no more than a few."""
    found = (start.end() for start in islice(_STREAM.finditer(data), _STREAMS))
    for begin in islice((each for each in found if _begins_text(data, each)), _MOST_TEXTS):
        if data[begin : begin + 1] == BEGINS[:1]:
            yield data[begin : begin + _LARGEST_TEXT].partition(b"endstream")[0].rstrip(b"\r\n")
        else:
            yield _inflated(data[begin:], _LARGEST_TEXT)


def _begins_text(data: bytes, begin: int) -> bool:
    some = data[begin : begin + _BEGINNING]
    return some.startswith(BEGINS) or (some[:1] == b"\x78" and _inflated(some, len(BEGINS)) == BEGINS)


def _inflated(data: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, most)
    except zlib.error:
        return b""
