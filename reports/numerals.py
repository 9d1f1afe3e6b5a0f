"""Chinese numerals as official documents number their sections: 一、（十）、（二十一）."""

_DIGITS = "零一二三四五六七八九"


def chinese_numeral(number: int) -> str:
    """Write ``number`` in Chinese, from 1 to 9999.

    >>> chinese_numeral(10), chinese_numeral(21), chinese_numeral(110), chinese_numeral(305)
    ('十', '二十一', '一百一十', '三百零五')

    :raises ValueError: outside that range.
    """
    if not 1 <= number <= 9999:
        raise ValueError(f"no section is numbered {number}")
    text = ""
    for unit, weight in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // weight % 10
        if digit:
            text += _DIGITS[digit] + unit
        elif text and number % weight:
            text += "零" if text[-1] != "零" else ""
    return text.removeprefix("一") if 10 <= number <= 19 else text
