"""Amounts in 万元: exact to the 分, or refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.money import AmountError, format_amount, from_fen, parse_amount, to_fen

whole_fen = st.integers(-(10**18) + 1, 10**18 - 1)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("120.00", "120.00"),
        ("120", "120.00"),
        ("１２０．５", "120.50"),
        ("1,234,567.8", "1234567.80"),
        ("1，200", "1200.00"),
        (" 120 .00\u3000", "120.00"),
        ("- 5", "-5.00"),
        ("−5", "-5.00"),
        ("+5", "5.00"),
        (".5", "0.50"),
        ("120.", "120.00"),
        ("-0", "0.00"),
        ("0.000001", "0.000001"),
        ("0.0450000000", "0.045"),
        ("999999999999.999999", "999999999999.999999"),
    ],
)
def test_it_reads_an_amount(text, printed):
    assert format_amount(parse_amount(text)) == printed


@pytest.mark.parametrize("text", ["", "  ", "\u3000\n"])
def test_a_blank_amount_is_not_a_zero(text):
    assert parse_amount(text) is None
    assert format_amount(None) == ""


@pytest.mark.parametrize(
    "text",
    [
        "一百",
        "12万",
        "12²",
        "①20",
        "½",
        "٣",
        "30 60",
        "30  60",
        "30.00 60.00",
        "12,00",
        "1,2345",
        "1.2.3",
        "1e5",
        "NaN",
        "1_000",
    ],
)
def test_it_refuses_what_is_no_amount_and_quotes_it(text):
    with pytest.raises(AmountError, match="不是有效金额，请填数字（单位：万元") as refused:
        parse_amount(text)
    assert f"“{text}”" in str(refused.value)


@pytest.mark.parametrize("text", ["1000000000000", "-1000000000000", "9" * 100_000])
def test_it_refuses_a_slip_of_the_keyboard(text):
    with pytest.raises(AmountError, match="过大") as refused:
        parse_amount(text)
    assert len(str(refused.value)) < 100


def test_it_refuses_a_tenth_of_a_fen():
    with pytest.raises(AmountError, match="最多六位小数"):
        parse_amount("0.0000001")


@pytest.mark.parametrize("amount", ["0.0000001", "NaN", "Infinity", "-Infinity"])
def test_it_prints_no_amount_finer_than_a_fen(amount):
    with pytest.raises(ValueError, match="no amount to the 分"):
        format_amount(Decimal(amount))
    with pytest.raises(ValueError, match="no amount to the 分"):
        to_fen(Decimal(amount))


@pytest.mark.parametrize(("amount", "printed"), [("1E+5", "100000.00"), ("-0", "0.00"), ("655.4", "655.40")])
def test_it_prints_without_exponent_or_negative_zero(amount, printed):
    assert format_amount(Decimal(amount)) == printed


def test_one_fen_is_a_millionth_of_the_unit():
    assert to_fen(Decimal("0.000001")) == 1
    assert to_fen(Decimal("-891.08")) == -891_080_000
    assert str(from_fen(1_200_000)) == "1.20"


@given(whole_fen)
def test_fen_and_amount_convert_exactly_both_ways(fen):
    assert to_fen(from_fen(fen)) == fen


@given(whole_fen)
def test_what_is_printed_reads_back(fen):
    amount = from_fen(fen)
    assert parse_amount(format_amount(amount)) == amount
    assert str(parse_amount(format_amount(amount))) == format_amount(amount)
