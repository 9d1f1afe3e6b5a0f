"""Accounts and projects as tables: by the same services as their pages, so that no right and no record is passed by."""

import io

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from openpyxl import load_workbook

from targets.access import Role
from targets.admin.user_table import ROLES
from targets.declaration import Declaration, Unit
from targets.models import Edition, HistoryEntry, Project, Status, User, Verb
from targets.services.correcting import correct_head
from tests.factories import FiscalYearFactory, ProjectFactory, UserFactory, fill
from tests.perfbudget.pages import address, refused
from tests.perfbudget.tables import CSV, XLSX, exported, imported, previewed

pytestmark = pytest.mark.django_db

PEOPLE = "账号,姓名,邮箱,角色,管理员,启用\n"
PROJECTS = "年度,单位代码,序号,项目编码,项目名称,财政资金（万元）,其他资金（万元）,资金用途\n"


def told(answer):
    """What is wrong, as row, column and cell."""
    rows = answer.context["result"].invalid_rows
    return [(row.number, heading, cell) for row in rows for heading, cell, _sentence in row.told]


def test_accounts_come_back_as_they_went_and_no_password_goes_out(admin, staff, head, auditor):
    assert set(ROLES) == {role.label for role in Role}
    assert set(ROLES.values()) == set(Role)
    for kind in (XLSX, CSV):
        content = exported(admin, User, kind)
        assert previewed(admin, User, kind, content).context["result"].totals["skip"] == User.objects.count()
    assert not any(user.password.encode() in content or user.password[:8].encode() in content for user in (staff, head))
    sheet = load_workbook(io.BytesIO(exported(admin, User, XLSX))).active
    rows = [[cell.value for cell in row] for row in sheet]
    assert rows[0] == PEOPLE.strip().split(",")
    assert ["staff", None, None, "经办人 326001", "否", "是"] in rows
    assert ["auditor", None, None, "审计人员 全部部门", "否", "是"] in rows


def test_accounts_are_made_and_changed_by_the_services_of_people(admin, administrator, staff, head):
    head.display_name = "负责人"
    head.save()
    made = "jia,某甲,jia@example.com,经办人 326001；审计人员,,\n"
    rows = f"{made}staff,经办,,部门负责人 326,否,否\nhead,负责人,,部门负责人 326,否,是\n"
    answer = previewed(admin, User, CSV, (PEOPLE + rows).encode())
    html = answer.content.decode()
    assert "<del" in html
    assert "<ins" in html
    assert (answer.context["result"].totals["new"], answer.context["result"].totals["update"]) == (1, 1)
    assert not User.objects.filter(username="jia").exists()
    imported(admin, User, CSV, (PEOPLE + rows).encode())
    assert "尚无密码" in admin.get(address(User, "changelist")).content.decode()
    fresh = User.objects.get(username="jia")
    assert not fresh.has_usable_password()
    assert not fresh.is_superuser
    assert {(row.role, row.department and row.department.code) for row in fresh.memberships.all()} == {
        (Role.STAFF, "326001"),
        (Role.AUDITOR, None),
    }
    staff.refresh_from_db()
    assert (staff.display_name, staff.is_active) == ("经办", False)
    assert staff.check_password("correct horse")
    assert staff.memberships.get().role == Role.HEAD
    messages = LogEntry.objects.filter(user=administrator).values_list("object_id", "change_message")
    assert {key for key, _message in messages} == {str(fresh.pk), str(staff.pk)}
    assert any("→" in message for _key, message in messages)


def test_mistakes_about_accounts_are_named_and_nothing_is_written(admin, administrator, staff, unit):
    rows = [
        "STAFF,某甲,,,,",
        "a b,某乙,,,,",
        "yi,某乙,不是邮箱,,,",
        "bing,某丙,,组长 326001,,",
        "ding,某丁,,经办人,,",
        "wu,某戊,,经办人 999,,",
        "ji,某己,,,也许,",
        "geng,,,,,",
        "administrator,管理,,,否,是",
    ]
    answer = previewed(admin, User, CSV, (PEOPLE + "\n".join(rows)).encode())
    expected = ["STAFF", "a b", "不是邮箱", "组长 326001", "经办人", "经办人 999", "也许", "", ""]
    assert [cell for _row, _column, cell in told(answer)] == expected
    assert [row for row, _column, _cell in told(answer)] == list(range(2, 11))
    refused(answer, "不能取消自己的管理员权限")
    assert User.objects.count() == 2


def test_nobody_but_administrators_reaches_these_tables(client, unit):
    person = UserFactory(is_staff=True)
    client.force_login(person)
    for model in (User, Project):
        for page in ("import", "export"):
            assert client.get(address(model, page)).status_code == 403
            assert client.post(address(model, page), {"format": CSV}).status_code == 403
        assert client.post(address(model, "process_import")).status_code == 403
    project = ProjectFactory(department=unit)
    head = Declaration(year=2025, unit=Unit(code=unit.code, name=""), code="", name="改")
    with pytest.raises(PermissionDenied):
        correct_head(project_id=project.pk, head=head, actor=person)


def test_projects_come_back_as_they_went_whatever_their_texts_begin_with(admin, seed, unit):
    ProjectFactory(department=unit, code="", name="=1+1", purpose="@甲", fiscal_funds=None, number=None)
    ProjectFactory(department=unit, code="", name="+甲", purpose="-1", status=Status.SUBMITTED)
    before = list(Project.objects.order_by("pk").values("version", "name", "purpose", "fiscal_funds", "number"))
    for kind in (XLSX, CSV):
        content = exported(admin, Project, kind)
        result = imported(admin, Project, kind, content)
        assert result.totals["skip"] == 8
    assert list(Project.objects.order_by("pk").values(*before[0])) == before
    cells = [cell for row in load_workbook(io.BytesIO(exported(admin, Project, XLSX))).active for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert not any(str(cell.value).startswith(("=", "+", "-", "@")) for cell in cells)
    only = exported(admin, Project, CSV, "?status__exact=submitted").decode("utf-8-sig")
    assert len(only.splitlines()) == 2


def test_drafts_are_corrected_and_begun_with_history_and_all_their_rows(admin, administrator, unit):
    FiscalYearFactory()
    draft = fill(ProjectFactory(department=unit, status=Status.RETURNED))
    unnamed = ProjectFactory(department=unit, code="", name="无编码项目")
    rows = [
        f"2025,326001,3,{draft.code},新名称,12.345678,,=用途",
        "2025,326001,,13060525P000000000001,无编码项目,10,,",
        "2025,326001,9,13060525P000000000002,新项目,１.５,2,",
    ]
    answer = previewed(admin, Project, CSV, (PROJECTS + "\n".join(rows)).encode())
    assert [row.import_type for row in answer.context["result"].rows] == ["update", "update", "new"]
    assert HistoryEntry.objects.count() == 0
    imported(admin, Project, CSV, (PROJECTS + "\n".join(rows)).encode())
    draft.refresh_from_db()
    assert (draft.name, str(draft.fiscal_funds), draft.purpose, draft.version) == ("新名称", "12.345678", "=用途", 2)
    assert (draft.status, draft.updated_by, draft.indicators.count()) == (Status.RETURNED, administrator, 1)
    unnamed.refresh_from_db()
    assert unnamed.code == "13060525P000000000001"
    fresh = Project.objects.get(code="13060525P000000000002")
    assert (str(fresh.budget), fresh.status) == ("3.50", Status.DRAFT)
    assert [row.month for row in fresh.checkpoints.all()] == [3, 6, 10, 12]
    entries = {entry.key: entry for entry in HistoryEntry.objects.all()}
    assert {key: entry.verb for key, entry in entries.items()} == {
        draft.pk: Verb.CHANGED,
        unnamed.pk: Verb.CHANGED,
        fresh.pk: Verb.BEGUN,
    }
    assert {change["label"] for change in entries[draft.pk].changes} >= {"项目名称", "资金用途"}
    assert all(entry.actor == administrator for entry in entries.values())


def test_nothing_approved_or_in_review_is_changed_by_a_table(admin, seed, unit):
    waiting = ProjectFactory(department=unit, status=Status.SUBMITTED)
    draft = ProjectFactory(department=unit)
    editions = list(Edition.objects.values_list("sha256", flat=True))
    rows = [
        f"2025,326001,1,{seed[0].code},改名,1,,",
        f"2025,326001,,{waiting.code},改名,1,,",
        f"2025,999,,{draft.code},改名,1,,",
        f"2025,326001,十,{draft.code[:-1]}A,甲,一万,-5,",
        "1999,326001,,13060525P000000000009,甲,1,,",
        "2025,326001,,13060525P000000000009,甲\x07,-1,,",
    ]
    answer = previewed(admin, Project, CSV, (PROJECTS + "\n".join(rows)).encode())
    html = answer.content.decode()
    assert f"“{seed[0].name}”已批复，不能在这里修改" in html
    assert f"“{waiting.name}”待审核，不能在这里修改" in html
    assert "U+0007" in html
    found = told(answer)
    assert found[2] == (4, "单位代码", "999")
    assert {(row, cell) for row, _column, cell in found} >= {(5, "十"), (5, "一万"), (6, "1999")}
    fixed = "年度,单位代码,项目编码,项目名称,状态,预算数（万元）,单位名称\n"
    fixed += f"2025,326001,{draft.code},{draft.name},已批复,11,别的\n"
    columns = [column for _row, column, _cell in told(previewed(admin, Project, CSV, fixed.encode()))]
    assert columns == ["单位名称", "预算数（万元）", "状态"]
    assert list(Edition.objects.values_list("sha256", flat=True)) == editions
    assert not HistoryEntry.objects.filter(verb=Verb.CHANGED).exists()
    assert Project.objects.get(pk=seed[0].pk).name == seed[0].name
