"""The page that begins a project: three beginnings, nothing typed is lost, works by buttons alone."""

import datetime

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from indicators.models import Framework, LibraryIndicator
from targets.models import Indicator, Project, Status
from tests.factories import FRAMEWORK_2021, DepartmentFactory, FiscalYearFactory, ProjectFactory, approved, fill

pytestmark = pytest.mark.django_db
NEW = "/projects/new"


@pytest.fixture
def year():
    return FiscalYearFactory(year=2026)


@pytest.fixture
def library(year):
    call_command("loaddata", "library.json", verbosity=0)


@pytest.fixture
def signed_in(client, staff):
    client.force_login(staff)
    return client


def send(client, **data):
    return client.post(NEW, {"unit": "326001", "year": "2026", "name": "新项目", "begin": "empty"} | data)


def page_of(response):
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_project_has_the_years_months_and_opens_in_the_editor(signed_in, year):
    response = send(signed_in, create="1", code="K1")
    project = Project.objects.get()
    assert response["Location"] == reverse("edit", args=[project.pk])
    assert (project.name, project.code, project.status) == ("新项目", "K1", Status.DRAFT)
    assert [(row.month, row.amount) for row in project.checkpoints.all()] == [(m, None) for m in (3, 6, 10, 12)]


def test_everything_typed_comes_back_with_what_is_wrong(signed_in, year):
    ProjectFactory(fiscal_year=year, code="K1")
    response = send(signed_in, create="1", code="K1", name="带 <引号> 的项目")
    assert "code" in response.context["form"].errors, "it stands beside the field"
    html = page_of(response)
    assert "该年度已有此编码的项目" in html
    assert "带 &lt;引号&gt; 的项目" in html
    assert 'value="K1"' in html
    html = page_of(send(signed_in, create="1", code="K2", name=""))
    assert 'value="K2"' in html
    assert Project.objects.count() == 1


def test_a_name_that_cannot_be_seen_is_none(signed_in, year):
    assert "这个字段是必填项" in page_of(send(signed_in, create="1", name="\u200b\u200b"))
    assert "U+202E" in page_of(send(signed_in, create="1", code="K\u202e1"))


def test_another_beginning_is_shown_without_finding_fault(signed_in, library):
    html = page_of(send(signed_in, show="library", name=""))
    assert "这个字段是必填项" not in html
    assert "培训人次" in html


def test_the_open_years_come_first_and_a_closed_one_is_refused(signed_in, year):
    FiscalYearFactory(year=2027, entry_closes=timezone.localdate() - datetime.timedelta(1))
    FiscalYearFactory(year=2025)
    form = signed_in.get(NEW).context["form"]
    assert [value for value, _ in form.fields["year"].choices] == [2026, 2025, 2027]
    html = page_of(send(signed_in, create="1", year="2027"))
    assert "2027 年度的填报已于" in html
    assert not Project.objects.exists()


def test_the_unit_is_chosen_only_when_there_are_several(signed_in, unit, year):
    assert 'type="hidden" name="unit"' in page_of(signed_in.get(NEW))
    below = DepartmentFactory(code="326001001")
    DepartmentFactory(code="326002")
    units = signed_in.get(NEW).context["page"].units
    assert list(units) == [unit, below]
    send(signed_in, create="1", unit="326001001")
    assert Project.objects.get().department == below
    assert send(signed_in, create="1", unit="326002").status_code == 200, "not a choice of theirs"
    assert Project.objects.count() == 1


def test_chosen_library_indicators_become_rows(signed_in, library):
    chosen = LibraryIndicator.objects.filter(category__framework__name="2015年指标体系")[:3]
    send(signed_in, create="1", begin="library", picks=[row.pk for row in chosen])
    rows = Project.objects.get().indicators.all()
    assert {(row.category, row.name, row.value.text, row.basis) for row in rows} == {
        (row.category, row.name, row.value.text, row.basis) for row in chosen
    }


def test_all_none_or_one_of_each_required_category_are_ticked_by_a_button(signed_in, library):
    def picked(how):
        return send(signed_in, begin="library", **{"tick-library": how}).context["page"].picked

    assert len(picked("all")) == LibraryIndicator.objects.filter(category__framework__name="2015年指标体系").count()
    assert picked("none") == set()
    names = set(LibraryIndicator.objects.filter(pk__in=picked("required")).values_list("category__name", flat=True))
    assert {"数量指标", "质量指标", "时效指标", "成本指标", "服务对象满意度指标"} <= names
    assert len(picked("required")) == 6


def test_ticks_for_another_framework_do_not_count(signed_in, library):
    FiscalYearFactory(year=2027, framework=Framework.objects.get(name=FRAMEWORK_2021))
    pick = LibraryIndicator.objects.filter(category__framework__name="2015年指标体系").first()
    html = page_of(send(signed_in, create="1", year="2027", begin="library", picks=[pick.pk]))
    assert "请至少勾选一项指标" in html
    assert "经济成本指标" in html


def test_a_project_is_found_across_years_and_copied_with_its_years_moved(signed_in, seed, year):
    found = send(signed_in, show="copy", q="社区 工作").context["page"].results
    assert seed[1] in found
    page = send(signed_in, begin="copy", source=seed[1].pk, name="").context["page"]
    assert page.form.initial["name"] == seed[1].name
    sent = {f"to:{row.phrase.text}": row.typed for row in page.adaptation.years}
    ticks = [row.phrase.text for row in page.adaptation.years if row.ticked]
    assert "2025年工作计划" in ticks
    sent["to:2025年工作计划"] = "明年的计划"
    send(signed_in, create="1", begin="copy", source=seed[1].pk, adapting=page.adapting, tick=ticks, **sent)
    copy = Project.objects.get(fiscal_year=2026)
    assert (copy.name, copy.code, copy.budget) == ("新项目", "", seed[1].budget)
    texts = "".join(copy.indicators.values_list("basis", flat=True)) + "".join(
        copy.indicators.values_list("description", flat=True)
    )
    assert "明年的计划" in texts
    assert "2025" not in texts


def test_an_empty_replacement_comes_back_with_a_sentence(signed_in, seed, year):
    page = send(signed_in, begin="copy", source=seed[1].pk).context["page"]
    given = {"begin": "copy", "source": seed[1].pk, "adapting": page.adapting, "create": "1"}
    html = page_of(send(signed_in, tick="2025年工作计划", **{"to:2025年工作计划": " "}, **given))
    assert "请填写替换后的文字" in html
    assert not Project.objects.filter(fiscal_year=2026).exists()


def test_only_what_the_user_may_read_is_found_and_copied(signed_in, year):
    other = fill(ProjectFactory(name="外单位的"))
    assert send(signed_in, show="copy", q="外单位").context["page"].results == []
    html = page_of(send(signed_in, create="1", begin="copy", source=other.pk))
    assert "请选择要复制的项目" in html
    assert not Project.objects.filter(fiscal_year=2026).exists()


def test_many_projects_are_searched_not_listed(signed_in, unit, year, django_assert_max_num_queries):
    for number in range(25):
        ProjectFactory(department=unit, name=f"批量{number}")
    with django_assert_max_num_queries(14):
        html = page_of(send(signed_in, show="copy"))
    assert html.count("复制此项目") == 20
    assert "请按编码或名称查找" in html


def test_switching_between_beginnings_keeps_what_was_chosen(signed_in, library, seed):
    pick = LibraryIndicator.objects.filter(category__framework__name="2015年指标体系").first()
    chosen = {"picks": [pick.pk], "source": seed[1].pk, "tick": "2025年工作计划", "to:2025年工作计划": "来年的计划"}
    html = page_of(send(signed_in, show="empty", begin="copy", adapting=f"{seed[1].pk}-2026", **chosen))
    for name, value in {**chosen, "picks": pick.pk}.items():
        assert f'<input type="hidden" name="{name}" value="{value}">' in html
    html = page_of(send(signed_in, show="copy", begin="empty", adapting=f"{seed[1].pk}-2026", **chosen))
    assert html.count("来年的计划") == 1
    assert f'type="hidden" name="picks" value="{pick.pk}"' in html


def test_without_a_year_it_says_who_has_to_create_one(signed_in):
    assert "管理员" in page_of(signed_in.get(NEW))


def test_a_draft_is_deleted_after_a_question(signed_in, unit):
    project = fill(ProjectFactory(department=unit, name="写错的"))
    address = reverse("delete-project", args=[project.pk])
    html = page_of(signed_in.get(address))
    assert "写错的" in html
    assert "指标 1 项" in html
    assert Indicator.objects.exists()
    response = signed_in.post(address, follow=True)
    assert "已删除草稿“写错的”" in page_of(response)
    assert not Project.objects.exists()


def test_what_was_submitted_before_is_not_deleted_and_says_so(signed_in, unit):
    project = ProjectFactory(department=unit, status=Status.RETURNED, submitted_at=timezone.now())
    address = reverse("delete-project", args=[project.pk])
    assert "曾经送审" in page_of(signed_in.post(address, follow=True))
    asked = page_of(signed_in.get(address))
    assert "曾经送审" in asked
    assert "btn-danger" not in asked
    assert address not in page_of(signed_in.get(project.get_absolute_url()))
    never = ProjectFactory(department=unit)
    assert reverse("delete-project", args=[never.pk]) in page_of(signed_in.get(never.get_absolute_url()))
    approved(never)
    Project.objects.filter(pk=never.pk).update(status=Status.DRAFT)
    assert "已有批复版本" in page_of(signed_in.get(reverse("delete-project", args=[never.pk])))


def test_the_lists_lead_here_for_those_who_enter(client, staff, head, year):
    for user, leads in ((staff, True), (head, False)):
        client.force_login(user)
        for address in (reverse("projects"), reverse("start")):
            assert (f'href="{NEW}?year=2026"' in page_of(client.get(address))) == leads


def test_the_year_one_came_from_stands_there_and_says_so_when_it_is_closed(signed_in, year):
    FiscalYearFactory(year=2025)
    FiscalYearFactory(year=2027, entry_closes=timezone.localdate() - datetime.timedelta(1))
    html = page_of(signed_in.get(f"{NEW}?year=2027"))
    assert '<option value="2027" selected>2027（填报已截止）</option>' in html
    assert "2027 年度的填报已于" in html
    assert '<option value="2025" selected>' in page_of(signed_in.get(f"{NEW}?year=2025"))
