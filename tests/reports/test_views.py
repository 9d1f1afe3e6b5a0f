"""The form and the document, on the screen and as files."""

from dataclasses import replace
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from reports import rendering
from targets.models import Project, Status
from targets.services.importing import import_reading
from tests.factories import DepartmentFactory, ProjectFactory, fill

pytestmark = pytest.mark.django_db


def test_the_project_page_is_the_official_form(client, staff, seed):
    client.force_login(staff)
    html = client.get(seed[3].get_absolute_url()).content.decode()
    for text in (
        "4.乡村振兴社区管理事务经费绩效目标表",
        "单位：万元",
        "≥95人",
        "≤1.67万元",
        "10月底",
        "15.00",
        "单位实际人数",
    ):
        assert text in html


def test_the_page_has_no_inline_style_or_script(client, staff, seed):
    client.force_login(staff)
    for address in (
        reverse("start"),
        reverse("projects"),
        seed[0].get_absolute_url(),
        reverse("document", args=[2025, "326001"]),
    ):
        html = client.get(address).content.decode()
        assert " style=" not in html
        assert "<script" not in html


def test_the_pdf_of_a_project_is_named_after_it(client, staff, seed):
    client.force_login(staff)
    response = client.get(reverse("project-pdf", args=[seed[4].pk]))
    assert response["Content-Type"] == "application/pdf"
    assert "filename*=utf-8''2025-13060525P00465510001H-" in response["Content-Disposition"]
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)
    assert "<自收自支>" in text
    assert "27.68" in text


def test_the_document_page_shows_part_one_and_every_table(client, staff, seed):
    client.force_login(staff)
    html = client.get(reverse("document", args=[2025, "326001"])).content.decode()
    assert "（八）加快全面提升乡村振兴战略。" in html
    assert "891.08" in html
    for project in seed:
        assert f'id="project-{project.pk}"' in html


def test_a_long_document_comes_in_pages(client, staff, unit):
    for number in range(1, 24):
        ProjectFactory(department=unit, number=number)
    client.force_login(staff)
    address = reverse("document", args=[2025, "326001"])
    assert "第 1 至 20 个" in client.get(address).content.decode()
    last = client.get(address, {"page": 2}).content.decode()
    assert ">23.项目" in last


def test_a_departments_document_numbers_the_tables_of_all_its_units(client, head):
    for code in ("326002", "326001"):
        ProjectFactory(department=DepartmentFactory(code=code), number=1, name=f"项目{code}")
    client.force_login(head)
    html = client.get(reverse("document", args=[2025, "326"])).content.decode()
    assert "1.项目326001绩效目标表" in html
    assert "2.项目326002绩效目标表" in html


def test_an_auditor_reads_the_numbers_the_forms_themselves_have(client, auditor, seed):
    Project.objects.filter(number__in=(1, 2)).update(status=Status.DRAFT, edition_in_force=None)
    client.force_login(auditor)
    html = client.get(reverse("document", args=[2025, "326001"])).content.decode()
    assert "4.乡村振兴社区管理事务经费绩效目标表" in html
    assert "1.社区党组织" not in html


@pytest.mark.slow
def test_the_documents_pdf_has_both_parts(client, staff, seed):
    client.force_login(staff)
    response = client.get(reverse("document-pdf", args=[2025, "326001"]))
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)
    assert "第一部分" in text
    assert "第二部分" in text
    assert "655.40" in text


def test_a_document_without_part_one_says_so(client, staff, seed_reading):
    import_reading(replace(seed_reading, target=None), year=2025, published=True)
    client.force_login(staff)
    assert "尚未填报部门整体绩效目标" in client.get(reverse("document", args=[2025, "326001"])).content.decode()


def test_the_number_of_queries_of_a_page_is_flat(client, staff, unit, django_assert_num_queries):
    client.force_login(staff)

    def cost(rows):
        while Project.objects.count() < rows:
            fill(ProjectFactory(department=unit, status=Status.DRAFT))
        with django_assert_num_queries(12):
            client.get(reverse("document", args=[2025, "326001"]))

    cost(5)
    cost(10)


def test_without_fonts_a_sentence_says_whom_to_ask(client, staff, seed, settings, tmp_path):
    settings.FONT_DIR = tmp_path
    rendering._set_up.cache_clear()
    client.force_login(staff)
    for address in (reverse("project-pdf", args=[seed[0].pk]), reverse("document-pdf", args=[2025, "326001"])):
        answer = client.get(address)
        assert answer.status_code == 503
        assert "prepare_fonts" in answer.content.decode()


def test_findings_stand_beside_the_form_with_place_and_way_out(client, staff, seed):
    client.force_login(staff)
    html = client.get(seed[3].get_absolute_url()).content.decode()
    assert "满意度指标 › 服务对象满意度指标 › 工作人员满意度 › 指标值" in html
    assert "<del>≥95人</del> → <ins>≥95%</ins>" in html


def test_text_shared_with_another_table_of_the_unit_is_found(client, staff, seed):
    client.force_login(staff)
    findings = client.get(seed[4].get_absolute_url()).context["findings"]
    assert [row.finding.path for row in findings.placed if "经费（社工）" in row.finding.message] == [("goals", 0)]


def test_a_finding_never_names_a_draft_to_an_auditor(client, auditor, seed):
    Project.objects.filter(number=6).update(status=Status.DRAFT)
    client.force_login(auditor)
    findings = client.get(seed[4].get_absolute_url()).context["findings"]
    assert not [row for row in findings.placed if "经费（社工）" in row.finding.message]


def test_findings_cost_a_fixed_number_of_queries(client, staff, unit, django_assert_num_queries):
    client.force_login(staff)

    def cost(neighbours):
        while Project.objects.count() <= neighbours:
            project = fill(ProjectFactory(department=unit))
        with django_assert_num_queries(15):  # two of them for its way through review
            client.get(project.get_absolute_url())

    cost(5)
    cost(15)
