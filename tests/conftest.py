"""The cast: one person of each role at the seed's unit, and an outsider; and the seed document, read and stored."""

import gc
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation

from targets.access import Role
from targets.models import Department, Project
from targets.readers import Reading
from targets.readers.text import decode, read_text
from targets.services import sealing
from tests.factories import DepartmentFactory, UserFactory, member
from tests.rows import store
from tests.triggers import lifted

gc.set_threshold(100_000, 50, 50)  # collecting costs the suite a twentieth of its time, and nothing here needs it

SEED = Path(settings.BASE_DIR) / "fixtures" / "department-326001-2025.txt"


def pytest_collection_modifyitems(config, items):
    """Leave slow tests out where nobody asked for them, by their marker or by naming a file; mark who needs a database.

    What needs none does on one database what it does on any. Properties are slow: they are tried at length, apart.
    """
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):  # its own mark comes later
            item.add_marker("slow")
        if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames):
            item.add_marker("database")
    if {"slow", "hypothesis"} & set(config.option.markexpr.split()) or any(
        ".py" in argument for argument in config.args
    ):
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if item not in slow]


@pytest.fixture(scope="session", autouse=True)
def flushed():
    """After a test that commits, Django empties every table: also those whose triggers refuse it to everybody else."""
    operations = type(connection.ops)
    empty = operations.execute_sql_flush

    def without_triggers(self, statements):
        with lifted():
            return empty(self, statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "execute_sql_flush", without_triggers)
        yield


@pytest.fixture(scope="session", autouse=True)
def nothing_printed_ahead():
    """An edition's paper is made when a test asks for it, and not at once after every approval that is committed."""
    sealing.after_sealing.clear()


@pytest.fixture(autouse=True)
def chinese():
    """Chinese first, whatever language the test before this one ended in."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def counted(settings):
    """Sign-ins are counted, as they are outside the tests."""
    settings.AXES_ENABLED = True


@pytest.fixture(scope="session")
def seed_reading() -> Reading:
    """The published document, read."""
    return read_text(decode(SEED.read_bytes()), year=2025)


@pytest.fixture
def seed(db, seed_reading):
    """The published document, stored as approved: its six projects in printed order."""
    store(seed_reading)
    return list(Project.objects.order_by("number"))


@pytest.fixture
def unit(db) -> Department:
    name = "保定白沟新城乡村振兴局（社区建设管理办公室）—本级"
    return DepartmentFactory(code="326001", name=name)


@pytest.fixture
def staff(unit):
    return member(Role.STAFF, unit, username="staff")


@pytest.fixture
def head(unit):
    return member(Role.HEAD, DepartmentFactory(code="326", name="乡村振兴局"), username="head")


@pytest.fixture
def auditor(db):
    return member(Role.AUDITOR, None, username="auditor")


@pytest.fixture
def outsider(db):
    """Staff of another department."""
    return member(Role.STAFF, DepartmentFactory(code="401001"), username="outsider")


@pytest.fixture
def administrator(db):
    return UserFactory(username="administrator", is_staff=True, is_superuser=True)
