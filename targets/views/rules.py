"""The rules, explained: what each looks for, why, and what to do."""

from itertools import groupby
from typing import Any

from django.views.generic import TemplateView

from targets.checks.engine import Dimension, rules


class RuleList(TemplateView):
    """Every rule's help, by review dimension (财预〔2015〕88号)."""

    template_name = "rules/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        order = list(Dimension)
        by_dimension = sorted(rules(), key=lambda rule: order.index(rule.dimension))
        groups = [(dimension, list(group)) for dimension, group in groupby(by_dimension, lambda rule: rule.dimension)]
        return super().get_context_data(**kwargs) | {"groups": groups}
