"""A number reads as its cell shows it; what is not understood is not guessed."""

import pytest

from targets.readers.number_format import show_number


@pytest.mark.parametrize(
    ("number", "code", "shown"),
    [
        (27.68, "General", "27.68"),
        (0.1 + 0.2, "General", "0.3"),
        (1e-7, "G/通用格式", "0.0000001"),
        (12.0, "@", "12"),
        (33.335, "0.00", "33.34"),
        (0.285, "0.00", "0.29"),
        (120, "0.00####", "120.00"),
        (0.045, "0.00####", "0.045"),
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (-5, "0.00_);[Red](0.00)", "(5.00)"),
        (-5, "0.0", "-5.0"),
        (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "0"),
        (1234.5, "_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ", "¥1,234.50"),
        (0.95, "0%", "95%"),
        (0.955, "0.0%", "95.5%"),
        (0.9, '"≥"0%', "≥90%"),
        (12, '0"个"', "12个"),
        (7, "000", "007"),
        (12345, "0.00,", "12.35"),
        (12345, "0!.0,", "1.2"),
        (-12345, "0!.0000", "-1.2345"),
        (45717, 'yyyy"年"m"月"d"日"', "2025年3月1日"),
        (45717, '[$-804]yyyy"年"m"月";@', "2025年3月"),
        (45720.5209, "yyyy/m/d h:mm", "2025/3/4 12:30"),
        (0.5, "hh:mm:ss", "12:00:00"),
        (59, "m/d", "2/28"),
        (5, "[DBNum1]0", None),
        (5, "0.00E+00", None),
        (0.5, "# ?/?", None),
        (-1, "yyyy/m/d", None),
        (45717, "dddd", None),
        (float("nan"), "0", None),
        (5, "0" * 300, None),
    ],
)
def test_a_number_reads_as_its_cell_shows_it(number: float, code: str, shown: str | None) -> None:
    assert show_number(number, code) == shown


def test_days_may_count_from_1904() -> None:
    assert show_number(44255, "yyyy/m/d", from_1904=True) == "2025/3/1"
