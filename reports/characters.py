"""Characters that cannot be set in our faces: replaced where one can see it, and named in the log.

Texts come from Word files and web forms, with whatever was in them: control characters, direction marks that would turn
an amount around, signs no font has. On paper each is one of three things, never silently dropped.
"""

import logging
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from targets.declaration import Declaration, DepartmentDeclaration, DepartmentDocument

logger = logging.getLogger(__name__)

REPLACEMENT = "〓"
"""The printer's mark (空铅) for a sort that is not in the case."""

LINE_BREAKS = frozenset("\v\f\x85\u2028\u2029")
VARIATION_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
KEPT = frozenset("\t\n\r")

Declared = Declaration | DepartmentDeclaration | DepartmentDocument
"""What a paper prints."""


def replacements(markup: str, known: frozenset[str]) -> dict[int, str]:
    """Return what to print for each character of ``markup`` that is not a ``known`` one, for ``str.translate``."""
    unknown = set(markup) - known - KEPT
    return {ord(character): _replacement(character) for character in sorted(unknown)}


def report(replaced: Mapping[int, str], declared: Declared) -> None:
    """Log a warning for each replaced character, with the places in what was ``declared`` where it stands."""
    for code, replacement in replaced.items():
        _warn(chr(code), replacement, declared)


def _replacement(character: str) -> str:
    if character in LINE_BREAKS:
        return "\n"
    invisible = unicodedata.category(character) == "Cf" or any(ord(character) in some for some in VARIATION_SELECTORS)
    return "" if invisible else REPLACEMENT


def _warn(character: str, replacement: str, declared: Declared) -> None:
    fates = {
        "": "left out, as it has no shape",
        "\n": "printed as a line break",
        REPLACEMENT: f"printed as {REPLACEMENT}",
    }
    name = unicodedata.name(character, "unnamed")
    places = [f"{code} {place}" for code, place in _places(character, declared)]
    logger.warning(
        "No printing face has U+%04X (%s), %s: %s",
        ord(character),
        name,
        fates[replacement],
        ", ".join(places[:5]) + (f" and {len(places) - 5} more" if len(places) > 5 else ""),
    )


def _places(character: str, declared: Declared) -> Iterator[tuple[str, str]]:
    """Yield the project or unit code and the field of each text that has ``character``."""
    if isinstance(declared, Declaration):
        for place in _fields(character, declared.model_dump(), ""):
            yield declared.code, place
        return
    for project in declared.projects if isinstance(declared, DepartmentDocument) else ():
        yield from _places(character, project)
    for place in _fields(character, declared.model_dump(exclude={"projects"}), ""):
        yield declared.unit.code, place


def _fields(character: str, value: Any, path: str) -> Iterator[str]:
    if isinstance(value, str):
        if character in value:
            yield path
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _fields(character, inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value, start=1):
            yield from _fields(character, inner, f"{path}[{index}]")
