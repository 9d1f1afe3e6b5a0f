"""What is everybody's own or for administrators alone: accounts, notices, bulk downloads, imports, the admin."""

import pytest
from django.contrib.admin import site
from django.urls import reverse

from reports.archives import ask
from reports.models import Archive
from targets.models import Edition, Import, Kind, Notice, Project, Status
from targets.services.reviewing import return_for_correction
from tests.factories import FiscalYearFactory, ProjectFactory, UserFactory, approved
from tests.perfbudget.test_permissions import ARCHIVES, NOTICES, OWN, PEOPLE, PEOPLE_VERBS, ROLES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unrendered")]


@pytest.mark.parametrize("role", ROLES)
def test_only_administrators_manage_people_and_all_their_own_password(role, sign_in, apart):
    client = sign_in(role)
    for name in sorted(PEOPLE | PEOPLE_VERBS | OWN):
        with apart(name):
            person = UserFactory()
            address = reverse(name, args=[person.pk] if name in PEOPLE_VERBS | {"person"} else [])
            answers = [client.post(address)]
            if name in PEOPLE_VERBS and role == "administrator":
                assert client.get(address).status_code == 405
                assert client.post(reverse(name, args=[9**9])).status_code == 404
            elif name not in PEOPLE_VERBS:
                answers.append(client.get(address))
            for answer in answers:
                if role == "anonymous":
                    assert answer["Location"].startswith(reverse("login"))
                elif role == "administrator" or name in OWN:
                    assert answer.status_code in ({302} if name in PEOPLE_VERBS else {200, 405})
                else:
                    assert answer.status_code == 403
            person.refresh_from_db()
            assert person.is_active == ((name, role) != ("deactivate", "administrator"))


@pytest.mark.parametrize("role", ROLES)
def test_everybody_has_notices_of_their_own_alone(role, sign_in, unit, staff, head):
    project = ProjectFactory(department=unit, status=Status.SUBMITTED, updated_by=staff)
    return_for_correction(kind=Kind.PROJECT, key=project.pk, version="1", comment="请核对指标", actor=head)
    client, address = sign_in(role), reverse("notice", args=[Notice.objects.get().pk])
    opened, sent = client.get(address), [client.post(reverse(name)) for name in sorted(NOTICES - {"notice"})]
    if role == "anonymous":
        assert all(answer["Location"].startswith(reverse("login")) for answer in [opened, *sent])
    else:
        assert opened.status_code == (302 if role == "staff" else 404)
        assert {answer["Location"] for answer in sent} == {reverse("notices")}
        assert client.post(address).status_code == 405
        assert {client.get(reverse(name)).status_code for name in NOTICES - {"notice"}} == {405}


@pytest.mark.parametrize("role", ROLES)
def test_everybody_has_archives_of_their_own_alone(role, sign_in, unit, staff):
    edition = approved(ProjectFactory(department=unit))
    key = ask(editions=Edition.objects.all(), title="全部", actor=staff).pk
    client = sign_in(role)
    sent = client.post(reverse("ask-archive"), {"ticked": "1", "edition": edition.pk})
    others = [client.post(reverse(name, args=[key])) for name in ("restart-archive", "cancel-archive")]
    opened = [client.get(reverse(name, args=[key])) for name in ("archive", "archive-file")]
    if role == "anonymous":
        assert all(answer["Location"].startswith(reverse("login")) for answer in [sent, *others, *opened])
        return
    mine = reverse("archive", args=[Archive.objects.first().pk])
    assert sent["Location"].startswith(reverse("editions") if role == "outsider" else mine)
    assert {answer.status_code for answer in others} == {302 if role == "staff" else 404}
    assert [answer.status_code for answer in opened] == ([200, 404] if role == "staff" else [404, 404])
    for name in ARCHIVES:
        address = reverse(name, args=[] if name == "ask-archive" else [key])
        assert getattr(client, "post" if name in {"archive", "archive-file"} else "get")(address).status_code == 405


@pytest.mark.parametrize("role", ROLES)
def test_files_are_brought_in_by_those_who_enter_targets_each_their_own(role, sign_in, staff):
    upload = Import.objects.create(asked_by=staff, fiscal_year=FiscalYearFactory(), state="read")
    verbs = ("take-import", "undo-import", "restart-import", "discard-import")
    client, own = sign_in(role), [reverse(name, args=[upload.pk]) for name in ("import", *verbs)]
    pages = [reverse("imports"), reverse("new-import"), reverse("import-template", args=[2025, "form"])]
    answers = [client.get(each) for each in pages] + [client.post(pages[1])]
    if answers[2].streaming:
        answers[2].getvalue()  # which closes the file
    mine = [client.get(own[0]), *(client.post(each) for each in own[1:])]
    mine.append(client.get(reverse("import-errors", args=[upload.pk])))
    if role == "anonymous":
        assert all(answer["Location"].startswith(reverse("login")) for answer in answers + mine)
        return
    enters = role in {"staff", "outsider"}
    assert [answer.status_code for answer in answers] == ([200, 200, 200, 422] if enters else [403] * 4)
    assert [answer.status_code for answer in mine] == ([200, *[302] * 4, 404] if role == "staff" else [404] * 6)
    assert [client.get(each).status_code for each in own[1:]] == [405] * 4
    assert [client.post(each).status_code for each in (pages[0], own[0], pages[2])] == [405] * 3


@pytest.mark.parametrize("role", ROLES)
def test_only_administrators_enter_the_admin(role, sign_in):
    assert (sign_in(role).get(reverse("admin:index")).status_code == 200) == (role == "administrator")


def test_the_admin_serves_every_model_of_ours():
    models = {model._meta.label for model in site._registry}
    ours = {"targets.Project", "targets.DepartmentTarget", "targets.Department", "targets.FiscalYear", "targets.User"}
    assert ours | {"indicators.Framework", "indicators.Category", "indicators.LibraryIndicator"} <= models
    assert Project in site._registry
