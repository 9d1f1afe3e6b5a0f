"""What tests make, by keyword; whatever is not said is ordinary."""

from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from indicators.models import Category, Framework
from indicators.target_value import TargetValue
from targets.access import Role
from targets.findings import Findings
from targets.kept import Judged
from targets.models import (
    CheckpointMonth,
    Department,
    DepartmentTarget,
    Edition,
    FiscalYear,
    Goal,
    Indicator,
    Membership,
    Project,
    User,
)
from targets.services.sealing import seal

FRAMEWORK_2015 = "2015年指标体系"
FRAMEWORK_2021 = "2021年指标体系"


class DepartmentFactory(DjangoModelFactory):
    class Meta:
        model = Department
        django_get_or_create = ["code"]

    code = factory.Sequence(lambda n: f"4{n:05d}")
    name = factory.LazyAttribute(lambda it: f"单位{it.code}")


class FiscalYearFactory(DjangoModelFactory):
    class Meta:
        model = FiscalYear
        django_get_or_create = ["year"]
        skip_postgeneration_save = True

    year = 2025
    framework = factory.LazyFunction(lambda: Framework.objects.get(name=FRAMEWORK_2015))

    @factory.post_generation
    def months(self, create, extracted, **kwargs):
        months = [CheckpointMonth(fiscal_year=self, month=month) for month in extracted or (3, 6, 10, 12)]
        CheckpointMonth.objects.bulk_create(months, ignore_conflicts=True)


class ProjectFactory(DjangoModelFactory):
    class Meta:
        model = Project

    department = factory.SubFactory(DepartmentFactory)
    fiscal_year = factory.SubFactory(FiscalYearFactory)
    code = factory.Sequence(lambda n: f"13060525P{n:012d}")
    name = factory.Sequence(lambda n: f"项目{n}")
    fiscal_funds = Decimal("10.00")


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")
    password = factory.django.Password("correct horse")


def member(role: Role, department: Department | None, **kwargs) -> User:
    """A user with one role in one department."""
    user = UserFactory(**kwargs)
    Membership.objects.create(user=user, department=department, role=role)
    return user


def category(level_one: str, level_two: str, framework: str = FRAMEWORK_2015) -> Category:
    """A level-two category of a framework the migrations make."""
    return Category.objects.get(framework__name=framework, parent__name=level_one, name=level_two)


def approved(declared: Project | DepartmentTarget, note: str = "") -> Edition:
    """Put it in force as an edition, as if nothing had been found in it."""
    return seal(declared, Judged(Findings(()), ()), actor=None, note=note)


def fill(project: Project) -> Project:
    """Give a project a plan, a goal and an indicator."""
    for month, amount in zip((3, 6, 10, 12), ("2.50", "5.00", "7.50", "10.00"), strict=True):
        project.checkpoints.create(month=month, amount=Decimal(amount))
    Goal.objects.create(project=project, position=1, text="办好事情")
    Indicator.objects.create(
        project=project,
        position=1,
        category=category("产出指标", "数量指标"),
        name="数量",
        value=TargetValue.parse("≥12个"),
    )
    return project
