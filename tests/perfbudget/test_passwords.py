"""One's own password: changed, set by a link, never weak."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from targets.models import User
from targets.services.people import deactivate, new_link
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

GOOD = "绩效-2026-目标"
PAGE = reverse("own-password")


def typed(old="correct horse", new=GOOD, again=GOOD):
    return {"old_password": old, "new_password1": new, "new_password2": again}


def test_changing_the_password_ends_sessions_elsewhere_and_keeps_this_one(client, staff):
    elsewhere = Client()
    for each in (client, elsewhere):
        each.force_login(staff)
        assert each.get(PAGE).status_code == 200
    assert client.post(PAGE, typed(), follow=True).redirect_chain[0][0] == reverse("start")
    assert client.get(PAGE).status_code == 200
    assert elsewhere.get(PAGE)["Location"].startswith(reverse("login"))
    assert User.objects.get(pk=staff.pk).check_password(GOOD)


@pytest.mark.parametrize(
    "data",
    [typed(old="wrong"), typed(again="else-2026"), typed(new="12345678", again="12345678"), typed(new="", again="")],
)
def test_what_is_wrong_or_weak_is_said_and_changes_nothing(data, client, staff):
    client.force_login(staff)
    answer = client.post(PAGE, data)
    assert answer.status_code == 200
    assert 'class="disagrees"' in answer.content.decode()
    assert User.objects.get(pk=staff.pk).check_password("correct horse")


def test_ones_name_leads_to_the_page(client, staff):
    client.force_login(staff)
    assert f'href="{PAGE}"' in client.get(reverse("start")).content.decode()


@pytest.fixture
def link(administrator, staff):
    return new_link(person_id=staff.pk, actor=administrator).path


def follow(client, link):
    """The page a link leads to: its address and whether a password may be set there."""
    answer = client.get(link, follow=True)
    address = answer.redirect_chain[-1][0] if answer.redirect_chain else link
    return address, answer.context["validlink"]


@pytest.mark.usefixtures("counted")
def test_a_link_sets_the_password_once_and_lifts_a_lock(client, staff, link):
    wrong = {"username": "staff", "password": "wrong"}
    for _ in range(5):
        locked = client.post(reverse("login"), wrong)
    assert locked.status_code == 429
    address, valid = follow(client, link)
    assert valid
    assert client.post(address, {"new_password1": GOOD, "new_password2": GOOD}).status_code == 302
    other = Client()
    assert other.post(reverse("login"), {"username": "staff", "password": GOOD}).status_code == 302
    assert not follow(Client(), link)[1]
    assert "链接已失效" in Client().get(link).content.decode()


def test_a_link_expires(client, link, monkeypatch):
    later = datetime.datetime.now() + datetime.timedelta(hours=71)  # noqa: DTZ005  (as Django counts)
    monkeypatch.setattr("django.contrib.auth.tokens.PasswordResetTokenGenerator._now", lambda self: later)
    assert follow(client, link)[1]
    later += datetime.timedelta(hours=2)
    assert not follow(Client(), link)[1]


def test_a_link_dies_with_the_account_and_when_the_owner_signs_in(client, administrator, staff, link):
    deactivate(person_id=staff.pk, actor=administrator)
    assert not follow(client, link)[1]
    User.objects.filter(pk=staff.pk).update(is_active=True)
    assert follow(client, link)[1]
    User.objects.filter(pk=staff.pk).update(last_login=timezone.now())
    assert not follow(Client(), link)[1]


@pytest.mark.parametrize(
    "path", ["/invitation/x/y/", "/invitation/MQ/set-password/", "/invitation/OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5/a-b/"]
)
def test_a_made_up_link_says_that_it_works_no_more(path, client):
    UserFactory()
    answer = client.get(path)
    assert answer.status_code == 200
    assert "链接已失效" in answer.content.decode()


def test_every_sentence_about_passwords_says_nin_and_one_word_for_the_account(client, staff):
    client.force_login(staff)
    html = client.post(reverse("own-password"), {"old_password": "wrong"}).content.decode()
    assert "您的旧密码不正确" in html
    assert "您的密码至少要有" in html
    assert "你的" not in html
    client.logout()
    assert "账号" in client.post(reverse("login"), {"username": "staff", "password": "x"}).content.decode()
    assert "用户名" not in client.post(reverse("login"), {"username": "staff", "password": "x"}).content.decode()
