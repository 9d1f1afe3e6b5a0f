import pytest

from reports.numerals import chinese_numeral

DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
WEIGHTS = {"十": 10, "百": 100, "千": 1000}


def read(text: str) -> int:
    total, digit = 0, 1
    for sign in text.replace("零", ""):
        if sign in WEIGHTS:
            total, digit = total + digit * WEIGHTS[sign], 0
        else:
            digit = DIGITS[sign]
    return total + digit if text[-1] in DIGITS else total


@pytest.mark.parametrize(
    ("number", "text"),
    [
        *[(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (100, "一百"), (101, "一百零一")],
        *[(110, "一百一十"), (115, "一百一十五"), (305, "三百零五"), (999, "九百九十九"), (1005, "一千零五")],
    ],
)
def test_it_writes_as_officials_do(number, text):
    assert chinese_numeral(number) == text


def test_every_number_up_to_999_reads_back_and_differs():
    written = [chinese_numeral(number) for number in range(1, 1000)]
    assert [read(text) for text in written] == list(range(1, 1000))
    assert len(set(written)) == 999


@pytest.mark.parametrize("number", [0, -1, 10_000])
def test_it_refuses_numbers_that_no_section_has(number):
    with pytest.raises(ValueError, match="no section"):
        chinese_numeral(number)
