"""What a file has no place for stays as it is stored."""

from decimal import Decimal

from indicators.target_value import TargetValue
from targets.declaration import Checkpoint, Declaration, Funds, Indicator, Unit
from targets.unsaid import keep_unsaid


def indicator(**fields: str) -> Indicator:
    return Indicator(level_one="产出指标", level_two="数量指标", value=TargetValue.parse("12个"), **fields)


def project(**fields: object) -> Declaration:
    known = {"year": 2025, "unit": Unit(code="326001", name="某某局"), "code": "P1", "name": "道路维护"}
    return Declaration.model_validate(known | fields)


STORED = project(
    number=7,
    purpose="维护道路",
    funds=Funds(fiscal=Decimal(9), other=Decimal(1)),
    checkpoints=(Checkpoint(month=12, amount=Decimal(10)),),
    goals=("路面完好",),
    indicators=(
        indicator(name="里程", description="甲", basis="计划"),
        indicator(name="里程", description="乙", basis="标准"),
        indicator(name="完好率", description="丙", basis="台账"),
    ),
)


def test_only_what_has_no_place_is_kept() -> None:
    bare = project(
        number=1, purpose="", funds=Funds(fiscal=Decimal(8)), checkpoints=(), goals=("新目标",), indicators=()
    )
    kept = keep_unsaid(bare, STORED, {"number", "purpose", "checkpoints", "funds.other"})
    assert kept == bare.model_copy(
        update={
            "number": 7,
            "purpose": "维护道路",
            "checkpoints": STORED.checkpoints,
            "funds": Funds(fiscal=Decimal(8), other=Decimal(1)),
        }
    )
    assert keep_unsaid(bare, STORED, frozenset()) == bare
    assert keep_unsaid(bare, STORED, {"goals"}).goals == ("路面完好",)


def test_an_indicator_keeps_what_the_stored_one_of_its_name_says() -> None:
    names = ("完好率", "里程", "里程", "里程", "新增")
    table = project(indicators=tuple(indicator(name=name, description="", basis="新") for name in names))
    rows = keep_unsaid(table, STORED, {"indicators.description"}).indicators
    assert [(row.name, row.description, row.basis) for row in rows] == [
        ("完好率", "丙", "新"),
        ("里程", "甲", "新"),
        ("里程", "乙", "新"),
        ("里程", "", "新"),
        ("新增", "", "新"),
    ]
