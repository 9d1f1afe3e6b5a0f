"""Handing out a stored paper against printing it, signing and verifying one, and a book against its forms one by one.

``python -m benchmarks.papers`` (about two minutes) makes a test database and a folder of its own. Processor time of one
process throughout, so that whatever else the machine does counts little.
"""

import os
import time
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.files import File  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import (  # noqa: E402
    override_settings,
    setup_databases,
    setup_test_environment,
    teardown_databases,
)
from django.urls import reverse  # noqa: E402

from benchmarks.contenders import memory  # noqa: E402
from reports import papers, signing  # noqa: E402
from reports.rendering import render_document_pdf, render_edition_pdf, render_project_pdf  # noqa: E402
from reports.verification import by_file, by_hash  # noqa: E402
from targets.declaration import DepartmentDocument  # noqa: E402
from targets.models import Edition, User  # noqa: E402
from targets.readers.text import decode, read_text  # noqa: E402
from targets.services.importing import import_reading  # noqa: E402

SEED = Path(settings.BASE_DIR) / "fixtures" / "department-326001-2025.txt"
TURNS = 30
FORMS = 200
SERVED, BOOK = 20, 2
"""Goals: how many times quicker a stored paper is than printing it, and a form in a book than one alone."""


def main() -> None:
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    reading = read_text(decode(SEED.read_bytes()), year=2025)
    try:
        with TemporaryDirectory() as folder:
            import_reading(reading, year=2025, published=True)
            stored = {"BACKEND": "reports.storing.AtomicStorage", "OPTIONS": {"location": f"{folder}/papers"}}
            storages = {**settings.STORAGES, "default": stored}
            with override_settings(STORAGES=storages, SIGNING_PKCS12=f"{folder}/key.p12"):
                _stored()
        _book(reading)
    finally:
        teardown_databases(databases, verbosity=0)


def _stored() -> None:
    edition = Edition.objects.exclude(project=None).select_related("department").earliest("pk")
    client = Client()
    client.force_login(User.objects.create(username="auditor", is_superuser=True))
    address, data = reverse("edition-pdf", args=[edition.pk]), papers.read_paper(edition)
    plain, now = render_edition_pdf(edition.sealed, settings.SITE_URL), papers.paper_of(edition).made_at
    printing = _spent(lambda: render_edition_pdf(edition.sealed, settings.SITE_URL))
    print(f"one edition, {len(data) / 1024:.0f} KB signed, ms of processor time")
    print(f"{'print it':<30}{printing:>8.1f}")
    print(f"{'sign it':<30}{_spent(lambda: signing.sign(plain, now)):>8.1f}")
    for name, do, goal in (
        ("read it, its hash compared", lambda: papers.read_paper(edition), SERVED),
        ("hand it out, all of a request", lambda: client.get(address), 0),
        ("verify its hash", lambda: by_hash(edition.sha256), 0),
        ("verify its file", lambda: by_file(File(BytesIO(data))), 0),
    ):
        spent = _spent(do)
        met = f"  {'met' if printing / spent >= goal else 'MISSED'}: at least {goal} ×" if goal else ""
        print(f"{name:<30}{spent:>8.2f}   {printing / spent:>6.0f} × quicker than printing{met}")


def _book(reading) -> None:
    seed = reading.projects
    forms = tuple(seed[place % len(seed)].model_copy(update={"number": place + 1}) for place in range(FORMS))
    book = DepartmentDocument(year=2025, unit=seed[0].unit, target=reading.target, projects=forms)
    alone = median(_spent(partial(render_project_pdf, form), turns=1) for form in forms[:TURNS])
    before = memory()
    together = _spent(lambda: render_document_pdf(book), turns=1) / FORMS
    ratio = alone / together
    print(
        f"\na form alone {alone:.1f} ms, in a book of {FORMS} {together:.1f} ms: {ratio:.2f} × as many a second", end=""
    )
    print(f" ({'met' if ratio >= BOOK else 'MISSED'}: at least {BOOK} ×); memory {before:.0f} → {memory():.0f} MB")


def _spent(do: Callable[[], object], turns: int = TURNS) -> float:
    """Milliseconds of processor time, the median of some turns after a first that does not count."""
    if turns > 1:
        do()
    times = []
    for _ in range(turns):
        started = time.process_time()
        do()
        times.append(time.process_time() - started)
    return 1000 * median(times)


if __name__ == "__main__":
    main()
