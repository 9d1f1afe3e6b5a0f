"""One line per step; and a failed step says what failed and what to do, without a traceback."""

import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TAIL = 25  # lines of a failed command's output worth showing: the end says why


class SetupError(Exception):
    """A foreseeable failure: what failed, what to do about it, and what the failing program itself printed."""

    def __init__(self, what: str, todo: str, output: str = "") -> None:
        super().__init__(what)
        self.what, self.todo, self.output = what, todo, output


class Steps:
    """Numbers the steps of one command: ``[2/7] Python environment … built in 31 s``."""

    def __init__(self, total: int, done: int = 0) -> None:
        self.total, self.done = total, done

    def announce(self, label: str) -> None:
        """Open the line of the next step."""
        self.done += 1
        print(f"[{self.done}/{self.total}] {label} … ", end="", flush=True)

    def run(self, label: str, action: Callable[[], str]) -> None:
        """Announce the step, take it, and close its line with what the action says it did and the seconds it took.

        Further lines of what the action says follow below. Raises whatever the action raises, after ending the line.
        """
        self.announce(label)
        start = time.monotonic()
        try:
            result, _, more = action().partition("\n")
        except BaseException:
            print("failed", flush=True)
            raise
        seconds = time.monotonic() - start
        print(f"{result} in {seconds:.0f} s" if seconds >= 1 else result, more, sep="\n" if more else "", flush=True)


def call(
    command: Sequence[str | Path], *, failed: str, todo: str, env: Mapping[str, str] | None = None, cwd: Path = ROOT
) -> str:
    """Run a command quietly and return its output (stderr merged).

    Raises SetupError with ``failed``, ``todo`` and the end of the output when it does not exit with 0.
    """
    try:
        done = subprocess.run(
            command,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except FileNotFoundError:
        raise SetupError(f"{failed}: the command {command[0]} is missing.", todo) from None
    if done.returncode:
        if "No space left on device" in done.stdout:
            raise disk_full()
        raise SetupError(f"{failed} (exit status {done.returncode}).", todo, done.stdout)
    return done.stdout


def disk_full() -> SetupError:
    """The one problem that any step can have."""
    return SetupError("The disk is full.", f"Free some space (about 1 GB is needed under {ROOT}), then run it again.")


def tell(problem: SetupError, lines: int = TAIL) -> None:
    """Print the problem to stderr, after the last ``lines`` of what the failing program printed."""
    sys.stdout.flush()
    for line in problem.output.rstrip().splitlines()[-lines:]:
        print(line, file=sys.stderr)
    print(f"\n{problem.what}\nWhat to do: {problem.todo}", file=sys.stderr, flush=True)


def main(action: Callable[[], None]) -> None:
    """Run a whole command: a problem becomes a message and exit status 1, Ctrl-C a word and 130."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal without … or 中文 still gets the rest
    try:
        action()
    except SetupError as problem:
        tell(problem)
        sys.exit(1)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        tell(disk_full())
        sys.exit(1)
    except KeyboardInterrupt:
        print("\nStopped. Run it again to continue.", file=sys.stderr)
        sys.exit(130)
