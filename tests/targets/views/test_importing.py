"""The pages of an import: what is refused before it is read, what is shown, and how much that costs."""

import csv
import io
import re
import zipfile

import pytest
from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import reverse

from perfbudget.busy import bad_request
from reports.models import Download
from targets.access import Role
from targets.forms import importing
from targets.models import Import, ImportState, Project, Status
from targets.readers.opening import sift_file
from tests.conftest import SEED
from tests.factories import DepartmentFactory, FiscalYearFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(client, staff):
    """Send files through the form; the answer."""
    client.force_login(staff)
    FiscalYearFactory()

    def sent(*files, **fields):
        uploads = [SimpleUploadedFile(name, content) for name, content in files]
        return client.post(reverse("new-import"), {"year": 2025, "file": uploads} | fields, follow=True)

    return sent


def text_of(response):
    return response.content.decode()


def test_what_cannot_be_sent_is_refused_in_a_sentence(send, monkeypatch):
    monkeypatch.setattr(importing, "LARGEST", 100)
    monkeypatch.setattr(importing, "ALTOGETHER", 150)
    monkeypatch.setattr(importing, "MOST", 2)
    small = b"x" * 80
    for files, words in [
        ([], "这个字段是必填项"),
        ([("a.txt", b"x" * 101)], "“a.txt”超过"),
        ([("a.txt", small), ("b.txt", small)], "合计超过"),
        ([("a.txt", b"x")] * 3, "最多导入 2 个文件"),
    ]:
        answer = send(*files)
        assert answer.status_code == 422
        assert words in text_of(answer), words
    assert send(("a.txt", small), year=2031).status_code == 422
    assert send(("a.txt", small), unit="401001").status_code == 422
    assert not Import.objects.exists()


def test_the_limits_stand_beside_the_field_and_hold_for_far_too_many_files_too(send, client):
    assert "PDF 每个不超过 20 MB，CSV、文本和 JSON 每个不超过 10 MB；一次最多 50 个文件" in text_of(
        client.get(reverse("new-import"))
    )
    answer = send(*[("a.txt", b"x")] * 101)
    assert answer.status_code == 422
    assert '<div class="wrong" role="alert">一次最多导入 50 个文件' in text_of(answer)
    page = bad_request(RequestFactory().post("/"), TooManyFilesSent())
    assert (page.status_code, "分几次导入" in text_of(page)) == (413, True)


def test_hostile_files_get_their_sentence_and_the_good_one_is_shown(send):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + b" " * 3_000_000)
    answer = send(("炸弹.docx", bomb.getvalue()), ("空.txt", b""), ("../../表.txt", SEED.read_bytes()))
    html = text_of(answer)
    assert "“炸弹.docx”无法读取" in html
    assert "文件是空的" in html
    assert "社区党组织服务群众专项经费" in html
    assert "7</span>" in html
    assert "../" not in html
    assert not Project.objects.exists()


def test_a_file_that_does_not_name_its_unit_takes_the_only_one_or_the_chosen(send, client, unit, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "targets.services.imports.sift_file", lambda *a, unit, **k: asked.append(unit) or sift_file(*a, **k)
    )
    send(("a.txt", SEED.read_bytes()))
    other = DepartmentFactory(code="401001")
    person = member(Role.STAFF, other)
    person.memberships.create(role=Role.STAFF, department=unit)
    client.force_login(person)
    send(("a.txt", SEED.read_bytes()), unit="401001")
    send(("a.txt", SEED.read_bytes()))
    assert [each and each.code for each in asked] == ["326001", "401001", None]


def test_ticks_decide_and_the_note_of_a_refusal_is_shown(send, client, staff):
    page = send(("表.txt", SEED.read_bytes()))
    upload = Import.objects.get()
    first = upload.items.filter(kind="project").first()
    address = reverse("take-import", args=[upload.pk])
    assert "至少勾选" in text_of(client.post(address, {"item": ["x", "9" * 30]}, follow=True))
    done = text_of(client.post(address, {"item": [first.pk]}, follow=True))
    assert "已全部导入" in done
    assert done.count("未导入") == 6
    assert Project.objects.get().name == first.name
    Project.objects.update(status=Status.SUBMITTED)
    undone = text_of(client.post(reverse("undo-import", args=[upload.pk]), follow=True))
    assert "没有撤销" in undone
    assert first.name in undone
    assert page.status_code == 200


def test_what_is_in_error_comes_first_with_each_place_and_can_be_taken_along(send, client, auditor):
    text = SEED.read_text(encoding="utf-8").replace("\t30.00\n", "\t=三十\n", 1)
    html = text_of(send(("表.txt", text.encode()), ("坏.txt", b"x")))
    upload = Import.objects.get()
    wrong = upload.items.get(outcome="faulty")
    assert 'href="#outcome-faulty">有错误 1</a>' in html
    assert html.index('id="outcome-faulty"') < html.index('id="outcome-new"')
    assert f"{wrong.place[:2]}" in wrong.faults[0]
    assert wrong.faults[0] in html
    assert 'severity-error">1 处错误' in html
    assert html.count('type="checkbox" name="item"') == 6
    assert f'value="{wrong.pk}"' not in html
    answer = client.get(reverse("import-errors", args=[upload.pk]))
    heads, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    assert [row[:4] for row in rows] == [
        ["表.txt", "有错误", wrong.code, wrong.name],
        ["坏.txt", "文件无法读取", "", ""],
    ]
    assert (heads[-1], rows[0][-1]) == ("问题", wrong.faults[0])
    assert Download.objects.get().name.endswith(".csv")
    assert re.search(r">7<div [^>]*>1 份有错误<", text_of(client.get(reverse("imports"))))
    client.force_login(auditor)
    assert client.get(reverse("import-errors", args=[upload.pk])).status_code == 404


def test_what_holds_nothing_to_take_says_so_and_what_is_new_says_how_much_it_is(send, client, staff):
    new = text_of(send(("表.txt", SEED.read_bytes())))
    assert re.search(r"预算 120\.00 万元\s*·\s*绩效目标 1 条\s*·\s*绩效指标 \d+ 项", new)
    assert "分项绩效目标" in new
    upload = Import.objects.get()
    client.post(reverse("take-import", args=[upload.pk]), {"item": list(upload.items.values_list("pk", flat=True))})
    assert "预算 120.00 万元" not in text_of(send(("表.txt", SEED.read_bytes())))
    send(("坏.txt", b"x"))
    rows = re.findall(
        r'<td class="num">(\S+?)</td>.*?<span class="chip (\S+)">(\S+)<',
        text_of(client.get(reverse("imports"))),
        re.DOTALL,
    )
    assert rows == [
        ("—", "import-nothing", "未能读取"),
        ("7", "import-nothing", "无可导入"),
        ("7", "import-taken", "已导入"),
    ]
    gone = client.post(reverse("discard-import", args=[Import.objects.first().pk]), follow=True)
    assert (gone.redirect_chain[0][0], Import.objects.count()) == (reverse("imports"), 2)
    assert "已丢弃" in text_of(gone)


def test_what_is_told_of_others_ends_with_the_role(send, client, staff, seed):
    Project.objects.update(status=Status.DRAFT)
    send(("表.txt", SEED.read_text(encoding="utf-8").replace("12个", "13个").encode()))
    upload = Import.objects.get()
    assert "13个" in text_of(client.get(upload.get_absolute_url()))
    staff.memberships.all().delete()
    assert "13个" not in text_of(client.get(upload.get_absolute_url()))


def test_the_pages_cost_the_same_however_much_there_is(send, client, django_assert_max_num_queries):
    send(("a.txt", SEED.read_bytes()), ("b.txt", SEED.read_bytes()), ("c.txt", b"x"))
    for address in (reverse("imports"), Import.objects.get().get_absolute_url()):
        with django_assert_max_num_queries(12):
            client.get(address)


def test_while_it_is_at_work_the_page_asks_again_and_then_comes_anew(send, client):
    send(("a.txt", SEED.read_bytes()))
    upload = Import.objects.get()
    htmx = {"HX-Request": "true"}
    Import.objects.update(state=ImportState.TAKING)
    asked = client.get(upload.get_absolute_url(), headers=htmx)
    assert "hx-get" in text_of(asked)
    assert "HX-Refresh" not in asked
    assert f'<noscript><p><a href="{upload.get_absolute_url()}">' in text_of(client.get(upload.get_absolute_url()))
    Import.objects.update(heard_at="2020-01-01T00:00:00Z")
    assert "不会重复写入" in text_of(client.get(upload.get_absolute_url()))
    Import.objects.update(state=ImportState.TAKEN)
    assert client.get(upload.get_absolute_url(), headers=htmx)["HX-Refresh"] == "true"
