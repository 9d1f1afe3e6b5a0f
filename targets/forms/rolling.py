"""The preview of rolling a year forward, as it stands: what is ticked, which years move, where categories go."""

from django.http import QueryDict

from targets.forms.adapting import Adaptation
from targets.services.roll_plan import PartRow, ProjectRow, RollPlan
from targets.services.rolling import RollChoice


class RollSheet:
    """A plan whose next year exists, with what a person decided about it; without ``data``, as it is offered.

    At first everything is ticked but what the next year has already.
    """

    def __init__(self, plan: RollPlan, data: QueryDict | None = None) -> None:
        self.plan = plan
        self.adaptation = Adaptation(plan.phrases, plan.placing, plan.tables, data)
        self.choice = RollChoice(
            projects=_keys(data, "project") if data else _new(plan.projects),
            parts=_keys(data, "part") if data else _new(plan.parts),
            doubled=_keys(data, "doubled") if data else frozenset(),
            replacements=self.adaptation.replacements,
            placed=self.adaptation.placed,
        )

    @property
    def projects(self) -> list[tuple[ProjectRow, bool]]:
        """Every project, and whether it is ticked."""
        return [(row, row.of.pk in self.choice.projects) for row in self.plan.projects]

    @property
    def parts(self) -> list[tuple[PartRow, bool]]:
        """Every first part, and whether it is ticked."""
        return [(row, row.of.pk in self.choice.parts and not row.there) for row in self.plan.parts]


def _keys(data: QueryDict, name: str) -> frozenset[int]:
    return frozenset(int(key) for key in data.getlist(name) if key.isascii() and key.isdigit() and len(key) < 19)


def _new(rows: list[ProjectRow] | list[PartRow]) -> frozenset[int]:
    return frozenset(row.of.pk for row in rows if not row.there)
