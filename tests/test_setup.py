"""Set-up: what a newcomer on a bare Debian is told, and what the lock files promise."""

import ast
import errno
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tools import check, environment, listening, messages, postgres, system
from tools.steps import ROOT, SetupError, Steps, call, main

ABSENT = system.library("libabsent.so.9", "libabsent9")
PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[.*\])?==(\S+)", re.MULTILINE)


def lock_text(kind: str) -> str:
    return environment.lock(kind).read_text()


@pytest.mark.parametrize("kind", environment.KINDS)
def test_a_lock_names_no_registry_and_no_place_on_a_machine(kind):
    text = lock_text(kind)
    assert not re.findall(r"https?:|://|file:|--(?:extra-)?index|--find-links|^/|\s/", text, re.MULTILINE)


@pytest.mark.parametrize("kind", environment.KINDS)
def test_every_pin_has_a_hash(kind):
    entries = [entry for entry in re.split(r"\n(?=\S)", lock_text(kind)) if not entry.startswith("#")]
    assert len(entries) > 30
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_what_is_tested_is_what_runs():
    base, dev = (dict(PINNED.findall(lock_text(kind))) for kind in ("base", "dev"))
    assert base.items() <= dev.items()


def test_every_direct_dependency_is_locked_and_has_its_reason():
    reasons = (ROOT / "docs" / "dependencies.md").read_text()
    for kind in environment.KINDS:
        pins = dict(PINNED.findall(lock_text(kind)))
        for line in (ROOT / "requirements" / f"{kind}.in").read_text().splitlines():
            name = re.match(r"[A-Za-z][A-Za-z0-9-]*(\[[a-z-]+\])?", line)
            if name:
                assert f"| {name[0]} | " in reasons, f"{name[0]} has no line in docs/dependencies.md"
                assert name[0].partition("[")[0].lower() in pins


def test_ci_runs_make_test_and_nothing_else():
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == ["exec make test"]


def test_what_is_present_is_not_installed_again(monkeypatch):
    monkeypatch.setattr(system, "install", lambda packages: pytest.fail("apt was called"))
    present = system.library("libc.so.6", "libc6")
    assert system.ensure([present, system.command("sh", "dash"), system.module("json", "python3")]) == "all present"


def test_an_ordinary_user_is_given_the_line_to_run(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(system, "APT", "sh")
    with pytest.raises(SetupError) as problem:
        system.ensure([ABSENT, system.command("no-such-tool", "a-tool"), system.command("sh", "dash")])
    assert problem.value.what == "Debian packages are missing: a-tool, libabsent9."
    assert "sudo apt-get install --no-install-recommends a-tool libabsent9\n" in problem.value.todo


def test_a_system_without_apt_is_told_what_is_missing(monkeypatch):
    monkeypatch.setattr(system, "APT", "no-such-apt")
    with pytest.raises(SetupError, match=r"Missing on this system: libabsent\.so\.9\.") as problem:
        system.ensure([ABSENT])
    assert "own package manager" in problem.value.todo


def test_root_installs_only_what_is_missing_and_sees_that_it_came(monkeypatch):
    installed: list[list[str]] = []
    need = system.Need("thing", "thing-package", lambda: bool(installed))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(system, "APT", "sh")
    monkeypatch.setattr(system, "install", installed.append)
    assert system.ensure([need, system.command("sh", "dash")]) == "installed thing-package"
    assert installed == [["thing-package"]]
    with pytest.raises(SetupError, match="Still missing after installing libabsent9"):
        system.ensure([ABSENT])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An environment's folder of this test's own."""
    monkeypatch.setattr(environment, "VENV", tmp_path / "venv")
    monkeypatch.setattr(environment, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(environment, "STAMP", tmp_path / "venv" / "built-from")
    (tmp_path / "venv").mkdir()
    return tmp_path / "venv"


def test_the_development_environment_is_enough_to_run_but_not_the_reverse(folder):
    (folder / "built-from").write_text(environment.fingerprint("dev"))
    assert (environment.satisfied("base"), environment.satisfied("dev")) == (True, True)
    (folder / "built-from").write_text(environment.fingerprint("base"))
    assert (environment.satisfied("base"), environment.satisfied("dev")) == (True, False)


def test_half_an_environment_is_built_anew(folder, monkeypatch):
    commands = []
    monkeypatch.setattr(environment, "call", lambda command, **_: commands.append([str(part) for part in command]))
    (folder / "left-over").write_text("from an interrupted run")
    with pytest.raises(FileNotFoundError):  # the stand-in for `venv` makes no folder to stamp
        environment.ensure("base")
    assert not folder.exists()
    assert "--require-hashes" in commands[1]
    assert commands[1][-1].endswith("requirements/base.txt")


def test_an_environment_whose_python_does_not_start_is_not_satisfied(folder, monkeypatch):
    (folder / "built-from").write_text(environment.fingerprint("base"))
    monkeypatch.setattr(environment, "PYTHON", folder / "gone")
    assert not environment.satisfied("base")


def test_a_busy_port_is_named_with_a_free_one(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        monkeypatch.delenv("HOST", raising=False)
        with pytest.raises(SetupError, match=f"Port {port} is in use") as problem:
            listening.check()
    free = re.search(r"`make run PORT=(\d+)`", problem.value.todo)
    assert free
    assert int(free[1]) != port


@pytest.mark.parametrize("port", ["0", "65536", "http", "８０００"])
def test_a_port_that_is_none_is_refused(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(SetupError, match="is no port"):
        listening.place()


def test_a_host_that_is_not_this_machine_is_refused(monkeypatch):
    monkeypatch.setenv("HOST", "203.0.113.9")
    monkeypatch.setenv("PORT", "8765")
    with pytest.raises(SetupError, match=r"cannot listen at HOST=203\.0\.113\.9"):
        listening.check()


def test_a_step_is_one_line_that_says_what_was_done(capsys):
    steps = Steps(3, done=1)
    steps.run("Python environment", lambda: "up to date")
    assert capsys.readouterr().out == "[2/3] Python environment … up to date\n"
    steps.run("Tests", lambda: "ok\n5 passed in 0.10s")
    assert capsys.readouterr().out == "[3/3] Tests … ok\n5 passed in 0.10s\n"


def test_a_failed_command_says_what_to_do_and_shows_its_own_words(capsys):
    def action() -> None:
        call(["sh", "-c", "echo the index is away >&2; exit 3"], failed="pip failed", todo="check the network.")

    with pytest.raises(SystemExit) as end:
        main(action)
    assert end.value.code == 1
    assert capsys.readouterr().err == (
        "the index is away\n\npip failed (exit status 3).\nWhat to do: check the network.\n"
    )


def test_a_full_disk_is_called_that(capsys):
    def by_ourselves() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def by_a_command() -> None:
        call(["sh", "-c", "echo 'write: No space left on device'; exit 1"], failed="x", todo="y")

    for action in (by_ourselves, by_a_command):
        with pytest.raises(SystemExit):
            main(action)
        assert "The disk is full." in capsys.readouterr().err


def test_an_old_python_gets_a_sentence():
    source = (ROOT / "tools" / "__init__.py").read_text().replace("sys.version_info < (3, 11)", "True")
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("perfbudget needs Python 3.11 or newer;")


@pytest.mark.slow
@pytest.mark.skipif(postgres.binaries() is None, reason="no PostgreSQL server here; `make test` installs one")
def test_the_throw_away_cluster_answers_and_leaves_nothing():
    psycopg = pytest.importorskip("psycopg")
    with postgres.cluster() as url:
        home = Path(url.removeprefix("postgres://postgres@/").removesuffix("/postgres"))
        with psycopg.connect(host=str(home), user="postgres", dbname="postgres") as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
            assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
    assert not home.exists()


def test_pytest_closing_lines_are_known():
    lines = ("312 passed in 21.30s", "1 failed, 3 passed, 2 skipped in 0.52s", "== 5 passed in 61.00s (0:01:01) ==")
    assert all(check.CLOSING_LINE.match(line) for line in lines)
    assert not check.CLOSING_LINE.match("FAILED tests/test_x.py")


def test_fuzzy_and_missing_translations_are_counted(tmp_path):
    po = tmp_path / "django.po"
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    done = 'msgid "code"\nmsgstr "编码"\n\n'
    po.write_text(head + done, encoding="utf-8")
    assert messages.unfinished(po) == ""
    po.write_text(head + done + '#, fuzzy\nmsgid "name"\nmsgstr "名"\n\nmsgid "year"\nmsgstr ""\n', encoding="utf-8")
    assert messages.unfinished(po) == "1 fuzzy translation, 1 untranslated message"


@pytest.mark.slow
def test_no_text_to_translate_stands_inside_an_f_string():
    """It would never be found there, so it would stay English."""
    translators = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
    files = [path for name in messages.SOURCES for path in (ROOT / name).rglob("*.py")]
    assert len(files) > 100
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in files
        for text in ast.walk(ast.parse(path.read_text()))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in translators
    ]
    assert found == []


def test_a_failed_update_leaves_the_environment_that_ran_before(folder, monkeypatch):
    (folder / "built-from").write_text("an older lock")
    (folder / "what-runs").write_text("still here")

    def offline(kind):
        folder.mkdir()
        (folder / "half").write_text("half an environment")
        raise SetupError("pip could not install", "check the network")

    monkeypatch.setattr(environment, "build", offline)
    with pytest.raises(SetupError):
        environment.ensure("base")
    assert (folder / "what-runs").read_text() == "still here"
    assert list(folder.parent.iterdir()) == [folder]
