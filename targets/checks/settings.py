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
    satisfaction_exempt: tuple[str, ...] = Field(
        default=(), description="不要求满意度指标的项目：项目名称含其中任一词即不要求，如“人员经费”“还本付息”"
    )
    region: str = Field(default="", pattern=r"^[0-9]{0,6}$", description="项目编码开头的行政区划代码；空为不核对")
    code_types: tuple[str, ...] = Field(default=("P",), description="核对项目编码校验位的类型字母（编码第9位）")
    tolerance: Decimal = Field(default=Decimal("0.005"), ge=0, le=1, description="单位成本与预算核对的容差")
    loose_bound: Decimal = Field(
        default=Decimal(10), gt=1, le=10000, description="单位成本上限达到测算数的多少倍视为失去约束（多为单位写错）"
    )
    clone_length: int = Field(default=12, ge=4, description="判定雷同文字的最少字数（不计标点）")
    clone_share: Decimal = Field(default=Decimal("0.9"), gt=0, le=1, description="判定雷同文字的相似程度")
    flat_share: Decimal = Field(default=Decimal("0.75"), ge=0, le=1, description="监控月份底应达到的累计支出比例")
    flat_month: int = Field(default=10, ge=1, le=12, description="监控月份：以该月底的累计支出计划判断支出进度")
    placeholder_words: tuple[str, ...] = Field(
        default=("测试", "待定", "无", "略", "XX", "xxx", "同上", "按要求完成"), description="视为占位的文字"
    )

    def applies(self, rule: str, default: bool) -> bool:
        """Whether a rule applies, given whether it does by default."""
        return rule not in self.off and (default or rule in self.on)
