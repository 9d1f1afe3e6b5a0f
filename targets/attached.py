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


def attached_texts(data: bytes, *, most: int = _MOST_TEXTS, streams: int = _STREAMS) -> Iterator[bytes]:
    """The sealed texts among the first ``streams`` of a file; no more than ``most``."""
    found = (start.end() for start in islice(_STREAM.finditer(data), streams))
    for begin in islice((each for each in found if _begins_text(data, each)), most):
        end = data.find(b"endstream", begin, begin + _LARGEST_TEXT)
        stream = data[begin : begin + _LARGEST_TEXT if end < 0 else end]
        yield stream.rstrip(b"\r\n") if stream.startswith(BEGINS) else _inflated(stream, _LARGEST_TEXT)


def _begins_text(data: bytes, begin: int) -> bool:
    some = data[begin : begin + _BEGINNING]
    return some.startswith(BEGINS) or (some[:1] == b"\x78" and _inflated(some, len(BEGINS)) == BEGINS)


def _inflated(data: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, most)
    except zlib.error:
        return b""
