"""Taking a suggestion with one click, and putting it back."""

import re

import pytest
from django.urls import reverse

from targets.models import Project, Status
from tests.factories import category

pytestmark = pytest.mark.django_db

PATH = "indicators.5.value"


@pytest.fixture
def draft(seed, invented):
    """Table 4 of the seed as a draft; ``in-heads`` speaks of one of its values."""
    Project.objects.filter(pk=seed[3].pk).update(status=Status.DRAFT)
    return Project.objects.get(pk=seed[3].pk)


@pytest.fixture
def take(client, draft):
    def post(user, path=PATH, value="≥95人", rule="in-heads"):
        client.force_login(user)
        data = {"rule": rule, "path": path, "value": value}
        return client.post(reverse("take", args=[draft.pk]), data, follow=True)

    return post


def value(draft):
    return draft.indicators.get(position=6).value


def token(response):
    found = re.search(r'name="taken" value="([^"]+)"', response.content.decode())
    return found and found[1]


def test_one_click_takes_the_suggestion(take, staff, draft):
    page = take(staff).content.decode()
    assert value(draft).text == "≥95%"
    assert value(draft).is_ratio
    assert "<del>≥95人</del> → <ins>≥95%</ins>" in page
    assert 'value="in-heads"' in page  # the other finding of the table still stands


def test_it_says_once_what_was_taken(take, staff, client, draft):
    take(staff)
    assert token(client.get(draft.get_absolute_url())) is None


def test_undo_puts_the_old_value_back(take, staff, client, draft):
    given = token(take(staff))
    page = client.post(reverse("undo", args=[draft.pk]), {"taken": given}, follow=True).content.decode()
    assert value(draft).text == "≥95人"
    assert "≥95% → ≥95人" in page


def test_undo_leaves_what_somebody_changed_since(take, staff, client, draft):
    given = token(take(staff))
    row = draft.indicators.get(position=6)
    row.value = type(row.value).parse("≥98%")
    row.save()
    page = client.post(reverse("undo", args=[draft.pk]), {"taken": given}, follow=True).content.decode()
    assert value(draft).text == "≥98%"
    assert "“≥98%”" in page


def test_undo_takes_only_what_the_site_signed_for_this_project(take, staff, client, draft, seed):
    given = token(take(staff))
    Project.objects.filter(pk=seed[2].pk).update(status=Status.DRAFT)
    for pk, sent in [(draft.pk, given[:-1]), (draft.pk, ""), (seed[2].pk, given)]:
        client.post(reverse("undo", args=[pk]), {"taken": sent})
    assert value(draft).text == "≥95%"
    assert not Project.objects.get(pk=seed[2].pk).indicators.filter(value__text="≥95人", position=6).exists()


def test_a_double_click_takes_once_and_says_so(take, staff, draft):
    take(staff)
    page = take(staff).content.decode()
    assert value(draft).text == "≥95%"
    assert "“≥95%”" in page


@pytest.mark.parametrize(
    "changed", [{"value": "≥96人"}, {"rule": "no-sixty"}, {"path": "indicators.0.basis"}, {"path": "x"}]
)
def test_a_finding_that_is_not_there_changes_nothing(take, staff, draft, changed):
    before = draft.updated_at
    assert take(staff, **changed).status_code == 200
    assert Project.objects.get(pk=draft.pk).updated_at == before
    assert value(draft).text == "≥95人"


def test_a_value_that_changed_since_is_told(take, staff, draft):
    row = draft.indicators.get(position=6)
    row.value = type(row.value).parse("≥90%")
    row.save()
    assert "“≥90%”" in take(staff).content.decode()
    assert value(draft).text == "≥90%"


@pytest.mark.parametrize(
    ("role", "status"), [("outsider", 404), ("auditor", 404), ("head", 403), ("administrator", 403)]
)
def test_others_than_staff_take_nothing(take, request, draft, role, status):
    assert take(request.getfixturevalue(role)).status_code == status
    assert value(draft).text == "≥95人"


@pytest.mark.parametrize("state", [Status.SUBMITTED, Status.APPROVED])
def test_what_is_in_review_or_in_force_stays(take, staff, draft, state):
    Project.objects.filter(pk=draft.pk).update(status=state)
    assert take(staff).status_code == 403
    assert value(draft).text == "≥95人"


@pytest.mark.parametrize(("role", "state"), [("head", Status.DRAFT), ("staff", Status.APPROVED)])
def test_the_page_offers_no_button_to_who_may_not(client, request, draft, role, state):
    Project.objects.filter(pk=draft.pk).update(status=state)
    client.force_login(request.getfixturevalue(role))
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "≥95%" in page
    assert reverse("take", args=[draft.pk]) not in page


def test_an_indicator_moves_to_the_fitting_category_and_back(client, staff, seed):
    row = seed[3].indicators.get(position=6)
    Project.objects.filter(pk=seed[3].pk).update(status=Status.DRAFT)
    seed[3].indicators.filter(pk=row.pk).update(category=category("产出指标", "数量指标"))
    client.force_login(staff)
    where = {"rule": "indicator-in-wrong-category", "path": "indicators.5.level_two", "value": "产出指标 › 数量指标"}
    page = client.post(reverse("take", args=[seed[3].pk]), where, follow=True)
    row.refresh_from_db()
    assert row.category == category("满意度指标", "服务对象满意度指标")
    client.post(reverse("undo", args=[seed[3].pk]), {"taken": token(page)}, follow=True)
    assert seed[3].indicators.filter(category=category("产出指标", "数量指标"), name=row.name).exists()
