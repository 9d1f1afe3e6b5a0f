"""Handing out a stored paper against printing it, signing and verifying one, and a book against its forms one by one.

``python -m benchmarks.papers`` (about two minutes) makes a test database and a folder of its own. Processor time of one
process throughout, so that whatever else the machine does counts little.
"""

import time
from collections.abc import Callable
from functools import partial
from io import BytesIO
from statistics import median
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.files import File
from django.test import Client
from django.test.utils import (
    override_settings,
    setup_databases,
    setup_test_environment,
    teardown_databases,
)
from django.urls import reverse

from benchmarks.editions import approve, with_peak
from benchmarks.tables import SEED
from reports import papers, signing
from reports.bound_document import document_pdf
from reports.rendering import render_document_pdf, render_edition_pdf, render_project_pdf
from reports.verification import by_file, by_hash
from targets.declaration import DepartmentDocument
from targets.documents import Readable
from targets.models import Department, Edition, User
from targets.readers import Reading
from targets.readers.text import decode, read_text
from targets.services.importing import import_reading

TURNS = 30
FORMS = 200
ABOVE = "4"
"""Code of a unit above those of these forms: its document has them all."""
SERVED, BOOK = 20, 2
"""Goals: how many times quicker a stored paper is than printing it, and a form in a book of editions than one alone."""


def main() -> None:
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    reading = read_text(decode(SEED.read_bytes()), year=2025)
    try:
        with TemporaryDirectory() as folder:
            stored = {"BACKEND": "reports.storing.AtomicStorage", "OPTIONS": {"location": f"{folder}/papers"}}
            storages = {**settings.STORAGES, "default": stored}
            with override_settings(STORAGES=storages, SIGNING_PKCS12=f"{folder}/key.p12"):
                auditor = User.objects.create(username="auditor", is_superuser=True)
                Department.objects.create(code=ABOVE, name="财政局")
                approve(FORMS, auditor)
                import_reading(reading, year=2025, published=True)
                _stored(auditor)
                _books(reading, auditor)
    finally:
        teardown_databases(databases, verbosity=0)


def _stored(auditor: User) -> None:
    editions = Edition.objects.exclude(project=None).select_related("department")
    edition = editions.filter(department__code="326001").earliest("pk")
    client = Client()
    client.force_login(auditor)
    address, data = reverse("edition-pdf", args=[edition.pk]), papers.read_paper(edition)
    plain, now = render_edition_pdf(edition.sealed, settings.SITE_URL), papers.paper_of(edition).made_at
    printing = _spent(lambda: render_edition_pdf(edition.sealed, settings.SITE_URL))
    print(f"one edition, {len(data) / 1024:.0f} KB signed, ms of processor time")
    print(f"{'print it':<30}{printing:>8.1f}")
    print(f"{'sign it':<30}{_spent(lambda: signing.sign(plain, now)):>8.1f}")
    for name, do, goal in (
        ("read it, its hash compared", lambda: papers.read_paper(edition), SERVED),
        ("hand it out, all of a request", lambda: client.get(address), SERVED),
        ("verify its hash", lambda: by_hash(edition.sha256), 0),
        ("verify its file", lambda: by_file(File(BytesIO(data))), 0),
    ):
        spent = _spent(do)
        met = f"  {'met' if printing / spent >= goal else 'MISSED'}: at least {goal} ×" if goal else ""
        print(f"{name:<30}{spent:>8.2f}   {printing / spent:>6.0f} × quicker than printing{met}")


def _books(reading: Reading, auditor: User) -> None:
    """Bind a book of editions, then lay a book of drafts out."""
    seed = reading.projects
    forms = tuple(seed[place % len(seed)].model_copy(update={"number": place + 1}) for place in range(FORMS))
    alone = median(_spent(partial(render_project_pdf, form), turns=1) for form in forms[:TURNS])
    print(f"\none form alone {alone:.1f} ms; a book of {FORMS}, ms of processor time a form")
    for edition in Edition.objects.select_related("department"):
        papers.paper_of(edition)
    document_pdf(Readable(auditor, 2025, "326001"))  # what is loaded at first use does not count
    spent, size, most = [], 0, 0.0
    for _ in range(3):
        begun = time.process_time()
        data, peak = with_peak(lambda: document_pdf(Readable(auditor, 2025, ABOVE)))
        spent.append(1000 * (time.process_time() - begun) / FORMS)
        size, most = len(data), max(most, peak)
    ratio = alone / median(spent)
    met = f"{'met' if ratio >= BOOK else 'MISSED'}: at least {BOOK} ×"
    print(f"{'bound from stored papers':<30}{median(spent):>8.1f}   {ratio:>6.1f} × as many a second  {met}")
    print(f"{'':<30}{most:>8.0f}   MB on top, {size / FORMS / 1024:.0f} KB a form in the file")
    book = DepartmentDocument(year=2025, unit=seed[0].unit, target=reading.target, projects=forms)
    laid_out, most = with_peak(lambda: _spent(lambda: render_document_pdf(book), turns=1) / FORMS)
    print(f"{'laid out, as drafts are':<30}{laid_out:>8.1f}   {alone / laid_out:>6.1f} × as many a second")
    print(f"{'':<30}{most:>8.0f}   MB on top")


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
