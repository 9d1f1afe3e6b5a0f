"""A finding is marked in the cell it speaks of, and leads to the panel and back."""

import re

import pytest
from django.urls import reverse
from hypothesis import given

from reports.form import build_form
from reports.marks import Marks
from reports.rendering import render_project_html
from targets.checks.engine import Finding, Severity, check
from targets.findings import PlacedFinding
from targets.models import Project, Status
from tests.reports.samples import declaration, indicator
from tests.strategies import declarations

CELL = re.compile(r'<t[dh][^>]*>((?:(?!</t[dh]>).)*?)<a class="mark ([a-z -]+)" id="mark-([^"]+)" href="#([^"]+)"')


@pytest.fixture
def draft(seed):
    Project.objects.filter(pk=seed[3].pk).update(status=Status.DRAFT)
    return Project.objects.get(pk=seed[3].pk)


def found(path, severity=Severity.WARNING, message="不妥。"):
    return PlacedFinding(Finding("some-rule", severity, path, message), "某处")


def marked(html):
    """(text of the cell, kind, name, what it leads to) of each mark."""
    return CELL.findall(html)


CELLS = [
    (("code",), "code"),
    (("purpose",), "purpose"),
    (("funds", "fiscal"), "funds.fiscal"),
    (("funds",), "funds"),
    (("checkpoints", 2, "amount"), "checkpoints.2"),
    (("checkpoints", 2), "checkpoints.2"),
    (("checkpoints",), "checkpoints"),
    (("goals", 0), "goals.0"),
    (("goals", 1), "goals"),
    (("indicators", 3, "value"), "indicators.3.value"),
    (("indicators", 3), "indicators.3.name"),
    (("indicators", 1, "level_two"), "indicators.0.level_two"),
    (("indicators", 2, "level_one"), "indicators.0.level_one"),
    (("indicators", 9, "value"), "indicators"),
    (("indicators",), "indicators"),
    (("unit", "name"), "title"),
    ((), "title"),
]


@pytest.mark.parametrize(("path", "cell"), CELLS)
def test_a_place_is_marked_at_the_nearest_cell_there_is(path, cell):
    rows = (indicator(), indicator(), indicator(two="质量指标"), indicator("满意度指标", "服务对象满意度指标"))
    assert build_form(declaration(indicators=rows)).cell(path) == cell


def test_a_cell_has_one_mark_for_all_that_is_said_of_it_the_gravest_first():
    said = [found(("purpose",), Severity.ERROR, "甲。"), found(("code",)), found(("purpose",), message="乙。")]
    marks = Marks(build_form(declaration()), said, [found(("purpose",), message="丙。")])
    mark = marks.at("purpose")
    assert (mark.kind, mark.target) == ("error", "finding-1")
    assert mark.text == "错误：甲。\n提醒：乙。\n已说明理由：丙。"
    assert (marks.at("code").kind, marks.at("code").target) == ("warning", "finding-2")
    assert marks.at("name") is None


def test_the_cell_leads_to_the_finding_and_the_finding_back(client, staff, draft):
    client.force_login(staff)
    html = client.get(draft.get_absolute_url()).content.decode()
    (value,) = [mark for mark in marked(html) if mark[0] == "≥95人"]
    assert value[1:3] == ("warning", "indicators.5.value")
    assert f'id="{value[3]}"' in html
    assert 'href="#mark-indicators.5.value"' in html
    assert (
        html.count("提醒：“工作人员满意度”应以百分比衡量，指标值却是“≥95人”。") == 2
    )  # in the title and to be read out


@pytest.mark.slow
def test_every_finding_of_the_page_leads_to_a_mark_that_is_there(client, staff, seed):
    Project.objects.update(status=Status.DRAFT)
    Project.objects.filter(pk=seed[0].pk).update(purpose="", code="x")
    client.force_login(staff)
    for number, project in enumerate(seed):
        html = client.get(project.get_absolute_url()).content.decode()
        links = set(re.findall(r'href="#(mark-[^"]+)"', html))
        assert links or number == 1  # of the second table nothing is said
        assert links == set(re.findall(r'id="(mark-[^"]+)"', html))
        assert set(re.findall(r'href="#(finding-\d+)"', html)) <= set(re.findall(r'id="(finding-\d+)"', html))


def test_what_is_kept_with_a_reason_stays_marked_quietly(client, staff, draft):
    client.force_login(staff)
    page = client.get(draft.get_absolute_url())
    (row,) = [row for row in page.context["findings"].placed if row.finding.value == "≥95人"]
    data = {"rule": row.finding.rule, "path": "indicators.5.value", "value": "≥95人", "reason": "按在编人数统计"}
    html = client.post(reverse("keep", args=[draft.pk]), data, follow=True).content.decode()
    assert ("≥95人", "kept", "indicators.5.value", "kept-1") in marked(html)
    assert 'id="kept-1"' in html


def test_paper_and_the_departments_document_have_no_marks(client, staff, seed, seed_reading):
    client.force_login(staff)
    for html in (
        render_project_html(seed_reading.projects[3]),
        client.get(reverse("document", args=[2025, "326001"])).content.decode(),
    ):
        assert "≥95人</td>" in html
        assert 'class="mark' not in html


@given(declarations())
def test_all_that_the_rules_say_of_any_table_can_be_marked(declared):
    form = build_form(declared)
    rows = [PlacedFinding(finding, "") for finding in check(declared)]
    marks = Marks(form, rows)
    assert all(marks.at(form.cell(row.finding.path)) for row in rows)
