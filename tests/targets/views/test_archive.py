"""The archive of editions: searching, totals that count each project once, flat cost."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from targets.models import DepartmentTarget, Edition, Project
from tests.factories import DepartmentFactory, FiscalYearFactory, ProjectFactory, approved

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(client, auditor):
    """The names, with their numbers, that a search finds, in order."""
    client.force_login(auditor)

    def search(**query):
        table = client.get(reverse("editions"), query).context["table"]
        return [f"{row.record.title}{row.record.number}" for row in table.page.object_list]

    return search


@pytest.fixture
def archive(unit):
    """Three projects and a part one; the first of them approved twice, at 10.00 and at 12.34."""
    other = DepartmentFactory(code="401001", name="外单位")
    bridge = ProjectFactory(department=unit, name="修桥100%", code="B1")
    road = ProjectFactory(department=other, name="修路", code="R1", fiscal_funds=Decimal(3))
    old = ProjectFactory(department=unit, name="旧路", fiscal_year=FiscalYearFactory(year=2024), fiscal_funds=None)
    target = DepartmentTarget.objects.create(department=unit, fiscal_year=bridge.fiscal_year)
    editions = [approved(each) for each in (bridge, road, old, target)]
    Project.objects.filter(pk=bridge.pk).update(fiscal_funds=Decimal("12.34"), name="修桥")
    return [*editions, approved(Project.objects.get(pk=bridge.pk))]


def test_words_filters_days_and_amounts_find_editions(found, archive):
    today, tomorrow = timezone.localdate(), timezone.localdate() + timedelta(1)
    part_one = "部门整体绩效目标1"
    assert found(sort="approved_at") == ["修路1", "旧路1", part_one, "修桥2"]
    assert found() == ["修桥2", part_one, "旧路1", "修路1"]
    assert found(state="superseded") == ["修桥100%1"]
    assert found(state="all", q="修桥", sort="budget") == ["修桥100%1", "修桥2"]
    assert found(state="all", q="0%") == ["修桥100%1"]
    assert found(q="外单位 修") == found(department="401001") == found(q="401") == ["修路1"]
    assert found(q=archive[1].sha256[:8].upper()) == ["修路1"]
    assert found(q=archive[1].sha256[:5]) == []  # so few digits begin many a hash
    assert found(q="整体") == [part_one]
    assert found(year="2024") == ["旧路1"]
    assert found(budget_from="3", budget_to="12") == ["修路1"]
    assert found(budget_from="１２.34") == ["修桥2"]
    assert found(approved_from=tomorrow) == found(approved_to=today - timedelta(1)) == []
    assert len(found(approved_from=today, approved_to=today)) == len(found(approved_to="9999-12-31")) == 4


def test_the_foot_counts_all_and_sums_each_project_once(client, auditor, outsider, archive):
    client.force_login(auditor)
    page = client.get(reverse("editions"), {"state": "all"})
    assert page.context["table"].totals == {"count": 5, "in_force": 4, "budget_total": Decimal("15.34")}
    assert "共 5 个版本，其中现行有效 4 个" in page.content.decode()
    assert client.get(reverse("editions"), {"state": "superseded"}).context["table"].totals["budget_total"] is None
    client.force_login(outsider)  # staff of 401001
    assert client.get(reverse("editions")).context["table"].totals["count"] == 1


def test_auditors_are_led_there_from_the_list_of_projects(client, auditor, archive):
    client.force_login(auditor)
    page = client.get(reverse("projects"), {"year": "2024", "status": "draft"}, follow=True)
    assert page.redirect_chain[0][0].startswith(reverse("editions"))
    assert page.context["table"].totals["count"] == 1
    start = client.get(reverse("start"))
    assert start.context["in_force"] == {"count": 2, "budget": Decimal("15.34")}
    assert [(row["department__code"], row["count"], row["status"]) for row in start.context["units"]] == [
        ("326001", 1, "approved"),
        ("401001", 1, None),
    ]


STRANGE = [
    {"q": "' OR 1=1 --"},
    {"q": "\x00"},
    {"q": "％_\\"},
    {"q": "a " * 90},
    {"state": "sealed"},
    {"state": ""},
    {"year": "9" * 30},
    {"department": "999"},
    {"approved_from": "2026-02-30"},
    {"approved_to": "0001-01-01", "approved_from": "0001-01-01"},
    {"budget_from": "很多"},
    {"budget_to": "9" * 40},
    {"sort": "sealed"},
    {"page": "99"},
]


def test_strange_searches_give_a_page_and_nothing_beyond_it(client, auditor, archive):
    client.force_login(auditor)
    for query in STRANGE:
        page = client.get(reverse("editions"), query)
        assert page.status_code == 200, query
        assert ('role="alert"' in page.content.decode()) == bool(page.context["filter"].form.errors), query


def test_the_number_of_queries_is_flat(client, auditor, unit):
    client.force_login(auditor)

    def cost(rows):
        while Edition.objects.count() < rows:
            approved(ProjectFactory(department=unit))
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(reverse("editions")).context["table"].page.object_list) == rows
        return len(queries)

    assert cost(10) == cost(20) < 15
