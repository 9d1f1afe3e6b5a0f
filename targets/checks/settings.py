"""What provinces and years decide about the rules: data, never constants in code."""

from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field


class RuleSettings(BaseModel):
    """Thresholds, required categories and which rules apply; stored as JSON on the fiscal year.

    The defaults are what 财预〔2015〕88号 asks for; ratios are shares of one (0.005 is 0.5 %), amounts 万元.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    off: frozenset[str] = Field(default=frozenset(), description="不适用的规则")
    on: frozenset[str] = Field(default=frozenset(), description="默认不适用、本年度启用的规则")
    required: tuple[tuple[str, ...], ...] = Field(
        default=(("数量指标",), ("质量指标",), ("时效指标",), ("成本指标",), ("效益指标",), ("满意度指标",)),
        description="必设指标：每组至少设一个（一级或二级指标名称）",
    )
    tolerance: Decimal = Field(default=Decimal("0.005"), ge=0, le=1, description="单位成本与预算核对的容差")
    flat_share: Decimal = Field(default=Decimal("0.75"), ge=0, le=1, description="10月底前应达到的累计支出比例")
    placeholder_words: tuple[str, ...] = Field(
        default=("测试", "待定", "无", "略", "XX", "xxx", "同上", "按要求完成"), description="视为占位的文字"
    )

    def applies(self, rule: str, default: bool) -> bool:
        """Whether a rule applies, given whether it does by default."""
        return rule not in self.off and (default or rule in self.on)
