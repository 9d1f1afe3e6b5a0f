"""``make test`` and ``make lint``: the development environment, the static checks, and the tests on both databases."""

import re
import sys
from collections.abc import Callable

from tools import environment, messages, postgres, system
from tools.environment import PYTHON, VENV
from tools.steps import ROOT, SetupError, Steps, call, main, tell

DEMO = {"PERFBUDGET_DEMO": "1"}
KEPT = {"PYTHONDONTWRITEBYTECODE": ""}  # what one run of pytest compiles, the next four have
SQLITE = {"DATABASE_URL": f"sqlite:///{ROOT / 'var' / 'perfbudget.sqlite3'}"}
QUICK = "not browser and not slow"
BROWSER_TESTS = ROOT / "tests" / "browser"
CLOSING_LINE = re.compile(r"^=* ?\d+ (passed|failed|error|skipped|deselected).* in [\d.]+s")
TODO = "correct what the lines above name."
REPORT = 300  # lines of a failed check's output

Check = tuple[str, Callable[[], str]]


def tool(*command: str, todo: str = TODO) -> Callable[[], str]:
    """A check by a program of the environment."""

    def action() -> str:
        call([VENV / "bin" / command[0], *command[1:]], failed=f"`{' '.join(command)}` failed", todo=todo, env=DEMO)
        return "ok"

    return action


def manage(*command: str, todo: str = TODO) -> Callable[[], str]:
    """A check by a management command."""

    def action() -> str:
        failed = f"`manage.py {' '.join(command)}` failed"
        call([PYTHON, "manage.py", *command], failed=failed, todo=todo, env=DEMO)
        return "ok"

    return action


def pytest(*arguments: str, env: dict[str, str]) -> str:
    """Run tests; return "ok" and, on a line of its own, pytest's closing line with its counts."""
    every = {**DEMO, **KEPT, **env}
    output = call([PYTHON, "-m", "pytest", *arguments], failed="Tests failed", todo=TODO, env=every)
    closing = [line for line in output.splitlines() if CLOSING_LINE.match(line)]
    return "\n".join(["ok", *closing[-1:]])


def on_postgres() -> str:
    """What needs a database, faults among it, again on a PostgreSQL of its own."""
    again = "database and not browser and (faults or not slow)"
    with postgres.cluster() as url:
        return pytest("-n", "2", "-m", again, env={"DATABASE_URL": url})


def slow() -> str:
    """The tests that take a second or more each: whole books, other processes, making the faces."""
    return pytest("-n", "2", "-m", "slow and not hypothesis and not browser", env=SQLITE)


def at_length() -> str:
    """The property tests, with more examples than the quick suite has time for."""
    return pytest("-n", "2", "-m", "hypothesis and not browser", env=SQLITE | {"HYPOTHESIS_PROFILE": "thorough"})


def in_browser() -> str:
    """The tests that drive Chromium."""
    return pytest("-n", "2", "-m", "browser", env=SQLITE) if BROWSER_TESTS.exists() else "there are none yet"


SETUP: list[Check] = [
    ("System packages", lambda: system.ensure(system.TEST)),
    ("Python environment", lambda: environment.ensure("dev")),
    ("Fonts", manage("prepare_fonts", todo="repair the environment with `make clean`, then run it again.")),
    ("Translations compiled", lambda: "compiled" if messages.compile_stale() else "up to date"),
]
LINT: list[Check] = [
    ("Style (ruff)", tool("ruff", "check", "--quiet", ".", todo="`make format` mends most of it.")),
    ("Format (ruff)", tool("ruff", "format", "--check", "--quiet", ".", todo="run `make format`.")),
    ("Types (mypy)", tool("mypy")),
    ("Templates (djlint)", tool("djlint", "templates", "--lint")),
    ("Import contracts", tool("lint-imports")),
    ("Migrations complete", manage("makemigrations", "--check", "--dry-run", todo="make the migration, with a name.")),
    ("System checks", manage("check", "--fail-level", "WARNING")),
    ("Translations complete", messages.check),
]
TESTS: list[Check] = [
    ("Tests on SQLite", lambda: pytest("-n", "2", "-m", QUICK, env=SQLITE)),
    ("Tests on PostgreSQL", on_postgres),
    ("Slow tests", slow),
    ("Property tests, at length", at_length),
    ("Tests in a browser", in_browser),
]


def check() -> None:
    """Set up, then take every check even after one failed: one run shows all there is to correct."""
    checks = LINT if "lint" in sys.argv[1:] else LINT + TESTS
    steps = Steps(len(SETUP) + len(checks))
    for label, action in SETUP:
        steps.run(label, action)
    failed = []
    for label, action in checks:
        try:
            steps.run(label, action)
        except SetupError as problem:
            tell(problem, lines=REPORT)
            failed.append(label)
    if failed:
        sys.exit(f"Failed: {', '.join(failed)}.")
    print("All checks passed.")


if __name__ == "__main__":
    main(check)
