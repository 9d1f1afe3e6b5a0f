"""Declarations to print: one as published, and the ways real ones differ from it."""

from decimal import Decimal

from indicators.target_value import TargetValue
from targets.declaration import Checkpoint, Declaration, DepartmentDeclaration, Funds, Indicator, Unit

UNIT = Unit(code="326001", name="保定白沟新城乡村振兴局（社区建设管理办公室）—本级")


def indicator(
    one="产出指标", two="数量指标", name="社区数量", description="保障社区数量情况", value="12个", basis="实际数量"
):
    return Indicator(
        level_one=one, level_two=two, name=name, description=description, value=TargetValue.parse(value), basis=basis
    )


def declaration(**changes) -> Declaration:
    usual = {
        "year": 2025,
        "unit": UNIT,
        "number": 1,
        "code": "13060525P003981100040",
        "name": "社区党组织服务群众专项经费",
        "purpose": "用于解决关系群众利益问题和联系服务群众工作。",
        "funds": Funds(fiscal=Decimal(120)),
        "checkpoints": tuple(
            Checkpoint(month=month, amount=Decimal(amount)) for month, amount in ((3, 30), (6, 60), (10, 90), (12, 120))
        ),
        "goals": ("提高社区党组织服务群众能力。",),
        "indicators": (
            indicator(),
            indicator(two="质量指标", name="工作完成率", value="≥95%"),
            indicator("效益指标", "社会效益指标", "改善辖区环境", value="进一步提高"),
            indicator("满意度指标", "服务对象满意度指标", "群众满意度", value="≥95%"),
        ),
    }
    return Declaration(**usual | changes)


def numbered_indicators(count: int) -> tuple[Indicator, ...]:
    """``count`` indicators: three level-one groups, each of level-two groups of five."""
    levels = ("产出指标", "效益指标", "满意度指标")
    return tuple(
        indicator(
            levels[index * 3 // count], f"二级{index // 5}", f"第{index}项", f"第{index}项说明，" * (index % 6 + 1)
        )
        for index in range(count)
    )


def department(**changes) -> DepartmentDeclaration:
    return DepartmentDeclaration(**{"year": 2025, "unit": UNIT} | changes)
