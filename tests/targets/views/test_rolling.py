"""Rolling a year forward in the browser: what will happen, how far it is, and the way back."""

import datetime
import re

import pytest
from django.core.signals import request_finished
from django.urls import reverse
from django.utils import timezone

from indicators.models import Framework
from targets.access import Role
from targets.models import DepartmentTarget, FiscalYear, Project, Status
from targets.services import rolling
from targets.views import rolling as views
from tests.factories import FRAMEWORK_2021, DepartmentFactory, FiscalYearFactory, ProjectFactory, member

pytestmark = pytest.mark.django_db
ADDRESS = "/years/2025/roll-forward"


@pytest.fixture
def next_year():
    return FiscalYearFactory(year=2026)


@pytest.fixture
def signed_in(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def gone(monkeypatch):
    """Close a response as a server does when the reader went away; but the test's own connection stays."""
    monkeypatch.setattr(request_finished, "send", lambda **kwargs: [])
    return lambda response: response.close()


def page_of(response):
    assert response.status_code == 200
    return response.content.decode()


def offered(response):
    """What a browser sends of the page as it is offered."""
    sheet = response.context["sheet"]
    data = {"unit": response.context["plan"].unit, "project": [], "part": [], "doubled": [], "tick": []}
    for name, rows in (("project", sheet.projects), ("part", sheet.parts)):
        data[name] = [row.of.pk for row, ticked in rows if ticked]
    data["doubled"] = [row.of.pk for row, _ in sheet.projects if row.there]
    for row in sheet.adaptation.years:
        data[f"to:{row.phrase.text}"] = row.typed
        data["tick"] += [row.phrase.text] if row.ticked else []
    return data | {f"place:{row.name}": row.chosen for row in sheet.adaptation.places}


def copied(client, **data):
    """The streamed page, whole."""
    response = client.post(ADDRESS, offered(client.get(ADDRESS)) | data)
    return b"".join(response.streaming_content).decode()


def made():
    return Project.objects.filter(fiscal_year=2026)


def test_the_preview_lists_projects_and_phrases_and_writes_nothing(signed_in, seed, next_year):
    html = page_of(signed_in.get(ADDRESS))
    for project in seed:
        assert f'id="project-{project.pk}" checked' in html
    assert 'value="2025年工作计划"' in html
    assert 'value="2026年工作计划"' in html
    assert not made().exists()


def test_progress_is_told_project_by_project_and_ends_with_links(signed_in, seed, next_year):
    html = copied(signed_in)
    assert re.findall(r'value="(\d)" aria-hidden', html) == list("1234567")
    for project in made():
        assert reverse("edit", args=[project.pk]) in html
    assert "已复制 6 个项目" in html
    assert html.count("<html") == html.count("</html>") == 1


def test_very_many_projects_are_told_in_fewer_lines(signed_in, seed, next_year, monkeypatch):
    monkeypatch.setattr(views, "_MOST_STEPS", 3)
    assert re.findall(r'value="(\d)" aria-hidden', copied(signed_in)) == list("357")


def test_each_step_is_sent_before_the_next_project_is_copied(signed_in, seed, next_year, gone):
    response = signed_in.post(ADDRESS, offered(signed_in.get(ADDRESS)))
    parts = iter(response.streaming_content)
    assert b"</main>" not in next(parts)
    assert b"1 / 7" in next(parts)
    assert made().count() == 0, "the first step is the department target"
    assert b"2 / 7" in next(parts)
    assert made().count() == 1
    gone(response)


def test_a_reader_who_goes_away_leaves_nothing(signed_in, seed, next_year, gone):
    response = signed_in.post(ADDRESS, offered(signed_in.get(ADDRESS)))
    parts = iter(response.streaming_content)
    for _ in range(4):
        next(parts)
    assert made().count() == 2
    gone(response)
    assert not made().exists()
    assert not DepartmentTarget.objects.filter(fiscal_year=2026).exists()


def test_a_failure_at_the_third_project_leaves_nothing_and_says_so(signed_in, seed, next_year, monkeypatch, caplog):
    calls = []

    def fails(project, *args):
        calls.append(project)
        if len(calls) == 3:
            raise RuntimeError
        return store(project, *args)

    store = rolling.store_declaration
    monkeypatch.setattr(rolling, "store_declaration", fails)
    html = copied(signed_in)
    assert "没有写入任何内容" in html
    assert "撤销复制" not in html
    assert html.endswith("</html>\n")
    assert not made().exists()
    assert "broke off" in caplog.text


def test_what_is_refused_comes_back_as_it_was_typed(signed_in, seed, next_year):
    data = offered(signed_in.get(ADDRESS)) | {"project": [], "part": [], "to:2025年工作计划": "来年的计划"}
    html = page_of(signed_in.post(ADDRESS, data))
    assert "至少勾选" in html
    assert "来年的计划" in html
    assert f'id="project-{seed[0].pk}">' in html, "it stays unticked"


def test_an_empty_replacement_is_told_beside_it(signed_in, seed, next_year):
    html = page_of(signed_in.post(ADDRESS, offered(signed_in.get(ADDRESS)) | {"to:2025年工作计划": ""}))
    assert "请填写替换后的文字" in html
    assert not made().exists()


def test_a_closed_window_is_said_and_refused(signed_in, seed):
    FiscalYearFactory(year=2026, entry_closes=timezone.localdate() - datetime.timedelta(1))
    response = signed_in.get(ADDRESS)
    assert "2026 年度的填报已于" in page_of(response)
    assert "2026 年度的填报已于" in page_of(signed_in.post(ADDRESS, offered(response)))
    assert not made().exists()


def test_without_a_next_year_it_says_who_creates_it(signed_in, seed):
    assert "须由管理员先建立" in page_of(signed_in.get(ADDRESS))
    assert "须由管理员先建立" in page_of(signed_in.post(ADDRESS, {"project": seed[0].pk}))
    assert signed_in.get("/years/2031/roll-forward").status_code == 404


def test_categories_the_next_year_lacks_are_asked_for_once_and_may_be_left_out(signed_in, seed):
    FiscalYearFactory(year=2026, framework=Framework.objects.get(name=FRAMEWORK_2021))
    assert "产出指标 › 成本指标" in page_of(signed_in.get(ADDRESS))
    copied(signed_in, **{"place:产出指标 › 成本指标": ""})
    rows = made().first().indicators.values_list("category__parent__name", flat=True)
    assert len(rows) == 5
    assert "成本指标" not in rows


def test_the_drafts_are_undone_by_the_button_on_the_result(signed_in, seed, next_year):
    token = re.search(r'name="made" value="([^"]+)"', copied(signed_in))[1]
    undo = reverse("undo-roll-forward", args=[2025])
    html = page_of(signed_in.post(undo, {"made": token}, follow=True))
    assert "已撤销复制，删除草稿 7 份" in html
    assert not made().exists()
    assert Project.objects.count() == 6


@pytest.mark.parametrize("token", ["", "made up", None])
def test_a_list_that_is_not_signed_or_anothers_undoes_nothing(signed_in, seed, next_year, client, unit, token):
    real = re.search(r'name="made" value="([^"]+)"', copied(signed_in))[1]
    if token is None:
        client.force_login(member(Role.STAFF, unit, username="colleague"))
    undo = reverse("undo-roll-forward", args=[2025])
    html = page_of(client.post(undo, {"made": real if token is None else token}, follow=True))
    assert "撤销凭据无效或已过期" in html
    assert made().count() == 6


def test_one_of_several_units_is_chosen(signed_in, unit, next_year):
    below = DepartmentFactory(code="326001001")
    ProjectFactory(department=unit, name="本级的")
    ProjectFactory(department=below, name="下级的")
    html = page_of(signed_in.get(ADDRESS, {"unit": below.code}))
    assert "下级的" in html
    assert "本级的" not in html
    assert signed_in.get(ADDRESS, {"unit": "401"}).status_code == 403


def test_the_preview_asks_as_often_for_many_projects(signed_in, unit, next_year, django_assert_num_queries):
    def cost(rows):
        while Project.objects.count() < rows:
            ProjectFactory(department=unit)
        with django_assert_num_queries(16):
            signed_in.get(ADDRESS)

    cost(3)
    cost(6)


def test_the_start_page_leads_here_from_the_year_in_view_or_the_one_before(signed_in, unit, next_year):
    FiscalYear.objects.get_or_create(year=2025, defaults={"framework": next_year.framework})
    start = reverse("start")
    assert f'href="{ADDRESS}"' in page_of(signed_in.get(start, {"year": 2026}))
    assert "roll-forward" not in page_of(signed_in.get(start, {"year": 2025}))
    ProjectFactory(department=unit)
    assert f'href="{ADDRESS}"' in page_of(signed_in.get(start, {"year": 2025}))


def test_the_start_page_speaks_of_the_next_year_once_there_is_one_or_something_is_approved(signed_in, unit):
    project = ProjectFactory(department=unit)
    assert "roll-forward" not in page_of(signed_in.get(reverse("start")))
    Project.objects.filter(pk=project.pk).update(status=Status.APPROVED)
    assert f'href="{ADDRESS}"' in page_of(signed_in.get(reverse("start")))
