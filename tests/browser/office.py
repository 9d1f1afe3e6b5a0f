"""An office in the middle of the year's work: the seed's projects in every state, and a next year to begin."""

from dataclasses import dataclass

from django.core.management import call_command

from targets.models import DepartmentTarget, FiscalYear, Project, Status
from targets.services.demo import create_next_year

NAMES = {
    "staff": "经办人",
    "head": "部门负责人",
    "auditor": "审计人员",
    "administrator": "管理员",
    "outsider": "外单位经办人",
}
STATES = [
    Status.APPROVED,
    Status.SUBMITTED,
    Status.RETURNED,
    Status.DRAFT,
    Status.DRAFT,
    Status.APPROVED,
]


@dataclass(frozen=True)
class Office:
    """``draft`` is the seed's fourth project, of which the rules have something to say; ``approved`` its sixth."""

    draft: Project
    submitted: Project
    approved: Project
    next_year: FiscalYear


def prepare(projects: list[Project], people: list) -> Office:
    """Give the seed's projects (in printed order) their states, and the people (by user name) the names they go by."""
    call_command("loaddata", "library.json", verbosity=0)
    next_year = create_next_year(FiscalYear.objects.get())
    staff = people[0]
    for project, status in zip(projects, STATES, strict=True):
        Project.objects.filter(pk=project.pk).update(status=status, updated_by=staff)
    DepartmentTarget.objects.update(status=Status.DRAFT, updated_by=staff)
    for person in people:
        person.display_name = NAMES[person.username]
        person.save(update_fields=["display_name"])
    return Office(draft=projects[3], submitted=projects[1], approved=projects[5], next_year=next_year)
