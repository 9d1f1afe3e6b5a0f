"""Rules of the tests' own, so that what is tested about findings does not change with the product's rules."""

import pytest

from targets.checks import engine
from targets.checks.engine import Dimension, Said, Severity, rule, rules


@pytest.fixture
def invented(monkeypatch):
    """No rules but two: ``in-heads``, a warning, finds two values in the seed; ``no-sixty``, an error, one budget."""
    monkeypatch.setattr(engine, "_registry", {})
    monkeypatch.setattr(engine, "SUBJECTS", ())
    rules.cache_clear()
    about = {"dimension": Dimension.APPROPRIATENESS, "authority": "填报规范"}

    @rule(id="in-heads", title="以人数计", severity=Severity.WARNING, **about)
    def in_heads(declaration, context):
        """比例不以人数计。"""
        for place, row in enumerate(declaration.indicators):
            if row.value.text == "≥95人":
                yield Said(("indicators", place, "value"), "应为比例，此处为“≥95人”。", row.value.text, "≥95%")

    @rule(id="no-sixty", title="六十万元", severity=Severity.ERROR, **about)
    def no_sixty(declaration, context):
        """预算不得为六十万元 {规定}。"""
        if declaration.funds.budget == 60:
            yield Said(("funds", "fiscal"), "预算数为 60 万元。")

    yield
    rules.cache_clear()
