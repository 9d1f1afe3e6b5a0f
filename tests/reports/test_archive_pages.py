"""Asking for archives in the browser, and the page that says how far one has come."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.models import Archive, State
from reports.models.archives import PATIENCE, SILENCE, Problem
from targets.models import Edition, FiscalYear, Project
from tests.factories import FiscalYearFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(client, seed, auditor):
    """Ask for an archive as the auditor; which it is, or ``None``, and the page it led to."""
    client.force_login(auditor)

    def post(**fields):
        response = client.post(reverse("ask-archive"), fields, follow=True)
        match = response.resolver_match
        return Archive.objects.get(**match.kwargs) if match.url_name == "archive" else None, response

    return post


def positions(archive):
    return sorted(archive.editions.values_list("position", flat=True))


def test_what_is_ticked_is_asked_for_and_nothing_else(send):
    some = Edition.objects.filter(position__in=(2, 5))
    archive, response = send(ticked="1", edition=[*some.values_list("pk", flat=True), 9**9, "x", "²"])
    assert positions(archive) == [2, 5]
    assert response.request["PATH_INFO"] == reverse("archive", args=[archive.pk])


def test_nothing_ticked_leads_back_to_the_search_with_a_sentence(send):
    archive, response = send(ticked="1", query="year=2025&q=%E7%A4%BE%E5%B7%A5")
    assert archive is None
    assert response.request["QUERY_STRING"] == "year=2025&q=%E7%A4%BE%E5%B7%A5"
    assert "没有选中" in response.content.decode()
    FiscalYearFactory(year=2031)
    archive, response = send(year="2031")
    assert archive is None
    assert "2031 年度还没有批复版本。" in response.content.decode()


def test_what_a_search_finds_is_asked_for_on_all_its_pages(send, client):
    for query in ("q=长期聘用", "state=all", "budget_from=100", "q=没有这样的"):
        found = client.get(f"{reverse('editions')}?{query}").context["table"].totals["count"]
        archive, _ = send(found="1", query=query)
        assert (len(positions(archive)) if archive else 0) == found, query
    archive, _ = send(found="1", query="q=长期聘用")
    assert "长期聘用" in archive.title
    assert send(found="1", query="approved_from=gestern")[0] is None, "what the list refuses finds nothing"


def test_a_year_and_a_book_are_what_is_in_force(send, unit):
    year = FiscalYear.objects.get()
    whole, _ = send(year=year.pk)
    book, _ = send(year=year.pk, department="326001")
    assert positions(whole) == positions(book) == list(range(1, 8))
    assert (whole.title, book.title) == ("2025年 全部单位批复文本", f"2025年 326001 {unit.name} 批复文本")
    first = Project.objects.first()
    Project.objects.filter(pk=first.pk).update(edition_in_force=None)
    assert len(positions(send(year=year.pk)[0])) == 6
    assert [send(year=each)[0] for each in ("1999", "x")] == [None, None]


def page_of(client, auditor, **fields):
    fields = {"title": "全部", "total": 1000, "asked_for": f"{Archive.objects.count():064}"} | fields
    archive = Archive.objects.create(asked_by=auditor, **fields)
    return client.get(reverse("archive", args=[archive.pk])).content.decode()


def test_the_page_says_how_far_it_has_come_and_asks_again(client, auditor):
    client.force_login(auditor)
    html = page_of(client, auditor, state=State.WORKING, done=312)
    assert "已完成 312 / 1000" in html
    assert '<progress id="bar" max="1000" value="312">' in html
    assert 'hx-trigger="every 1s"' in html
    assert f'<noscript><p><a href="{reverse("archive", args=[Archive.objects.get().pk])}">' in html
    part = client.get(reverse("archive", args=[Archive.objects.get().pk]), headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith('<div id="progress"')
    done = page_of(client, auditor, state=State.FAILED, problem=Problem.NO_ROOM)
    assert "磁盘空间不足" in done
    assert "hx-get" not in done
    assert "<noscript>" not in done


def test_the_page_says_when_nobody_is_at_it(client, auditor, monkeypatch):
    client.force_login(auditor)
    now, restart = timezone.now(), "重新开始</button>"
    fields = {"total": 0, "asked_for": "x"}  # what is empty may be read by everybody
    silent = page_of(client, auditor, state=State.WORKING, heard_at=now - SILENCE - timedelta(seconds=1), **fields)
    assert "已中断" in silent
    assert restart in silent
    Archive.objects.all().delete()
    late = {"heard_at": now - PATIENCE - timedelta(seconds=1)} | fields
    assert "等待时间较长" in page_of(client, auditor, **late)
    Archive.objects.all().delete()
    monkeypatch.setattr("reports.views.archives.is_stopped", lambda: True)
    assert "后台任务未运行，请联系管理员" in page_of(client, auditor, **late)
    Archive.objects.all().delete()
    fresh = page_of(client, auditor, **fields)
    assert "后台任务未运行" not in fresh
    assert restart not in fresh


def test_one_sees_ones_own_and_where_to_start(client, auditor, staff, django_assert_max_num_queries):
    client.force_login(auditor)
    assert "还没有批量下载" in client.get(reverse("archives")).content.decode()
    for number in range(12):
        Archive.objects.create(asked_by=auditor, title=f"第{number}个", asked_for=str(number), total=1)
    Archive.objects.create(asked_by=staff, title="别人的", asked_for="x", total=1)
    with django_assert_max_num_queries(14):
        html = client.get(reverse("archives")).content.decode()
    assert html.count("等待中") == 12
    assert "别人的" not in html
