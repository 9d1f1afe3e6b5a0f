"""A throw-away PostgreSQL: its own folder, a Unix socket only, nothing synced, gone afterwards."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.steps import call

TODO = "read the lines above; PostgreSQL 14 or newer is expected to start as an ordinary user."
INITDB = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
SETTINGS = (
    "-c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off "
    "-c max_connections=40 -c log_min_messages=fatal"
)


def binaries() -> Path | None:
    """The folder of the newest installed server, Debian's or the one on the PATH; None without any."""
    debian = Path("/usr/lib/postgresql")
    folders = [path.parent for path in debian.glob("*/bin/initdb") if path.parent.parent.name.isdigit()]
    if folders:
        return max(folders, key=lambda folder: int(folder.parent.name))
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextmanager
def cluster() -> Iterator[str]:
    """Start a new cluster and yield the DATABASE_URL of a database in it; stop and delete the cluster afterwards.

    The server refuses to run as root, so root hands it to the user ``postgres``. Raises SetupError when it does not
    start.
    """
    folder = binaries()
    if folder is None:
        raise RuntimeError("tools.system makes sure that a server is installed before a cluster is asked for")
    as_root = os.geteuid() == 0
    become: list[str | Path] = ["runuser", "-u", "postgres", "--"] if as_root else []
    home = Path(tempfile.mkdtemp(prefix="perfbudget-pg-", dir="/tmp"))  # the path of a socket must be short
    try:
        if as_root:
            shutil.chown(home, "postgres", "postgres")
        data = home / "data"
        call(
            [*become, folder / "initdb", "--pgdata", data, *INITDB],
            failed="initdb could not create a database cluster",
            todo=TODO,
            cwd=home,
        )
        control = [*become, folder / "pg_ctl", "--pgdata", data, "--silent", "--wait"]
        call(
            [*control, "--log", home / "log", "--options", f"{SETTINGS} -c unix_socket_directories={home}", "start"],
            failed="PostgreSQL did not start",
            todo=TODO,
            cwd=home,
        )
        try:
            yield f"postgres://postgres@/{home}/postgres"
        finally:
            call([*control, "--mode=immediate", "stop"], failed="PostgreSQL did not stop", todo=TODO, cwd=home)
    finally:
        shutil.rmtree(home, ignore_errors=True)
