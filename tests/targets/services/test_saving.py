"""Saving what was typed."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from targets.models import Project, Status
from targets.services.saving import CodeTakenError, StaleProjectError, save_project
from targets.storage import declaration_of
from tests.factories import ProjectFactory, fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(unit):
    return fill(ProjectFactory(department=unit))


def read(project):
    return Project.objects.with_tables().get(pk=project.pk)


def typed(project, **update):
    return declaration_of(read(project)).model_copy(update=update)


def test_it_stores_and_counts_and_says_who(draft, staff):
    save_project(project_id=draft.pk, version="1", typed=typed(draft, purpose="办公"), actor=staff)
    stored = read(draft)
    assert (stored.purpose, stored.version, stored.updated_by) == ("办公", 2, staff)


def test_the_second_to_save_is_told_what_the_first_saved(draft, staff):
    mine = typed(draft, purpose="我的")
    save_project(project_id=draft.pk, version="1", typed=typed(draft, purpose="对方的"), actor=staff)
    with pytest.raises(StaleProjectError) as stale:
        save_project(project_id=draft.pk, version="1", typed=mine, actor=staff)
    assert stale.value.stored.purpose == "对方的"
    assert read(draft).purpose == "对方的"


def test_saving_again_what_stands_there_already_is_no_conflict(draft, staff):
    mine = typed(draft, purpose="我的")
    for _ in range(2):
        save_project(project_id=draft.pk, version="1", typed=mine, actor=staff)
    assert read(draft).version == 2


@pytest.mark.parametrize("version", ["", "0", "2", "x", "1.0"])
def test_a_version_that_was_never_shown_saves_nothing(draft, staff, version):
    with pytest.raises(StaleProjectError):
        save_project(project_id=draft.pk, version=version, typed=typed(draft, purpose="新"), actor=staff)


def test_a_code_that_is_taken_is_refused_and_nothing_is_written(draft, staff, unit):
    other = ProjectFactory(department=unit)
    with pytest.raises(CodeTakenError, match=other.code):
        save_project(project_id=draft.pk, version="1", typed=typed(draft, code=other.code, purpose="新"), actor=staff)
    assert (read(draft).code, read(draft).purpose, read(draft).version) == (draft.code, "", 1)


def test_only_who_enters_saves_and_only_drafts(draft, staff, head, auditor, outsider, administrator):
    new = typed(draft, purpose="新")
    for actor, refusal in [(head, PermissionDenied), (administrator, PermissionDenied), (auditor, Http404)]:
        with pytest.raises(refusal):
            save_project(project_id=draft.pk, version="1", typed=new, actor=actor)
    with pytest.raises(Http404):
        save_project(project_id=draft.pk, version="1", typed=new, actor=outsider)
    Project.objects.filter(pk=draft.pk).update(status=Status.SUBMITTED)
    with pytest.raises(PermissionDenied):
        save_project(project_id=draft.pk, version="1", typed=new, actor=staff)
    assert read(draft).purpose == ""
