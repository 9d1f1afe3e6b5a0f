"""What was typed survives a session that ended meanwhile."""

import pytest
from django.urls import reverse

from targets.models import DepartmentTarget, Project
from targets.rescue import KEY
from tests.factories import FiscalYearFactory, ProjectFactory, fill
from tests.perfbudget.sending import fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(unit):
    return fill(ProjectFactory(department=unit))


@pytest.fixture
def address(draft):
    return reverse("edit", args=[draft.pk])


@pytest.fixture
def typed(client, staff, address):
    """What a page would send whose session has ended."""
    client.force_login(staff)
    sent = fields(client.get(address)) | {"purpose": "登录过期前填写的用途"}
    client.logout()
    return sent


def sign_in(client, page, **more):
    return client.post(
        reverse("login"), fields(page) | {"username": "staff", "password": "correct horse"} | more, follow=True
    )


def test_it_comes_back_in_its_table_once_signed_in_and_is_not_saved_yet(client, typed, address, draft):
    page = client.post(address, typed)
    assert page.status_code == 401
    back = sign_in(client, page)
    assert back.redirect_chain[-1][0] == address
    assert fields(back)["purpose"] == "登录过期前填写的用途"
    assert Project.objects.get(pk=draft.pk).purpose == ""
    assert client.post(address, fields(back)).status_code == 302
    assert Project.objects.get(pk=draft.pk).purpose == "登录过期前填写的用途"


def test_a_wrong_password_loses_nothing_either(client, typed, address):
    page = sign_in(client, client.post(address, typed), password="wrong")
    assert fields(sign_in(client, page))["purpose"] == "登录过期前填写的用途"


def test_it_comes_back_once_and_on_its_own_page_alone(client, typed, address, unit):
    sign_in(client, client.post(address, typed))
    assert KEY not in client.session
    assert "登录过期前填写的用途" not in client.get(address).content.decode()


def test_who_signed_in_in_another_window_goes_on_with_it(client, typed, address, staff):
    page = client.post(address, typed)
    client.force_login(staff)
    assert fields(sign_in(client, page))["purpose"] == "登录过期前填写的用途"


def test_somebody_else_who_signs_in_sees_nothing_of_it(client, typed, address, outsider):
    back = sign_in(client, client.post(address, typed), username="outsider")
    assert back.status_code == 404
    assert "登录过期前填写的用途" not in back.content.decode()


def test_nothing_is_stored_for_somebody_not_signed_in(client, typed, address):
    client.post(address, typed)
    assert not client.session.get(KEY)


def test_a_page_that_saves_by_itself_is_told_to_keep_its_text(client, typed, address):
    answer = client.post(address, typed, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (401, b"")


def test_a_page_with_nothing_typed_in_it_leads_to_signing_in(client, draft):
    assert client.post(reverse("take", args=[draft.pk]))["Location"].startswith(reverse("login"))
    assert client.get(reverse("edit", args=[draft.pk]))["Location"].startswith(reverse("login"))


def test_an_address_elsewhere_is_not_followed(client, typed, address):
    page = client.post(address, typed)
    back = sign_in(client, page, next="https://evil.example/")
    assert back.redirect_chain[-1][0] == reverse("start")


def test_reasons_for_submitting_come_back_too(client, staff, draft):
    address = reverse("submit", args=[draft.pk])
    page = client.post(address, {"version": "1", "reason:project-code-wrong:code": "按合同约定"})
    shown = fields(sign_in(client, page))
    assert "按合同约定" in shown.values()


@pytest.mark.parametrize("name", ["merge", "merge-target"])
def test_what_was_chosen_between_two_versions_comes_back_with_the_choices(client, staff, unit, draft, name):
    part = DepartmentTarget.objects.create(department=unit, fiscal_year=draft.fiscal_year, lead="对方的总述")
    declared, args = (draft, [draft.pk]) if name == "merge" else (part, [2025, unit.code])
    client.force_login(staff)
    form = reverse(name.replace("merge", "edit"), args=args)
    sent = fields(client.get(form)) | {"version": "0", "base": "", "purpose": "我的用途", "lead": "我的总述"}
    page = fields(client.post(form, sent))
    key = next(key for key in page if key.startswith("choice:"))
    client.logout()
    asked = client.post(reverse(name, args=args), page | {key: "theirs"})
    assert asked.status_code == 401
    back = sign_in(client, asked)
    assert back.redirect_chain[-1][0] == reverse(name, args=args)
    assert fields(back)[key] == "theirs"
    assert "尚未保存" in back.content.decode()
    assert type(declared).objects.get(pk=declared.pk).version == declared.version
    assert client.get(reverse(name, args=args))["Location"] == form


def test_a_project_being_begun_comes_back_filled(client, staff, unit, draft):
    FiscalYearFactory(year=2026)
    asked = client.post(reverse("new-project"), {"year": "2025", "name": "登录过期前的名称", "begin": "library"})
    assert asked.status_code == 401
    back = sign_in(client, asked)
    assert (fields(back)["name"], fields(back)["year"], fields(back)["begin"]) == (
        "登录过期前的名称",
        "2025",
        "library",
    )
    assert "登录过期前的名称" not in client.get(reverse("new-project")).content.decode()


def test_what_was_ticked_for_the_next_year_comes_back(client, staff, unit, draft):
    FiscalYearFactory(year=2026)
    address = reverse("roll-forward", args=[2025])
    other = ProjectFactory(department=unit)
    client.force_login(staff)
    assert f'value="{other.pk}" id="project-{other.pk}" checked' in client.get(address).content.decode()
    client.logout()
    asked = client.post(address, {"project": [draft.pk]})
    assert asked.status_code == 401
    back = sign_in(client, asked).content.decode()
    assert f'value="{draft.pk}" id="project-{draft.pk}" checked' in back
    assert f'value="{other.pk}" id="project-{other.pk}">' in back
