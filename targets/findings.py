"""What the rules say of a stored project, with each place in the form's words."""

from dataclasses import dataclass

from targets.checks.engine import Context, Finding, Severity, check
from targets.checks.places import label
from targets.declaration import Declaration, Funds
from targets.models import Project
from targets.storage import unit_of


@dataclass(frozen=True, slots=True)
class PlacedFinding:
    """A finding and its place in words: 满意度指标 › 服务对象满意度指标 › 工作人员满意度 › 指标值."""

    finding: Finding
    place: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in one project, errors first."""

    placed: tuple[PlacedFinding, ...]

    @property
    def errors(self) -> int:
        """How many block submission."""
        return sum(row.finding.severity is Severity.ERROR for row in self.placed)

    @property
    def warnings(self) -> int:
        """How many are for people to judge."""
        return len(self.placed) - self.errors


def findings_of(project: Project, declaration: Declaration, user: object) -> Findings:
    """Run the rules, as its year sets them, over a project's table beside its unit's others that ``user`` may read.

    Three queries, when the project comes with its year.
    """
    year = project.fiscal_year
    context = Context(settings=year.rule_settings, others=neighbours(project, user), months=year.checkpoint_months)
    found = check(declaration, context)
    return Findings(tuple(PlacedFinding(finding, label(declaration, finding.path)) for finding in found))


def neighbours(project: Project, user: object) -> tuple[Declaration, ...]:
    """The unit's other tables of the year that ``user`` may read, as far as they are compared: without their rows."""
    unit = {"fiscal_year": project.fiscal_year_id, "department": project.department_id}
    others = Project.objects.visible_to(user).filter(**unit)
    return tuple(
        Declaration(
            year=other.fiscal_year_id,
            unit=unit_of(project.department),
            number=other.number,
            code=other.code,
            name=other.name,
            purpose=other.purpose,
            funds=Funds(fiscal=other.fiscal_funds, other=other.other_funds),
            goals=tuple(goal.text for goal in other.goals.all()),
        )
        for other in others.exclude(pk=project.pk).prefetch_related("goals")
    )
