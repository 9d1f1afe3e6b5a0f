"""Who declares what: how a Declaration is stored and edited."""

from targets.access import Role
from targets.models.department_target import DepartmentTarget, ItemisedGoal, OverallGoal, Safeguard
from targets.models.departments import Department
from targets.models.editions import Edition
from targets.models.history import HistoryEntry, Kind, Verb
from targets.models.imports import Import, ImportFile, ImportItem, ImportState, ItemOutcome
from targets.models.kept import KeptFinding
from targets.models.notices import Notice
from targets.models.projects import Checkpoint, Goal, Indicator, Project
from targets.models.status import Declared, Status
from targets.models.threads import Comment, Thread
from targets.models.users import Membership, User
from targets.models.years import CheckpointMonth, FiscalYear

__all__ = [
    "Checkpoint",
    "CheckpointMonth",
    "Comment",
    "Declared",
    "Department",
    "DepartmentTarget",
    "Edition",
    "FiscalYear",
    "Goal",
    "HistoryEntry",
    "Import",
    "ImportFile",
    "ImportItem",
    "ImportState",
    "Indicator",
    "ItemOutcome",
    "ItemisedGoal",
    "KeptFinding",
    "Kind",
    "Membership",
    "Notice",
    "OverallGoal",
    "Project",
    "Role",
    "Safeguard",
    "Status",
    "Thread",
    "User",
    "Verb",
]
