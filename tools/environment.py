"""The Python environment: ``.venv`` built from a lock file, again only when the lock changes."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.steps import ROOT, SetupError, call

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "built-from"
KINDS = ("base", "dev")  # each holds all of the one before it
PIP_INSTALL = (
    *("-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"),
    *("--only-binary=:all:", "--require-hashes", "--requirement"),  # what was locked and nothing built on the way
)
PIP_SETTINGS = {"PIP_CONSTRAINT": os.devnull, "PIP_USER": "0"}  # the lock alone decides what goes in, and here it goes

TODO_PIP = (
    "read the lines above. Usually the package index cannot be reached: check the network, the proxy and "
    "`python3 -m pip config list`, then run it again."
)
TODO_VENV = f"check that {VENV} may be written and that `{sys.executable} -m venv` works, then run it again."


def lock(kind: str) -> Path:
    """The lock file of an environment, ``base`` (to run) or ``dev`` (to develop and test)."""
    return ROOT / "requirements" / f"{kind}.txt"


def fingerprint(kind: str) -> str:
    """What the environment is made from: its lock, this folder (scripts name it) and this Python."""
    digest = hashlib.sha256(lock(kind).read_bytes()).hexdigest()
    return f"{kind} {digest} {ROOT} {sys.version_info[0]}.{sys.version_info[1]}\n"


def satisfied(kind: str) -> bool:
    """Whether ``.venv`` is complete, up to date, starts, and holds at least what ``kind`` needs."""
    enough = [fingerprint(each) for each in KINDS[KINDS.index(kind) :]]
    try:
        if STAMP.read_text() not in enough:
            return False
        return subprocess.run([PYTHON, "-c", "import django"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def ensure(kind: str) -> str:
    """Have the environment ready; say whether it had to be built.

    It is always built anew from nothing, so an interrupted or damaged one mends itself and a package that left the
    lock leaves the environment too. Raises SetupError when the environment or its packages cannot be had; a complete
    old one is then put back, so that a failed update leaves what ran before.
    """
    if satisfied(kind):
        return "up to date"
    aside = set_aside()
    try:
        build(kind)
    except SetupError:
        if aside:
            remove()
            aside.rename(VENV)
        raise
    if aside:
        shutil.rmtree(aside)
    return "built"


def build(kind: str) -> None:
    """Make the environment from nothing. Raises SetupError when it or its packages cannot be had."""
    remove()
    call([sys.executable, "-m", "venv", VENV], failed="Python could not make its environment", todo=TODO_VENV)
    call(
        [PYTHON, *PIP_INSTALL, lock(kind)],
        failed=f"pip could not install requirements/{kind}.txt",
        todo=TODO_PIP,
        env=PIP_SETTINGS,
    )
    STAMP.write_text(fingerprint(kind))


def set_aside() -> Path | None:
    """Move a complete environment out of the way and say where it is; ``None`` where there is no complete one."""
    aside = VENV.with_name(f"{VENV.name}.old")
    shutil.rmtree(aside, ignore_errors=True)  # of an update that was interrupted
    if not STAMP.exists() or VENV.is_symlink():
        return None
    try:
        return VENV.rename(aside)
    except OSError:
        return None


def remove() -> None:
    """Take the old environment away, its stamp first: half of one never passes for a whole."""
    try:
        STAMP.unlink(missing_ok=True)
        if VENV.is_symlink() or VENV.is_file():
            VENV.unlink()
        elif VENV.exists():
            shutil.rmtree(VENV)
    except NotADirectoryError:
        VENV.unlink()
    except PermissionError:
        raise SetupError(
            f"The old environment {VENV} may not be replaced by this user.",
            f"delete it as the user who made it (`sudo rm -r {VENV}`), then run it again.",
        ) from None
