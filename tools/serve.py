"""``make run``, second half, inside the environment: fonts, static files, database, demo data, server."""

import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Iterator

from tools import listening, messages
from tools.run import STEPS
from tools.steps import ROOT, SetupError, Steps, main


def serve() -> None:
    """Take steps 3 to 7; the last one becomes the server itself, so Ctrl-C goes straight to it."""
    choose_mode()
    start_django()
    steps = Steps(STEPS, done=2)
    steps.run("Fonts", fonts)
    steps.run("Translations and static files", compiled_files)
    steps.run("Database", database)
    steps.run("Demo data", demo_data)
    listening.check()
    steps.announce("Server")
    start_worker()
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "perfbudget.wsgi"])  # noqa: S606  (no shell is the point)


def start_worker() -> None:
    """Have background work done beside the server, unless the settings leave it to something else."""
    from django_tasks import task_backends
    from django_tasks_db import DatabaseBackend

    if isinstance(task_backends["default"], DatabaseBackend):
        subprocess.Popen([sys.executable, "-m", "tools.background", str(os.getpid())])


def choose_mode() -> None:
    """Demo mode, unless the environment or ``.env`` says otherwise; it answers under any name once HOST opens it.

    A first ``.env`` is written with it, so that ``manage.py`` alone speaks to the same site.
    """
    dotenv = ROOT / ".env"
    said = dotenv.read_text(encoding="utf-8").splitlines() if dotenv.exists() else []
    if not dotenv.exists() and not {"PERFBUDGET_DEMO", "PERFBUDGET_SECRET_KEY"} & os.environ.keys():
        dotenv.write_text("# Written by `make run`; production: see the README.\nPERFBUDGET_DEMO=1\n", encoding="utf-8")
    if not any(line.replace("export ", "").strip().startswith("PERFBUDGET_DEMO=") for line in said):
        os.environ.setdefault("PERFBUDGET_DEMO", "1")
    if os.environ.get("PERFBUDGET_DEMO") == "1" and not any("PERFBUDGET_SITE_URL=" in line for line in said):
        os.environ.setdefault("PERFBUDGET_SITE_URL", f"http://localhost:{listening.place()[1]}")
    if listening.place()[0] != listening.HOST and os.environ.get("PERFBUDGET_DEMO") == "1":
        os.environ.setdefault("PERFBUDGET_ALLOWED_HOSTS", "*")


def start_django() -> None:
    """Load settings and apps. Raises SetupError when the settings are refused."""
    import django
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfbudget.settings")
    (ROOT / "var").mkdir(exist_ok=True)
    try:
        django.setup()
    except ImproperlyConfigured as refusal:
        raise SetupError("The settings are refused.", str(refusal)) from None


def manage(*command: str) -> str:
    """Run a management command here and return what it printed. Raises SetupError for its CommandError."""
    from django.core.management import CommandError, call_command

    said = io.StringIO()
    try:
        call_command(*command, stdout=said, stderr=said, no_color=True)
    except CommandError as error:
        raise SetupError(f"`manage.py {command[0]}` failed.", str(error), said.getvalue()) from None
    return said.getvalue()


def fonts() -> str:
    """Have the printing faces in ``var/fonts``."""
    from django.conf import settings

    from reports.fonts import is_prepared

    if is_prepared(settings.FONT_DIR):
        return "up to date"
    manage("prepare_fonts")
    return "made"


def compiled_files() -> str:
    """Compile translations and collect static files where their sources changed."""
    from django.conf import settings

    done = ["compiled"] if messages.compile_stale() else []
    stamp = settings.STATIC_ROOT / "collected-from"
    now = hashlib.sha256("\n".join(static_sources()).encode()).hexdigest()
    if not stamp.exists() or stamp.read_text() != now:
        manage("collectstatic", "--no-input", "--clear")
        stamp.write_text(now)
        done.append("collected")
    return " and ".join(done) or "up to date"


def static_sources() -> Iterator[str]:
    """One line for each static file of the product and its packages: path, size and time of change."""
    from django.contrib.staticfiles.finders import get_finders

    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = os.stat(storage.path(path))  # noqa: PTH116  (a thousand of them)
            yield f"{path} {stat.st_size} {stat.st_mtime_ns}"


def database() -> str:
    """Bring the database's tables up to date; its rows stay."""
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if pending:
            manage("migrate", "--no-input", "--verbosity=0")
    except DatabaseError as error:
        raise SetupError(
            f"The {connection.display_name} database {connection.settings_dict['NAME']} cannot be used.",
            "check that it runs and may be written, and DATABASE_URL if you set one.",
            str(error),
        ) from None
    return f"{pending} migrations applied" if pending else "up to date"


def demo_data() -> str:
    """Load the seed and the demo accounts into an empty demo database; never touch any other."""
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    from targets.models import Project
    from targets.services.demo import holds_data, refuse_demo_accounts_in_production

    try:
        refuse_demo_accounts_in_production()
    except ImproperlyConfigured as refusal:
        raise SetupError("Production mode does not start with demo accounts.", str(refusal)) from None
    if settings.DEMO and not holds_data():
        return manage("load_demo").strip()
    return f"kept, {Project.objects.count()} projects" if settings.DEMO else "none in production mode"


if __name__ == "__main__":
    main(serve)
