"""指标值: can it be counted, in the measure its name and category promise, and in the right direction?"""

import re
from collections.abc import Iterator
from decimal import Decimal

from indicators.target_value import Operator, TargetValue
from indicators.text import fold, plain_decimal
from targets.checks import shapes
from targets.checks.engine import Context, Dimension, Path, Said, Severity, rule
from targets.checks.value_shapes import SCORES, SHARE_WORDS, as_percent, is_no_ratio, is_unreadable, turned_range
from targets.checks.wording import is_placeholder_value
from targets.declaration import Declaration, Indicator
from targets.readers import shorten

SPEAKS_OF_RATIO = re.compile(r"占.{1,40}(?:比[重例率]|百分比)|(?:所占|的)(?:比[重例]|百分比)$|占比$")
_BOUNDED = re.compile(
    r"(?:完成|合格|达标|及时|准确|精准|知晓|到位|办结|出勤|到课|满意|入学|参保|参与|通过|上岗|签约|执行|支付|普及|覆盖)率$"
    r"|满意度$|占比$"
)
"""Shares of a whole: none can exceed it."""
_WANTED = re.compile(r"(?:完成|合格|达标|及时|准确|精准|知晓|到位|办结|出勤|满意|参与|通过|普及|覆盖)率$|满意度$")
"""Shares one wants high."""
_REVERSED = re.compile(r"[不未无非超逾差]|增长|提高|提升|下降|降低|增加|拨备|延期|投诉|盲区|超额")
_TIME_NAME = re.compile(r"时间|时限|期限|工期|周期|时长|天数|月数|期间")
_WHEN = re.compile(r"[年月季周日天前底]|小时")
_NUMERAL = re.compile(r"[零〇二三四五六七八九两]|百分之|[一十百千万](?=[个名人次户家所台套件项场条份天周年月])")
_DONE = re.compile(r"(?:全部|全面|按时|按期)?(?:完成|到位|达标|合格|覆盖|发放|办结)$|\([^()]*\)$")
_COUNTED = frozenset("个人名项件户家台套份场所处㎡")
_OPPOSITE: dict[Operator, Operator] = {"≥": "≤", ">": "≤", "≤": "≥", "<": "≥"}

Row = tuple[Path, Indicator, TargetValue]


@rule(
    id="satisfaction-not-a-ratio",
    title="满意度没有用百分比衡量",
    severity=Severity.WARNING,
    dimension=Dimension.APPROPRIATENESS,
    authority="财预〔2021〕101号",
)
def satisfaction_not_a_ratio(declaration: Declaration, context: Context) -> Iterator[Said]:
    """满意度是满意的人占受访人的比例，应当用百分比表示，用人数或文字表示就无法与调查结果对照。例如“工作人员满意度”填“≥95人”，
    应为“≥95%”。请改为百分比；按问卷得分衡量的（如“≥90分”），不在此列。
    """
    for path, indicator, value in _rows(declaration):
        if shapes.is_satisfaction(indicator) and is_no_ratio(value):
            message = f"{_quoted(indicator.name)}应以百分比衡量，指标值却是{_quoted(value.text)}。"
            yield Said(path, message, value.text, as_percent(value))


@rule(
    id="rate-not-a-ratio",
    title="比率指标没有用百分比衡量",
    severity=Severity.WARNING,
    dimension=Dimension.APPROPRIATENESS,
    authority="财预〔2021〕101号",
)
def rate_not_a_ratio(declaration: Declaration, context: Context) -> Iterator[Said]:
    """名称以“率”“占比”“比重”结尾的指标是可以计算的比率，指标值应是百分比，写成文字或人数就无法计算。例如“社会效益增长率”填
    “进一步改善”，年底说不清增长了多少。请填具体的百分比，或把名称改为不带“率”的定性指标。频率、效率等不在此列。
    """
    for path, indicator, value in _rows(declaration):
        if shapes.is_rate(indicator) and not shapes.is_satisfaction(indicator) and is_no_ratio(value):
            message = f"{_quoted(indicator.name)}是比率，指标值{_quoted(value.text)}却不是百分比。"
            yield Said(path, message, value.text, as_percent(value))


@rule(
    id="ratio-description-without-ratio",
    title="描述是比重，指标值不是",
    severity=Severity.WARNING,
    dimension=Dimension.APPROPRIATENESS,
    authority="财预〔2021〕101号",
)
def ratio_description_without_ratio(declaration: Declaration, context: Context) -> Iterator[Said]:
    """描述与指标值应当说同一件事：描述写“占……的比重”，指标值就应是百分比。例如“成本支出情况”描述为“实际支出占预算数的比重”，
    指标值却是“≤10万元/个”。请改描述（如“每个社区的平均支出”），或把指标值改为百分比。
    """
    for path, indicator, value in _rows(declaration):
        if not value.unit or shapes.is_share(value.unit) or value.unit in SCORES:
            continue
        if shapes.is_rate(indicator) or shapes.is_satisfaction(indicator):
            continue  # said by a rule of their own
        described = shapes.plain(indicator.description).rstrip("。；;")
        if SPEAKS_OF_RATIO.search(described):
            message = (
                f"绩效指标描述{_quoted(indicator.description)}说的是比重，指标值{_quoted(value.text)}却不是百分比。"
            )
            yield Said(path, message, value.text)


@rule(
    id="ratio-out-of-bounds",
    title="比率超出0到100%",
    severity=Severity.WARNING,
    dimension=Dimension.FEASIBILITY,
    authority="财预〔2015〕88号",
)
def ratio_out_of_bounds(declaration: Declaration, context: Context) -> Iterator[Said]:
    """完成率、合格率、满意度等是部分占全部的比例，不会高于100%，也不会是负数，超出的目标无法实现，多半是输错了数字。例如“验收
    合格率”填“≥950%”。请核对数字；增长率、提高率可以超过100%，不在此列。
    """
    for path, indicator, value in _rows(declaration):
        name = shapes.plain(indicator.name)
        if value.number is None or value.unit not in ("%", "‰") or not _BOUNDED.search(name) or _REVERSED.search(name):
            continue
        whole = Decimal(100 if value.unit == "%" else 1000)
        top = value.number if value.upper is None else value.upper
        if value.operator == ">" and top == whole:
            attainable = f"≥{plain_decimal(top)}{value.unit}"
            yield Said(
                path,
                f"{_quoted(indicator.name)}不会高于100%，指标值{_quoted(value.text)}无法实现。",
                value.text,
                attainable,
            )
        elif top > whole or value.number < 0:
            yield Said(path, f"{_quoted(indicator.name)}应在0到100%之间，指标值却是{_quoted(value.text)}。", value.text)


@rule(
    id="unit-does-not-fit",
    title="计量单位与指标不符",
    severity=Severity.WARNING,
    dimension=Dimension.APPROPRIATENESS,
    authority="财预〔2021〕101号",
)
def unit_does_not_fit(declaration: Declaration, context: Context) -> Iterator[Said]:
    """数量、时间和成本各有自己的计量单位，用错单位的指标值年底无法统计。例如“培训人数”填“95%”、“保障时限”填“12个”、“单位成本”
    填“5人”。请改用相符的单位；按期完成率、成本节约率等比率用百分比是对的，不在此列。
    """
    for path, indicator, value in _rows(declaration):
        unit = value.unit
        counted = shapes.is_count(indicator)
        suggestion = None
        if not unit:
            continue
        if shapes.is_quantity(indicator) and counted and unit in ("%", "‰"):
            said = "是数量，应以个、人、次等计量"
        elif shapes.is_time(indicator) and not counted and _is_no_time(unit) and _TIME_NAME.search(indicator.name):
            said = "是时间，应以年、月、天等计量"
            if unit == "个" and value.kind == "number" and value.number and 0 < value.number <= 12:
                suggestion = f"{value.operator or ''}{plain_decimal(value.number)}个月"
        elif shapes.is_cost(indicator) and not counted and (unit in _COUNTED - {"㎡"} or shapes.is_duration(unit)):
            said = "是成本，应以元、万元等计量"
        else:
            continue
        yield Said(path, f"{_quoted(indicator.name)}{said}，指标值却是{_quoted(value.text)}。", value.text, suggestion)


@rule(
    id="output-without-number",
    title="产出指标没有数字",
    severity=Severity.WARNING,
    dimension=Dimension.APPROPRIATENESS,
    authority="财预〔2015〕88号",
)
def output_without_number(declaration: Declaration, context: Context) -> Iterator[Said]:
    """产出（数量、质量、时效、成本）应当可以计量，只有文字的产出指标年底只能凭印象打分。例如“培训人数”填“大幅增加”，应填“≥200人”。
    请填数字、百分比或时点；时效写明“12月底前”“每季度”的，不在此列。
    """
    for path, indicator, value in _rows(declaration):
        if value.kind != "words" or not shapes.is_output(indicator):
            continue
        text = fold(value.text)
        named = shapes.is_rate(indicator) or shapes.is_satisfaction(indicator)
        if named or is_placeholder_value(value, context.settings):
            continue  # said by a rule of their own
        if (
            _has_numeral(text)
            or _NUMERAL.search(text)
            or SHARE_WORDS.search(text)
            or (shapes.is_time(indicator) and _WHEN.search(text))
        ):
            continue
        yield Said(
            path, f"产出指标{_quoted(indicator.name)}应当可以计量，指标值{_quoted(value.text)}没有数字。", value.text
        )


@rule(
    id="cost-without-operator",
    title="成本指标值没有写明上限",
    severity=Severity.WARNING,
    dimension=Dimension.APPROPRIATENESS,
    authority="财预〔2021〕101号",
)
def cost_without_operator(declaration: Declaration, context: Context) -> Iterator[Said]:
    """成本指标是控制目标，应写明不超过多少；只写一个数，实际少花一分也不算完成。例如“平均每月资金成本”填“0.67万元”，应为
    “≤0.67万元”。请加上“≤”；补助标准、定额等固定的金额和节约额不在此列。
    """
    for path, indicator, value in _rows(declaration):
        if not shapes.is_cost(indicator) or not shapes.is_money(value.unit) or not value.number:
            continue
        if value.kind != "number" or value.operator or shapes.is_saving(indicator) or shapes.is_fixed(indicator):
            continue
        typed = f"≤{value.text.strip()}"
        suggestion = typed if TargetValue.parse(typed).operator == "≤" else f"≤{value.normalised}"
        yield Said(
            path,
            f"成本指标{_quoted(indicator.name)}应写明上限，指标值却是{_quoted(value.text)}。",
            value.text,
            suggestion,
        )


@rule(
    id="operator-contradicts",
    title="指标值的方向相反",
    severity=Severity.WARNING,
    dimension=Dimension.APPROPRIATENESS,
    authority="财预〔2021〕101号",
)
def operator_contradicts(declaration: Declaration, context: Context) -> Iterator[Said]:
    """成本要控制在某数以内，满意度、完成率要达到某数以上；方向写反了，花得越多、满意的人越少反而算完成。例如“单位成本”填
    “≥5万元/个”，应为“≤5万元/个”。请改正符号；节约额、补助标准等不在此列。
    """
    for path, indicator, value in _rows(declaration):
        if value.operator is None or value.number is None or value.operator == "=":
            continue
        name = shapes.plain(indicator.name)
        cost = shapes.is_cost(indicator) and shapes.is_money(value.unit)
        spared = shapes.is_saving(indicator) or shapes.is_fixed(indicator) or re.search(r"完成|到位|投入|投资", name)
        wanted = value.is_ratio and bool(_WANTED.search(name)) and not _REVERSED.search(name)
        if cost and value.operator in "≥>" and not spared:
            said = f"成本指标{_quoted(indicator.name)}应不高于某数"
        elif wanted and value.operator in "≤<":
            said = f"{_quoted(indicator.name)}应不低于某数"
        else:
            continue
        suggestion = f"{_OPPOSITE[value.operator]}{plain_decimal(value.number)}{value.unit}"
        yield Said(path, f"{said}，指标值却是{_quoted(value.text)}。", value.text, suggestion)


@rule(
    id="range-reversed",
    title="区间的两端颠倒",
    severity=Severity.WARNING,
    dimension=Dimension.APPROPRIATENESS,
    authority="填报规范",
)
def range_reversed(declaration: Declaration, context: Context) -> Iterator[Said]:
    """区间应先小后大，颠倒的区间里没有任何数，无法判断是否完成。例如“95%-90%”，应为“90%-95%”。请调换两端。"""
    for path, indicator, value in _rows(declaration):
        suggestion = turned_range(value)
        if suggestion:
            yield Said(path, f"{_quoted(indicator.name)}的区间{_quoted(value.text)}前大后小。", value.text, suggestion)


@rule(
    id="value-not-understood",
    title="指标值无法识别",
    severity=Severity.WARNING,
    dimension=Dimension.APPROPRIATENESS,
    authority="填报规范",
)
def value_not_understood(declaration: Declaration, context: Context) -> Iterator[Said]:
    """指标值应是一个符号、一个数字和一个单位，写法混杂的指标值系统读不出，也无法自动核对和评分。例如“100%完成”“约95%”，应为
    “100%”“≥95%”；一格里写了几个数的，请拆成几个指标。日期、标准编号等本来就是文字，不在此列。
    """
    for path, indicator, value in _rows(declaration):
        if not is_unreadable(value) or turned_range(value):
            continue
        text = fold(value.text.strip())
        shorter = _DONE.sub("", text)
        suggestion = shorter if shorter != text and TargetValue.parse(shorter).kind == "number" else None
        yield Said(
            path,
            f"{_quoted(indicator.name)}的指标值{_quoted(value.text)}含有数字，但读不出多少和单位。",
            value.text,
            suggestion,
        )


def _rows(declaration: Declaration) -> Iterator[Row]:
    """Each indicator with its value and the path of that."""
    for place, indicator in enumerate(declaration.indicators):
        yield ("indicators", place, "value"), indicator, indicator.value


def _quoted(text: str) -> str:
    return f"“{shorten(text.strip())}”"


def _has_numeral(text: str) -> bool:
    """Whether a digit or Ⅲ, ②, ½ stands in it; 一 and other Chinese numerals are letters."""
    return any(character.isnumeric() and not character.isalpha() for character in text)


def _is_no_time(unit: str) -> bool:
    return unit in _COUNTED or shapes.is_money(unit)
