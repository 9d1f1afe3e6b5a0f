"""Amounts are read as forms print them; what is not plainly 万元 is told."""

from decimal import Decimal

import pytest

from targets.money import AmountError
from targets.readers.amounts import parse_printed


@pytest.mark.parametrize("text", ["30", "３０．００万元", "30 万元", "￥30.00", "¥ 30.00万元", " 30.00\n"])
def test_an_amount_may_name_its_unit_or_carry_a_sign(text: str) -> None:
    assert parse_printed(text) == Decimal("30.00")


@pytest.mark.parametrize("text", ["", "-", "—", "——", "－", "/", "／"])
def test_a_dash_or_a_stroke_alone_is_blank(text: str) -> None:
    assert parse_printed(text) is None


@pytest.mark.parametrize(
    "text", ["300000元", "30万", "30亿元", "30万元整", "约30万元", "￥", "万元", "30/40", "30 40万元"]
)
def test_what_may_be_another_amount_is_told_as_typed(text: str) -> None:
    with pytest.raises(AmountError, match=f"“{text}”不是有效金额"):
        parse_printed(text)
