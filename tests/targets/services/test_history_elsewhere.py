"""Who changes something without a service of ours, a command or the admin, leaves a trace as well."""

import pytest

from targets.models import HistoryEntry, Project, Verb
from targets.services.importing import import_reading
from tests.factories import ProjectFactory, fill
from tests.perfbudget.pages import address, form_of

pytestmark = pytest.mark.django_db


def test_an_import_is_nobodys(seed_reading, db):
    import_reading(seed_reading, year=2025)
    entries = HistoryEntry.objects.filter(verb=Verb.IMPORTED)
    assert (entries.count(), set(entries.values_list("actor", flat=True))) == (7, {None})
    table = seed_reading.projects[0].model_copy(update={"purpose": "改了"})
    reading = type(seed_reading)(target=None, projects=(table,), lines={})
    import_reading(reading, year=2025)
    assert [change["label"] for change in HistoryEntry.objects.first().changes] == ["资金用途"]


def test_administrators_leave_a_trace_too(client, administrator, unit):
    client.force_login(administrator)
    project = fill(ProjectFactory(department=unit))
    page = address(Project, "change", project.pk)
    client.post(page, form_of(client.get(page)) | {"fiscal_funds": "12", "goals-0-text": "办成事情"})
    entry = HistoryEntry.objects.get()
    assert (entry.verb, entry.actor) == (Verb.CHANGED, administrator)
    assert {(change["before"], change["after"]) for change in entry.changes} == {
        ("10.00", "12.00"),
        ("办好事情", "办成事情"),
    }
    client.post(address(Project, "delete", project.pk), {"post": "yes"})
    assert [entry.verb for entry in HistoryEntry.objects.all()] == [Verb.DELETED, Verb.CHANGED]
