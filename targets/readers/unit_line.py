"""The line above a table: which unit declares, and that amounts are in 万元. In one paragraph or in several cells."""

import re
from typing import NamedTuple

from targets.declaration import Unit
from targets.readers.project_table import TITLE_END
from targets.readers.text_cells import squeeze, squeeze_code

_COUNTED = r"(?:金\s*额\s*)?单\s*位\s*[:：]\s*(?:人民币)?\s*([百千]?万?亿?\s*元)"
_MONEY = re.compile(rf"(?:[(（]\s*{_COUNTED}\s*[)）]|{_COUNTED})\s*$")
_LABEL = re.compile(
    r"\s*(?:预算|填报|申报|编报|编制|实施|项目)?\s*(?:单\s*位|部\s*门)"
    r"\s*(?:名\s*称|编\s*码|代\s*码|（[^）]*）|\([^)]*\))?\s*[:：]"
)
_UNIT = re.compile(r"\s*([0-9０-９]{3,})(?:[^\S\n]+(?=\S)|[-－–](?=\D)|(?=[^\d－–-])(?!年))([^\n]*\S)\s*")
_UNIT_AFTER = re.compile(r"\s*([^\n]*[^\s(（])\s*[(（]([0-9０-９]{3,})[)）]\s*")
_CODE_LENGTH = 6
"""Digits without which a number in brackets may as well be a year."""
_LONGEST = 300
"""Characters; no unit line is longer."""


class UnitLine(NamedTuple):
    """What such a text says: the unit, what amounts are counted in, and what is left over ("" mostly).

    ``labelled`` says that 单位名称： stands before the rest.
    """

    unit: Unit | None = None
    money: str = ""
    rest: str = ""
    labelled: bool = False


def read_unit_line(text: str) -> UnitLine:
    """Read one text above a table; nothing is known of a text that is neither."""
    if len(text) > _LONGEST:
        return UnitLine(rest=text)
    money = _MONEY.search(text)
    text = text[: money.start()] if money else text
    label = _LABEL.match(text)
    rest = text[label.end() :] if label else text
    match = _UNIT.fullmatch(rest)
    unit = Unit(code=squeeze_code(match[1]), name=match[2].strip()) if match else _named_first(rest, label is not None)
    return UnitLine(
        unit=unit,
        money=squeeze(money[1] or money[2]) if money else "",
        rest="" if unit else rest.strip(),
        labelled=label is not None,
    )


def _named_first(text: str, labelled: bool) -> Unit | None:
    """某某局（326001）."""
    match = _UNIT_AFTER.fullmatch(text)
    if match is None or TITLE_END in match[1] or (len(match[2]) < _CODE_LENGTH and not labelled):
        return None
    return Unit(code=squeeze_code(match[2]), name=match[1])


def is_unit_line(text: str) -> bool:
    """Whether a text is the unit line or a part of it, and nothing else."""
    line = read_unit_line(text)
    return not line.rest and (line.unit is not None or bool(line.money))
