"""Typing in a project's table, as people do."""

import pytest

from targets.models import Project, Status
from targets.storage import declaration_of


@pytest.fixture
def draft(seed):
    Project.objects.filter(pk=seed[3].pk).update(status=Status.DRAFT)
    return seed[3]


@pytest.fixture
def editor(draft, staff, sign_in):
    page = sign_in(staff.username)
    page.goto(f"/projects/{draft.pk}/edit")
    return page


def stored(project):
    return declaration_of(Project.objects.with_tables().get(pk=project.pk))


def settled(page):
    """Wait until everything typed is saved."""
    page.wait_for_selector("#saved[data-state=saved]")


def test_what_is_typed_is_saved_as_one_goes_and_its_finding_goes(editor, draft):
    editor.screenshot(path="/tmp/shot1.png", full_page=True)
    value = editor.locator("[name='indicators-5-value']")
    value.fill("≥95%")
    settled(editor)
    editor.screenshot(path="/tmp/shot2.png", full_page=True)
    assert stored(draft).indicators[5].value.text == "≥95%"
