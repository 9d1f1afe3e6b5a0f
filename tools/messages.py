"""Translations: compiled when stale, updated from the source, and checked to be complete and current.

``python -m tools.messages`` updates ``locale/`` in place.
"""

import re
import shutil
import tempfile
from difflib import unified_diff
from pathlib import Path

from tools.environment import PYTHON
from tools.steps import ROOT, SetupError, call, main

LOCALES = ("zh_Hans",)
SOURCES = ("perfbudget", "reports", "targets", "indicators", "templates", "locale", "manage.py")
TODO_UPDATE = "run `make messages`, translate what is new in locale/, and commit the result."
EXTRACT = ("--no-location", "--no-wrap", "--no-obsolete", *(f"--ignore={name}" for name in (".venv", "var", "tests")))
SETTINGS = {"DJANGO_SETTINGS_MODULE": "perfbudget.settings", "PERFBUDGET_DEMO": "1"}


def catalogues(root: Path = ROOT) -> list[Path]:
    """The .po files."""
    return sorted((root / "locale").glob("*/LC_MESSAGES/*.po"))


def compile_stale() -> int:
    """Compile each catalogue that is newer than its .mo; return how many. Raises SetupError for a broken one."""
    stale = [po for po in catalogues() if not newer(po.with_suffix(".mo"), po)]
    for po in stale:
        failed = f"{po.relative_to(ROOT)} does not compile"
        fresh = po.with_suffix(".mo.new")
        call(["msgfmt", "--check", "-o", fresh, po], failed=failed, todo="correct the lines named above.")
        fresh.replace(po.with_suffix(".mo"))
    return len(stale)


def newer(made: Path, source: Path) -> bool:
    """Whether a made file exists and is not older than its source."""
    return made.exists() and made.stat().st_mtime_ns >= source.stat().st_mtime_ns


def update(root: Path = ROOT) -> None:
    """Extract all messages of the tree at ``root`` into its locale folder."""
    for locale in LOCALES:
        call(
            [PYTHON, "manage.py", "makemessages", "--locale", locale, *EXTRACT],
            failed="The messages could not be extracted",
            todo="correct the source line named above.",
            env=SETTINGS,
            cwd=root,
        )


def check() -> str:
    """Raise SetupError unless every message of the source is in the catalogues, translated and certain."""
    before = {po.relative_to(ROOT): body(po) for po in catalogues()}
    with tempfile.TemporaryDirectory(prefix="perfbudget-messages-") as folder:
        copy = Path(folder)
        for name in SOURCES:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
            else:
                shutil.copy2(source, copy / name)
        update(copy)
        after = {po.relative_to(copy): body(po) for po in catalogues(copy)}
    for path, text in after.items():
        if text != before.get(path):
            lines = unified_diff(
                before.get(path, "").splitlines(), text.splitlines(), "as it is", "as it should be", n=1
            )
            raise SetupError(f"{path} lags behind the source.", TODO_UPDATE, "\n".join(lines))
    for po in catalogues():
        if open_entries := unfinished(po):
            raise SetupError(f"{po.relative_to(ROOT)}: {open_entries}.", TODO_UPDATE)
    return "complete"


def body(po: Path) -> str:
    """A catalogue without the line that changes with the clock."""
    lines = po.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith('"POT-Creation-Date:'))


def unfinished(po: Path) -> str:
    """What ``msgfmt`` counts as fuzzy or untranslated, in its words; empty when nothing is."""
    counted = call(
        ["msgfmt", "--check", "--statistics", "-o", "/dev/null", po],
        failed=f"{po.name} is broken",
        todo="correct the lines named above.",
        env={"LC_ALL": "C"},
    )
    return ", ".join(re.findall(r"\d+ (?:fuzzy|untranslated) \w+", counted.splitlines()[-1]))


if __name__ == "__main__":
    main(update)
