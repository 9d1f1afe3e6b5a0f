"""What must come from the operating system: looked for by loading it, installed through apt only when missing."""

import ctypes
import ctypes.util
import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tools import postgres
from tools.steps import SetupError, call

APT = "apt-get"
QUIET = ("-qq", "-o", "Dpkg::Use-Pty=0", "-o", "DPkg::Lock::Timeout=120")
CLUSTER_SETTING = Path("/etc/postgresql-common/createcluster.d/perfbudget-no-main-cluster.conf")


@dataclass(frozen=True)
class Need:
    """One thing the product loads or runs, how to see that it is there, and the Debian package that brings it."""

    name: str
    package: str
    present: Callable[[], bool]


def library(soname: str, package: str) -> Need:
    """A shared library, present when the dynamic linker loads it."""

    def loads() -> bool:
        try:
            ctypes.CDLL(soname)
        except OSError:
            return False
        return True

    return Need(soname, package, loads)


def command(name: str, package: str) -> Need:
    """A program, present when it is on the PATH."""
    return Need(name, package, lambda: shutil.which(name) is not None)


def module(name: str, package: str) -> Need:
    """A part of the standard library that Debian packages apart."""
    return Need(f"Python module {name}", package, lambda: importlib.util.find_spec(name) is not None)


VENV_PACKAGE = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
RUN = (
    module("ensurepip", VENV_PACKAGE),
    library("libgobject-2.0.so.0", "libglib2.0-0"),
    library("libfontconfig.so.1", "libfontconfig1"),
    library("libharfbuzz.so.0", "libharfbuzz0b"),
    library("libharfbuzz-subset.so.0", "libharfbuzz-subset0"),  # without it one page takes 13 s
    library("libpango-1.0.so.0", "libpango-1.0-0"),
    library("libpangoft2-1.0.so.0", "libpangoft2-1.0-0"),
    command("msgfmt", "gettext"),
)
TEST = (
    *RUN,
    command("chromium", "chromium"),
    library("libatomic.so.1", "libatomic1"),  # Playwright's own Node.js does not start without
    Need("PostgreSQL server", "postgresql", lambda: postgres.binaries() is not None),
)


def ensure(needs: Iterable[Need]) -> str:
    """Have every need met, installing through apt as root; say what was done.

    Raises SetupError when something is missing and this user or machine cannot install it.
    """
    missing = [need for need in needs if not need.present()]
    if not missing:
        return "all present"
    packages = sorted({need.package for need in missing})
    if shutil.which(APT) is None:
        names = ", ".join(need.name for need in missing)
        raise SetupError(
            f"Missing on this system: {names}.",
            f"there is no apt-get here; install them with your own package manager (Debian calls the packages "
            f"{', '.join(packages)}), then run it again.",
        )
    if os.geteuid() != 0:
        raise SetupError(
            f"Debian packages are missing: {', '.join(packages)}.",
            "only root may install them. Run this line, then run it again:\n\n"
            f"    sudo apt-get update && sudo apt-get install --no-install-recommends {' '.join(packages)}\n",
        )
    install(packages)
    if left := [need.name for need in missing if not need.present()]:
        raise SetupError(
            f"Still missing after installing {', '.join(packages)}: {', '.join(left)}.",
            "see with `dpkg -l` and `ldconfig -p` what is broken, repair it and run it again.",
        )
    return f"installed {', '.join(packages)}"


def install(packages: list[str]) -> None:
    """Install Debian packages without their recommendations; PostgreSQL without creating or starting a cluster."""
    apt_env = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    todo = "check the network and /etc/apt/sources.list, then run it again."
    no_cluster = "postgresql" in packages and not CLUSTER_SETTING.exists()
    if no_cluster:
        CLUSTER_SETTING.parent.mkdir(parents=True, exist_ok=True)
        CLUSTER_SETTING.write_text("create_main_cluster = false\n")
    try:
        call([APT, *QUIET, "update"], failed="`apt-get update` failed", todo=todo, env=apt_env)
        call(
            [APT, *QUIET, "install", "--yes", "--no-install-recommends", *packages],
            failed=f"`apt-get install {' '.join(packages)}` failed",
            todo=todo,
            env=apt_env,
        )
    finally:
        if no_cluster:
            CLUSTER_SETTING.unlink(missing_ok=True)
