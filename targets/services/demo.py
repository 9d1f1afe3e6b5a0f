"""The demo: the seed document and one account per role, for trying the product and for nothing else."""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection, transaction

from targets.access import SPANNING, Role
from targets.models import CheckpointMonth, Department, FiscalYear, Membership, Project, User

DEMO_PASSWORD = "perfbudget-demo"  # noqa: S105  (printed by `make run`; its accounts never live outside the demo)
DEMO_FIXTURES = ("seed.json", "library.json")
DEMO_UNIT = "326001"


class DemoError(Exception):
    """The demo may not be set up here; the message, in English for the operator, says why."""


@dataclass(frozen=True)
class DemoAccount:
    """One account of the demo. Without a role it is the administrator; some roles are had in all departments."""

    username: str
    display_name: str
    role: Role | None


ACCOUNTS = (
    DemoAccount("jingban", "经办人（演示）", Role.STAFF),
    DemoAccount("fuzeren", "部门负责人（演示）", Role.HEAD),
    DemoAccount("caizheng", "财政部门（演示）", Role.FINANCE),
    DemoAccount("shenji", "审计人员（演示）", Role.AUDITOR),
    DemoAccount("guanli", "管理员（演示）", None),
)


def holds_data() -> bool:
    """Whether anybody has entered a department, a year or a project here; the seed's rows would overwrite theirs."""
    return any(model.objects.exists() for model in (Department, FiscalYear, Project))


@transaction.atomic
def load_demo() -> int:
    """Load the seed, its next year and library, and the demo accounts into an empty database; count the projects.

    The next year is open for entry without an end, so that the demo does not run out.

    Raises DemoError outside demo mode and when the database holds anything already.
    """
    _require_demo_mode()
    if holds_data():
        raise DemoError("This database has data already; the demo is only loaded into an empty one.")
    call_command("loaddata", *DEMO_FIXTURES, verbosity=0)
    create_next_year(FiscalYear.objects.get())
    create_demo_accounts()
    return Project.objects.count()


def create_next_year(year: FiscalYear) -> FiscalYear:
    """A year like this one, for staff to enter: the same framework, months and rule settings, open."""
    following = FiscalYear.objects.create(
        year=year.year + 1,
        framework=year.framework,
        rule_settings=year.rule_settings,
        second_stage=year.second_stage,
    )
    months = [CheckpointMonth(fiscal_year=following, month=month) for month in year.checkpoint_months]
    CheckpointMonth.objects.bulk_create(months)
    return following


@transaction.atomic
def create_demo_accounts() -> list[User]:
    """Have every demo account there, active and with the demo password; doing it twice changes nothing.

    Raises DemoError outside demo mode, when the demo's unit is missing, and rather than take over a real account.
    """
    _require_demo_mode()
    unit = Department.objects.filter(code=DEMO_UNIT).first()
    if unit is None:
        raise DemoError(f"The demo accounts belong to the unit {DEMO_UNIT}, which is not in this database.")
    users = []
    for account in ACCOUNTS:
        user, created = User.objects.get_or_create(
            username=account.username, defaults={"is_demo": True, "display_name": account.display_name}
        )
        if not user.is_demo:
            raise DemoError(f"The account {account.username} is a real one; the demo does not take it over.")
        if created or not user.is_active or not user.check_password(DEMO_PASSWORD):
            user.is_active = True
            user.is_staff = user.is_superuser = account.role is None
            user.set_password(DEMO_PASSWORD)
            user.save()
        if account.role is not None:
            where = None if account.role in SPANNING else unit
            Membership.objects.get_or_create(user=user, department=where, role=account.role)
        users.append(user)
    return users


def active_demo_accounts() -> list[User]:
    """The demo accounts that can sign in, in the order of the year's work: entry, review, audit, administration."""
    order = [account.username for account in ACCOUNTS]
    users = User.objects.filter(is_demo=True, is_active=True)
    return sorted(users, key=lambda user: order.index(user.username) if user.username in order else len(order))


@transaction.atomic
def deactivate_demo_accounts() -> list[User]:
    """Shut the demo accounts for good: inactive, no password. Their rows stay, since history names them."""
    users = active_demo_accounts()
    for user in users:
        user.is_active = False
        user.set_unusable_password()
        user.save(update_fields=["is_active", "password"])
    return users


def refuse_demo_accounts_in_production() -> None:
    """Raise ImproperlyConfigured when accounts whose password is public could sign in to a production site.

    A database without tables has no accounts; one that cannot be reached fails here, before the server starts.
    """
    if settings.DEMO or User._meta.db_table not in connection.introspection.table_names():
        return
    names = ", ".join(user.username for user in active_demo_accounts())
    if names:
        raise ImproperlyConfigured(
            f"This database has demo accounts, whose password is public: {names}. "
            "Remove them with `python manage.py remove_demo_accounts`, then start again."
        )


def _require_demo_mode() -> None:
    if not settings.DEMO:
        raise DemoError("Demo data and accounts exist in demo mode only (PERFBUDGET_DEMO=1).")
