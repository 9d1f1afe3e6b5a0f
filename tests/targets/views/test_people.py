"""The administrator's pages of people, without a script."""

import re

import pytest
from django.contrib.auth.hashers import make_password
from django.urls import reverse

from targets.access import Role
from targets.models import Membership, User
from tests.factories import DepartmentFactory, UserFactory, member
from tests.perfbudget.sending import fields

pytestmark = pytest.mark.django_db

WANG = {"username": "wang", "display_name": "王芳", "email": "", "is_superuser": ""}


@pytest.fixture
def admin(client, administrator):
    client.force_login(administrator)
    return client


def rows(*roles, initial=()):
    """What the browser sends of the roles: new rows, after those that are there already (pk, role, code, removed)."""
    data = {"roles-TOTAL_FORMS": len(initial) + len(roles), "roles-INITIAL_FORMS": len(initial)}
    for number, (pk, role, code, *removed) in enumerate(initial):
        data |= {f"roles-{number}-id": pk, f"roles-{number}-role": role, f"roles-{number}-department": code}
        data |= {f"roles-{number}-DELETE": "on"} if removed else {}
    for number, (role, code) in enumerate(roles, start=len(initial)):
        data |= {f"roles-{number}-role": role, f"roles-{number}-department": code}
    return data


def roles_of(username):
    return set(User.objects.get(username=username).memberships.values_list("role", "department__code"))


def test_an_invitation_shows_its_link_once_and_the_link_lets_in(admin, unit, client):
    answer = admin.post(reverse("invite"), WANG | rows(("staff", "326001"), ("", "")), follow=True)
    html = answer.content.decode()
    link = re.search(r'value="http://testserver(/invitation/[^"]+)"', html)[1]
    assert roles_of("wang") == {("staff", "326001")}
    assert "/invitation/" not in admin.get(answer.redirect_chain[-1][0]).content.decode()
    client.logout()
    form = client.get(link, follow=True)
    assert "wang" in form.content.decode()
    password = {"new_password1": "绩效-2026-目标", "new_password2": "绩效-2026-目标"}
    assert client.post(form.redirect_chain[-1][0], password)["Location"] == reverse("start")
    assert client.get(reverse("start")).context["user"].username == "wang"


def test_a_button_brings_another_row_and_keeps_what_is_typed_without_judging_it(admin, unit):
    there = member(Role.STAFF, unit, username="there", display_name="同事甲")
    kept = Membership.objects.get(user=there)
    page = reverse("person", args=[there.pk])
    assert fields(admin.get(page))["roles-TOTAL_FORMS"] == "2"
    sent = rows(("head", "999"), initial=[(kept.pk, "auditor", "326001")])
    answer = admin.post(page, sent | {"display_name": "", "more": "1"})
    shown = fields(answer)
    assert (shown["roles-TOTAL_FORMS"], shown["roles-2-role"]) == ("3", "")
    assert (shown["roles-0-role"], shown["roles-1-role"], shown["roles-1-department"]) == ("auditor", "head", "999")
    assert not any(words in answer.content.decode() for words in ("必填", "没有编码", "disagrees"))
    assert roles_of("there") == {("staff", "326001")}
    again = admin.post(reverse("invite"), {"more": "1", "roles-TOTAL_FORMS": "x"})
    assert again.status_code == 200


def test_an_invitation_is_mailed_to_who_has_an_address(admin, mailoutbox):
    answer = admin.post(reverse("invite"), WANG | {"email": "wang@unit.example"} | rows(), follow=True)
    link = re.search(r'value="(http://testserver/invitation/[^"]+)"', answer.content.decode())[1]
    assert link in mailoutbox[0].body
    assert "已发送到 wang@unit.example" in answer.content.decode()


def test_a_code_may_come_in_full_width_or_with_its_name(admin, unit):
    admin.post(reverse("invite"), WANG | rows(("staff", "３２６００１ 乡村振兴局")))
    assert roles_of("wang") == {("staff", "326001")}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"username": ""}, "这个字段是必填项"),
        ({"username": "Staff"}, "账号“Staff”已被使用"),
        ({"username": "王 芳"}, "请输入有效的账号"),
        ({"display_name": ""}, "这个字段是必填项"),
        ({"email": "nowhere"}, "邮箱|邮件"),
        (rows(("staff", "")), "只有审计人员和财政部门审核人员可以覆盖全部部门"),
        (rows(("", "326001")), "这个字段是必填项"),
        (rows(("boss", "326001")), "选"),
        (rows(("staff", "999")), "没有编码为“999”的部门"),
        (rows(("staff", "326001"), ("staff", "326001")), "该用户已在此部门担任此角色"),
        (rows(("auditor", ""), ("auditor", "")), "该用户已在全部部门担任此角色"),
    ],
)
def test_a_mistake_is_named_and_all_that_was_typed_comes_back(typed, said, admin, staff):
    data = WANG | rows(("head", "326001")) | typed
    answer = admin.post(reverse("invite"), data)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert re.search(said, html)
    for name, value in data.items():
        if value and name.endswith(("username", "name", "email", "department")):
            assert f'value="{value}"' in html
    assert "尚未保存" in html
    assert html.count("autofocus") == 1
    assert not User.objects.filter(username="wang").exists()


def test_roles_are_changed_removed_and_added_on_one_page(admin, unit):
    person = member(Role.STAFF, unit, username="wang")
    Membership.objects.create(user=person, role=Role.AUDITOR)
    staff, auditor = person.memberships.order_by("role").reverse()
    page = reverse("person", args=[person.pk])
    assert 'value="326001"' in admin.get(page).content.decode()
    kept = [(staff.pk, "head", "326001"), (auditor.pk, "auditor", "", "removed")]
    answer = admin.post(page, WANG | rows(("staff", "326001"), initial=kept), follow=True)
    assert "已保存：王芳" in answer.content.decode()
    assert roles_of("wang") == {("head", "326001"), ("staff", "326001")}


def test_the_user_name_is_never_changed(admin, staff):
    admin.post(reverse("person", args=[staff.pk]), WANG | rows())
    staff.refresh_from_db()
    assert (staff.username, staff.display_name) == ("staff", "王芳")


def test_an_administrator_cannot_give_up_the_right_here(admin, administrator):
    answer = admin.post(reverse("person", args=[administrator.pk]), WANG | rows())
    assert "不能取消自己的管理员权限" in answer.content.decode()
    administrator.refresh_from_db()
    assert administrator.is_superuser
    assert administrator.display_name == ""


def test_deactivating_ends_the_sessions_at_once_and_can_be_undone(admin, administrator, staff, client):
    other = type(client)()
    other.force_login(staff)
    assert other.get(reverse("rules")).status_code == 200
    html = admin.post(reverse("deactivate", args=[staff.pk]), follow=True).content.decode()
    assert reverse("reactivate", args=[staff.pk]) in html
    assert other.get(reverse("rules")).status_code == 302
    assert other.post(reverse("login"), {"username": "staff", "password": "correct horse"}).status_code == 200
    admin.post(reverse("reactivate", args=[staff.pk]))
    assert other.post(reverse("login"), {"username": "staff", "password": "correct horse"}).status_code == 302


def test_one_does_not_deactivate_oneself(admin, administrator):
    html = admin.post(reverse("deactivate", args=[administrator.pk]), follow=True).content.decode()
    assert "不能停用自己" in html
    assert reverse("deactivate", args=[administrator.pk]) not in html


def test_who_forgot_the_password_gets_a_new_link(admin, staff):
    html = admin.post(reverse("link", args=[staff.pk]), follow=True).content.decode()
    assert "/invitation/" in html
    staff.refresh_from_db()
    assert staff.check_password("correct horse")  # which works until it is replaced


@pytest.fixture
def cast(staff, head, auditor, outsider):
    UserFactory(username="nobody", display_name="无职者")
    UserFactory(username="invited")
    User.objects.filter(username="invited").update(password=make_password(None))
    User.objects.filter(username="outsider").update(is_active=False)


EVERYBODY = {"administrator", "staff", "head", "auditor", "outsider", "nobody", "invited"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", EVERYBODY),
        ("q=326", {"staff", "head"}),
        ("q=326001", {"staff"}),
        ("q=无职", {"nobody"}),
        ("q=无职 326", set()),
        ("rights=auditor", {"auditor"}),
        ("rights=administrator", {"administrator"}),
        ("rights=none", {"nobody", "invited"}),
        ("state=deactivated", {"outsider"}),
        ("state=invited", {"invited"}),
        ("state=active", EVERYBODY - {"outsider", "invited"}),
        ("state=rubbish", set()),
    ],
)
def test_the_list_is_narrowed_down(query, found, admin, cast):
    response = admin.get(f"{reverse('people')}?{query}")
    assert {row.record.username for row in response.context["table"].rows} == found


def test_the_list_says_who_does_what_and_who_cannot_sign_in(admin, cast, unit):
    html = admin.get(reverse("people")).content.decode()
    assert f"经办人 · {unit}" in html
    assert "审计人员 · 全部部门" in html
    assert "没有角色" in html
    assert html.count("已停用") == 2  # in the filter and in the row
    for order in ("name", "-username", "last_login", "-last_login"):
        assert admin.get(f"{reverse('people')}?sort={order}").status_code == 200


def test_the_list_costs_the_same_for_more_people(admin, unit, django_assert_max_num_queries):
    for _ in range(20):
        member(Role.STAFF, DepartmentFactory())
    with django_assert_max_num_queries(8):
        admin.get(reverse("people"))


def test_the_page_of_a_person_costs_the_same_for_more_roles(admin, unit, django_assert_max_num_queries):
    person = UserFactory()
    for _ in range(12):
        Membership.objects.create(user=person, department=DepartmentFactory(), role=Role.STAFF)
    with django_assert_max_num_queries(12):
        admin.get(reverse("person", args=[person.pk]))


@pytest.mark.usefixtures("counted")
def test_the_page_shows_when_and_from_where_somebody_signed_in(admin, staff, client):
    other = type(client)()
    other.post(reverse("login"), {"username": "staff", "password": "correct horse"}, REMOTE_ADDR="10.1.2.3")
    assert "10.1.2.3" in admin.get(reverse("person", args=[staff.pk])).content.decode()
