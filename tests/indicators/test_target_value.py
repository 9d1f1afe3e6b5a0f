"""Target values: every text is kept, and read where it can be read."""

import json
import time
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from indicators.target_value import TargetValue
from tests.strategies import target_texts

SEED = [  # every target value of the published document
    ("12个", None, "12", "个"),
    ("1个", None, "1", "个"),
    ("1年", None, "1", "年"),
    ("2人", None, "2", "人"),
    ("88人", None, "88", "人"),
    ("100%", None, "100", "%"),
    ("≥95%", "≥", "95", "%"),
    ("≥95人", "≥", "95", "人"),
    ("≤10万元/个", "≤", "10", "万元/个"),
    ("≤5万元/个", "≤", "5", "万元/个"),
    ("≤1.67万元", "≤", "1.67", "万元"),
    ("0.67万元", None, "0.67", "万元"),
    ("13.84万元", None, "13.84", "万元"),
    ("7.45万元", None, "7.45", "万元"),
]

NUMBERS = [
    (">=95 %", "≥95%"),
    ("=>95％", "≥95%"),
    ("≧95%", "≥95%"),
    ("⩽95%", "≤95%"),
    ("＜5‰", "<5‰"),
    ("=12个", "=12个"),
    ("不少于12个", "≥12个"),
    ("大于等于12个", "≥12个"),
    ("至少12个", "≥12个"),
    ("达到100%", "≥100%"),
    ("不超过30日", "≤30日"),
    ("控制在10万元以内", "≤10万元"),
    ("高于60分", ">60分"),
    ("不足3次", "<3次"),
    ("２０人以上", "≥20人"),
    ("20人及以上", "≥20人"),
    ("95%（含）以上", "≥95%"),
    ("不低于95%以上", "≥95%"),
    ("15个工作日内", "≤15个工作日"),
    ("1,234,567.50元", "1234567.5元"),
    ("1，200 个", "1200个"),
    ("-0.5%", "-0.5%"),
    ("≥−5%", "≥-5%"),
    ("+5%", "5%"),
    ("-0", "0"),
    ("007", "7"),
    ("≥95%。", "≥95%"),
    ("95 kg", "95kg"),
    ("20人（次）", "20人(次)"),
    ("500元／人•月", "500元/人·月"),
    ("100㎡", "100㎡"),
    ("100m2", "100㎡"),
    ("100m²", "100㎡"),
    ("5个百分点", "5个百分点"),
    ("十二个", "12个"),
    ("两次", "2次"),
    ("一年", "1年"),
    ("一百个", "100个"),
    ("二十三人以上", "≥23人"),
    ("百分之九十五", "95%"),
    ("不低于百分之95", "≥95%"),
    ("百分之百", "100%"),
    ("千分之三", "3‰"),
]

RANGES = [
    ("90%-95%", "90", "95", "%", "90%-95%"),
    ("90—95%", "90", "95", "%", "90%-95%"),
    ("90%——95%", "90", "95", "%", "90%-95%"),
    ("3～5个", "3", "5", "个", "3-5个"),
    ("3个至5个", "3", "5", "个", "3-5个"),
    ("3 到 5 个", "3", "5", "个", "3-5个"),
    ("三至五个", "3", "5", "个", "3-5个"),
    ("-10--5℃", "-10", "-5", "°C", "-10--5°C"),
]

WORDS = [
    "进一步提高",
    "≥95%以内",  # contradictions
    "不超过95%以上",
    "≥90%-95%",
    "5-3个",
    "3个-5人",
    "2025年",  # dates
    "12月",
    "12月底前",
    "2025年12月31日前",
    "约95%",  # approximations
    "95%左右",
    "20余人",
    "3个半月",
    "5²",  # numerals that plain NFKC would glue to the number
    "3½个",
    "①",
    "20Ⅳ",
    "12٣个",
    "一致好评",  # words that begin like a number
    "十分满意",
    "百年",
    "3至十分满意",
    "一百二十人",
    "2万五千",
    "3万",
    "3万5千元",
    "10万-20万元",
    "100%完成",
    "12，34",
    "3 5个",
    "9:30",
    "1e999999",
    "1E5",
    "NaN",
    "Infinity",
    "1_000",
    "9" * 16,
    "0.0000000001",
    "12个社区和村委会的党群服务中心",
    "≥",
    "%",
    "12个12个",
]

any_text = target_texts() | st.text(st.characters(exclude_categories=()))
carried_text = target_texts() | st.text()


def meaning(value: TargetValue) -> tuple[object, ...]:
    return value.kind, value.operator, value.number, value.upper, value.unit


@pytest.mark.parametrize(("text", "operator", "number", "unit"), SEED)
def test_it_reads_every_value_of_the_seed(text, operator, number, unit):
    value = TargetValue.parse(text)
    assert meaning(value) == ("number", operator, Decimal(number), None, unit)
    assert value.normalised == text


@pytest.mark.parametrize("text", ["进一步提高", "进一步改善", "进一步保障"])
def test_it_reads_the_words_of_the_seed(text):
    assert meaning(TargetValue.parse(text)) == ("words", None, None, None, "")


@pytest.mark.parametrize(("text", "normalised"), NUMBERS)
def test_it_normalises_numbers(text, normalised):
    value = TargetValue.parse(text)
    assert (value.kind, value.normalised) == ("number", normalised)


@pytest.mark.parametrize(("text", "lower", "upper", "unit", "normalised"), RANGES)
def test_it_reads_ranges(text, lower, upper, unit, normalised):
    value = TargetValue.parse(text)
    assert meaning(value) == ("range", None, Decimal(lower), Decimal(upper), unit)
    assert value.normalised == normalised


@pytest.mark.parametrize("text", WORDS)
def test_it_never_guesses_what_it_does_not_understand(text):
    assert meaning(TargetValue.parse(text)) == ("words", None, None, None, "")


@pytest.mark.parametrize("text", ["", " ", "\u3000\n"])
def test_a_blank_value_is_empty(text):
    value = TargetValue.parse(text)
    assert (value.kind, value.normalised, str(value)) == ("empty", "", text)


def test_words_are_only_folded():
    assert TargetValue.parse("\u3000ＡＢ级 及 Ⅱ类（㎡） ").normalised == "AB级 及 Ⅱ类(㎡)"


@pytest.mark.parametrize(
    ("text", "is_ratio"), [("≥95％", True), ("百分之三", True), ("5个百分点", True), ("95人", False), ("高", False)]
)
def test_it_knows_a_ratio(text, is_ratio):
    assert TargetValue.parse(text).is_ratio is is_ratio


@given(any_text)
@example("≥95%\ud800")
@example("\udfff")
def test_what_was_typed_prints_back_exactly(text):
    value = TargetValue.parse(text)
    assert str(value) == value.text == text


@given(any_text)
def test_normalising_twice_changes_nothing_and_keeps_the_meaning(text):
    value = TargetValue.parse(text)
    again = TargetValue.parse(value.normalised)
    assert again.normalised == value.normalised
    assert meaning(again) == meaning(value)


@given(any_text)
def test_equal_text_gives_equal_values(text):
    first, second = TargetValue.parse(text), TargetValue.parse(text)
    assert first == second
    assert hash(first) == hash(second)


@given(carried_text)
def test_json_keeps_the_value(text):
    value = TargetValue.parse(text)
    written = value.model_dump_json()
    assert TargetValue.model_validate_json(written) == value
    assert TargetValue.model_validate(json.loads(written)).model_dump_json() == written


def test_numbers_are_plain_strings_in_json():
    assert TargetValue.parse("≥1,200.50万元").model_dump(mode="json") == {
        "text": "≥1,200.50万元",
        "operator": "≥",
        "number": "1200.5",
        "upper": None,
        "unit": "万元",
    }


@pytest.mark.parametrize(
    "number", ['"NaN"', '"Infinity"', '"1E5"', '"1e999999"', '" 9"', f'"{"9" * 16}"', "95", "95.0", "true"]
)
def test_json_refuses_a_number_that_is_not_plain(number):
    with pytest.raises(ValidationError):
        TargetValue.model_validate_json(f'{{"text": "95", "number": {number}}}')


@pytest.mark.parametrize(
    "fields",
    [
        {"operator": "≥"},
        {"unit": "%"},
        {"upper": "5"},
        {"number": "5", "upper": "5"},
        {"number": "3", "upper": "5", "operator": "≥"},
    ],
)
def test_it_refuses_a_meaning_of_no_kind(fields):
    with pytest.raises(ValidationError):
        TargetValue.model_validate({"text": "x", **fields})


@pytest.mark.parametrize("piece", ["9", "个", "≥", " ", "1-", "1 ", "1,", "不", "\u0301\u0323", "ﷺ", "½", "("])
def test_a_very_long_text_costs_no_time(piece):
    text = f"1{piece * (100_000 // len(piece))}x"
    start = time.process_time()
    value = TargetValue.parse(text)
    assert (value.kind, str(value)) == ("words", text)
    assert value.normalised
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize("piece", ["9", "个", "1-", "1 ", "1,", "\u0301\u0323", "至", "以", "m2", "十"])
def test_the_worst_text_within_the_limit_costs_no_time(piece):
    texts = [piece * (size // len(piece)) for size in range(2, 65)]
    start = time.process_time()
    for text in texts:
        TargetValue.parse(text)
    assert time.process_time() - start < 0.5
