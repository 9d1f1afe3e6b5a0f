"""Who changed what when: of one project, of part one, and of everything."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from targets.diff import Change
from targets.models import DepartmentTarget, HistoryEntry, Project, Verb
from targets.services.history import record, record_deletion
from tests.factories import DepartmentFactory, FiscalYearFactory, ProjectFactory, approved

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(unit, staff):
    """Begun, changed, approved, opened again, and changed once more."""
    project = ProjectFactory(department=unit, name="修路")
    changed = Change(("funds", "fiscal"), "预算规模 › 财政资金", "8.00", "10.00")
    record(Verb.BEGUN, project, actor=staff)
    record(Verb.CHANGED, project, actor=staff, changes=[changed])
    approved(project)
    record(Verb.REOPENED, project, actor=staff, note="要追加")
    again = [Change(("goals", place), f"绩效目标 › 第{place}条", "", "<b>又改</b>") for place in range(8)]
    record(Verb.CHANGED, project, actor=staff, changes=again)
    return project


@pytest.fixture
def told(client):
    """The verbs of the entries that somebody reads at an address."""

    def read(user, address, **query):
        client.force_login(user)
        page = client.get(address, query)
        return [row.record.verb for row in page.context["table"].page.object_list]

    return read


def test_own_people_read_all_and_auditors_what_led_to_an_approval(client, told, project, staff, auditor):
    address = reverse("history", args=[project.pk])
    assert told(staff, address) == ["changed", "reopened", "approved", "changed", "begun"]
    html = client.get(address).content.decode()
    for words in ("预算规模 › 财政资金", "<del>8.00</del>", "<ins>10.00</ins>", "要追加", "&lt;b&gt;又改", "全部 8 处"):
        assert words in html
    assert "由命令执行" in html
    for where in (address, reverse("history-all")):
        assert told(auditor, where) == ["approved", "changed", "begun"]
        assert "又改" not in client.get(where).content.decode()
        assert told(auditor, where, q="又改") == told(auditor, where, q="要追加") == []


def test_it_is_searched_by_words_cells_person_verb_unit_and_year(told, project, staff, unit):
    everything = reverse("history-all")
    other = ProjectFactory(department=unit, name="造桥", fiscal_year=FiscalYearFactory(year=2026))
    record(Verb.IMPORTED, other, actor=None, note='带"引号"的说明')
    assert told(staff, everything, q="财政资金 8.00") == ["changed"]
    assert told(staff, everything, q="造桥") == told(staff, everything, year="2026") == ["imported"]
    assert told(staff, everything, q='"引号"') == ["imported"]
    assert told(staff, everything, verb="reopened") == told(staff, everything, q="追加") == ["reopened"]
    assert len(told(staff, everything, person=staff.username)) == 4
    assert told(staff, everything, person="没有这个人") == []
    assert len(told(staff, everything, department=unit.code)) == 6
    for query in ({"q": "\x00"}, {"q": "\\u"}, {"q": "%_'"}, {"verb": "x"}, {"department": "401"}, {"page": "x"}):
        assert told(staff, everything, **query) == [] or "page" in query, query


def test_what_was_deleted_stays_on_record_for_those_who_could_see_it(client, told, unit, staff, auditor, outsider):
    draft = ProjectFactory(department=unit, name="不要了")
    address = reverse("history", args=[draft.pk])
    record_deletion(draft, actor=staff)
    Project.objects.all().delete()
    assert told(staff, address) == told(staff, reverse("history-all")) == ["deleted"]
    assert "不要了" in client.get(address).content.decode()
    for other in (auditor, outsider):
        client.force_login(other)
        assert client.get(address).status_code == 404
        assert told(other, reverse("history-all")) == []


def test_part_one_has_its_own_by_year_and_unit(client, told, unit, staff):
    year = FiscalYearFactory()
    target = DepartmentTarget.objects.create(department=unit, fiscal_year=year)
    elsewhere = DepartmentTarget.objects.create(department=DepartmentFactory(code="326002"), fiscal_year=year)
    for declared in (target, elsewhere):
        record(Verb.BEGUN, declared, actor=staff)
    assert told(staff, reverse("history-target", args=[2025, unit.code])) == ["begun"]
    assert client.get(reverse("history-target", args=[2024, unit.code])).status_code == 404


def test_the_number_of_queries_is_flat(client, project, staff):
    client.force_login(staff)

    def cost(rows):
        while HistoryEntry.objects.count() < rows:
            record(Verb.CHANGED, project, actor=staff)
        with CaptureQueriesContext(connection) as queries:
            for address in (reverse("history", args=[project.pk]), reverse("history-all")):
                assert len(client.get(address).context["table"].page.object_list) == rows
        return len(queries)

    assert cost(10) == cost(20) < 25
