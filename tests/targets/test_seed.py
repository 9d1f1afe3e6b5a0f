"""The seed, three ways: the fixture, the reader and the database say the same."""

from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import transaction

from indicators.models import Category, LibraryIndicator
from targets.models import DepartmentTarget, Edition, FiscalYear, HistoryEntry, Indicator, Project, Status
from targets.services.importing import import_reading
from targets.storage import declaration_of, department_declaration_of

pytestmark = pytest.mark.django_db


def stored():
    tables = tuple(declaration_of(project) for project in Project.objects.order_by("number").with_tables())
    return department_declaration_of(DepartmentTarget.objects.get()), tables


def test_fixture_reader_and_database_agree(seed_reading):
    call_command("loaddata", "seed", verbosity=0)
    assert stored() == (seed_reading.target, seed_reading.projects)
    approved = set(Edition.objects.values_list("approved_at", flat=True))
    assert set(HistoryEntry.objects.values_list("at", flat=True)) == approved
    assert import_reading(seed_reading, year=2025).changes_nothing


def test_the_fixture_is_what_importing_the_published_document_stores(seed_reading):
    def rows():
        return [
            list(Project.objects.order_by("number").values("number", "code", "status", "fiscal_year__framework__name")),
            list(FiscalYear.objects.values_list("year", "months__month").order_by("months__month")),
            list(Indicator.objects.order_by("project__number", "position").values_list("category", "value")),
            [(it.position, it.number, it.note, it.declaration) for it in Edition.objects.order_by("position")],
            list(HistoryEntry.objects.order_by("pk").values_list("verb", "name", "version", "changes")),
        ]

    with transaction.atomic():
        import_reading(seed_reading, year=2025, published=True)
        imported = rows()
        transaction.set_rollback(True)
    call_command("loaddata", "seed", verbosity=0)
    assert rows() == imported
    assert {row["status"] for row in imported[0]} == {Status.APPROVED}


def test_the_odd_details_of_the_seed_are_kept(seed):
    assert seed[4].name == "经费 （原物流中心）<自收自支>"
    assert all(project.other_funds is None for project in seed)
    assert seed[3].indicators.get(name="工作人员满意度").value.text == "≥95人"
    assert sum(project.fiscal_funds for project in seed) == Decimal("891.08")
    third = DepartmentTarget.objects.get().itemisedgoals.get(position=3)
    assert "等均有提高。绩效目标：通过提升社区功能" in third.indicators


def test_the_starter_library_fits_both_frameworks():
    call_command("loaddata", "library", verbosity=0)
    covered = set(LibraryIndicator.objects.values_list("category", flat=True))
    assert covered == set(Category.objects.filter(parent__isnull=False).values_list("pk", flat=True))
    assert not [row for row in LibraryIndicator.objects.all() if row.value.kind != "number"]
