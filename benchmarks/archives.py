"""A ZIP of 100 and of 1,000 editions: how long, how quick, and does the memory stay flat?

``python -m benchmarks.archives`` (about five minutes; ``DATABASE_URL`` chooses another database server). It makes a
test database and a folder of its own, approves variations of the seed's tables, and makes their ZIPs as the background
worker does: first with the papers still to be made, then with the papers there.
"""

import subprocess
import tempfile
import time
from pathlib import Path
from zipfile import ZipFile

from benchmarks.editions import approve, with_peak

from django.db import connection  # isort: skip
from django.test.utils import override_settings, setup_databases, setup_test_environment, teardown_databases

from reports.archive_making import make
from reports.models import Archive
from targets.models import Edition, User

SIZES = (100, 1_000)
STORAGES = {
    "default": {"BACKEND": "reports.storing.AtomicStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


def zipped(total: int, actor: User) -> tuple[Archive, float, float, float]:
    """Make one of so many editions: it, seconds, those of the processor, and the most MB on top."""
    archive = Archive.objects.create(asked_by=actor, title=f"{total}", asked_for=f"{time.time()}", total=total)
    archive.editions.add(*Edition.objects.order_by("pk").values_list("pk", flat=True)[:total])
    begin, used = time.perf_counter(), time.process_time()
    _, most = with_peak(lambda: make(archive.pk))
    seconds, used = time.perf_counter() - begin, time.process_time() - used
    archive.refresh_from_db()
    assert archive.is_there, archive.get_problem_display()
    return archive, seconds, used, most


def check(archive: Archive, folder: str) -> None:
    """Have ``sha256sum`` look at every file of it."""
    with tempfile.TemporaryDirectory(dir=folder) as unpacked, ZipFile(archive.path) as file:
        file.extractall(unpacked)
        subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=unpacked, check=True)


def measure(folder: str) -> None:
    """Print the comparison."""
    actor = User.objects.create_superuser("bench")
    heads = (
        f"{'editions':>8} {'papers':<8}{'seconds':>9}{'CPU':>7}{'MB':>7}{'MB/s':>7}{'a second':>10}{'MB on top':>11}"
    )
    print(f"{connection.vendor}\n{heads}")
    approve(SIZES[0], actor)
    zipped(1, actor)  # sets the press up
    for total in SIZES:
        approve(total, actor)
        for papers in ("to make", "there"):
            archive, seconds, used, most = zipped(total, actor)
            size = (archive.size or 0) / 1e6
            told = f"{seconds:>9.1f}{used:>7.1f}{size:>7.1f}{size / seconds:>7.1f}{total / seconds:>10.0f}{most:>11.1f}"
            print(f"{total:>8,} {papers:<8}{told}", flush=True)
        check(archive, folder)


def main() -> None:
    """In a database and a folder that are gone afterwards."""
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        with tempfile.TemporaryDirectory() as folder:
            places = {"MEDIA_ROOT": f"{folder}/papers", "ARCHIVE_DIR": Path(folder) / "archives"}
            with override_settings(STORAGES=STORAGES, **places):
                measure(folder)
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
