"""The demo accounts: one per role in demo mode, and never in production."""

import importlib
import os
import subprocess
import sys
from decimal import Decimal
from io import StringIO

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import HttpRequest

from indicators.models import LibraryIndicator
from targets.access import Role
from targets.models import FiscalYear, Membership, Project, User
from targets.services.demo import (
    ACCOUNTS,
    DEMO_PASSWORD,
    DemoError,
    active_demo_accounts,
    create_demo_accounts,
    load_demo,
    refuse_demo_accounts_in_production,
)
from targets.years import year_in_view
from tests.factories import DepartmentFactory, FiscalYearFactory, ProjectFactory, UserFactory

STRONG_KEY = "k" * 50


def signs_in(client, username):
    """The lockout wants to know where somebody signs in from."""
    return client.login(request=HttpRequest(), username=username, password=DEMO_PASSWORD)


@pytest.fixture
def accounts(unit):
    return create_demo_accounts()


def test_there_is_one_account_for_each_role(accounts, unit):
    roles = {(row.user.username, row.role, row.department) for row in Membership.objects.all()}
    assert roles == {
        ("jingban", Role.STAFF, unit),
        ("fuzeren", Role.HEAD, unit),
        ("caizheng", Role.FINANCE, None),
        ("shenji", Role.AUDITOR, None),
    }
    assert [user.username for user in accounts if user.is_superuser and user.is_staff] == ["guanli"]
    assert all(user.is_demo for user in accounts)


@pytest.mark.parametrize("username", [account.username for account in ACCOUNTS])
def test_each_account_signs_in_with_the_printed_password(accounts, client, username):
    assert signs_in(client, username)


def test_making_them_twice_changes_nothing(accounts):
    before = list(User.objects.order_by("pk").values())
    create_demo_accounts()
    assert list(User.objects.order_by("pk").values()) == before
    assert Membership.objects.count() == 4


def test_they_are_refused_outside_demo_mode(unit, settings):
    settings.DEMO = False
    with pytest.raises(DemoError, match="demo mode only"):
        create_demo_accounts()
    assert not User.objects.exists()


def test_a_real_account_is_not_taken_over(unit):
    UserFactory(username="shenji", is_demo=False)
    with pytest.raises(DemoError, match="shenji is a real one"):
        create_demo_accounts()
    assert User.objects.count() == 1, "nothing is left half done"


def test_they_need_the_unit_they_belong_to(db):
    with pytest.raises(DemoError, match="326001"):
        create_demo_accounts()


def test_the_seed_is_loaded_into_an_empty_database_only(db):
    assert load_demo() == 6
    assert Project.objects.totals()["budget_total"] == Decimal("891.08")
    assert LibraryIndicator.objects.exists()
    seed, following = FiscalYear.objects.order_by("year")
    assert (following.year, following.framework, following.is_open()) == (2026, seed.framework, True)
    assert following.checkpoint_months == seed.checkpoint_months == (3, 6, 10, 12)
    assert year_in_view(User.objects.get(username="jingban")) == seed, "an empty year does not hide the one in work"
    assert [user.username for user in active_demo_accounts()] == [account.username for account in ACCOUNTS]
    with pytest.raises(CommandError, match="has data already"):
        call_command("load_demo")


@pytest.mark.parametrize("factory", [DepartmentFactory, FiscalYearFactory, ProjectFactory])
def test_a_database_somebody_has_begun_to_fill_is_left_alone(db, factory):
    begun = factory()
    with pytest.raises(DemoError, match="has data already"):
        load_demo()
    begun.refresh_from_db()
    assert not User.objects.exists()


def test_production_refuses_to_start_with_them_and_says_how_to_remove_them(accounts, settings):
    settings.DEMO = False
    with pytest.raises(ImproperlyConfigured) as refusal:
        importlib.reload(importlib.import_module("perfbudget.wsgi"))
    assert "jingban, fuzeren, caizheng, shenji, guanli" in str(refusal.value)
    assert "manage.py remove_demo_accounts" in str(refusal.value)


def test_demo_mode_starts_with_them(accounts):
    refuse_demo_accounts_in_production()


def test_production_starts_once_they_are_removed(accounts, settings, client):
    settings.DEMO = False
    said = StringIO()
    call_command("remove_demo_accounts", stdout=said)
    assert said.getvalue() == "Deactivated: jingban, fuzeren, caizheng, shenji, guanli.\n"
    refuse_demo_accounts_in_production()
    assert not signs_in(client, "guanli")
    User.objects.update(is_active=True)
    assert not signs_in(client, "guanli"), "the public password is gone for good"


def test_removing_none_says_so(db):
    said = StringIO()
    call_command("remove_demo_accounts", stdout=said)
    assert said.getvalue() == "There are no active demo accounts.\n"


def test_production_starts_with_real_accounts(db, settings):
    settings.DEMO = False
    UserFactory(username="wang")
    refuse_demo_accounts_in_production()


def test_production_starts_on_a_database_without_tables(db, settings, monkeypatch, django_assert_num_queries):
    settings.DEMO = False
    monkeypatch.setattr(connection.introspection, "table_names", list)
    with django_assert_num_queries(0):  # a query for accounts would fail there
        refuse_demo_accounts_in_production()


def load_settings(**environment: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of their own, where only this environment speaks."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PERFBUDGET_")}
    return subprocess.run(
        [sys.executable, "-c", "from perfbudget import settings; print(settings.DEMO, settings.SECURE_HTTPS)"],
        cwd=django_settings.BASE_DIR,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("key", ["", "short", django_settings.DEMO_SECRET_KEY], ids=["none", "short", "the demo's"])
def test_production_refuses_a_key_that_is_not_secret(key):
    done = load_settings(PERFBUDGET_DEMO="0", PERFBUDGET_SECRET_KEY=key)
    assert done.returncode != 0
    assert "ImproperlyConfigured: PERFBUDGET_SECRET_KEY is missing, shorter than 40 characters" in done.stderr


def test_production_starts_with_a_secret_key_and_expects_https():
    assert load_settings(PERFBUDGET_DEMO="0", PERFBUDGET_SECRET_KEY=STRONG_KEY).stdout == "False True\n"


def test_demo_mode_needs_no_key():
    assert load_settings(PERFBUDGET_DEMO="1").stdout == "True False\n"
