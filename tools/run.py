"""``make run``, first half: system packages and the Python environment; then ``tools.serve`` goes on inside it."""

import os

from tools import environment, listening, system
from tools.steps import ROOT, Steps, main

STEPS = 7


def run() -> None:
    """Take the first two steps, then become the environment's own Python for the other five."""
    listening.check()  # before minutes of work, not after
    steps = Steps(STEPS)
    steps.run("System packages", lambda: system.ensure(system.RUN))
    steps.run("Python environment", lambda: environment.ensure("base"))
    os.chdir(ROOT)
    os.execv(environment.PYTHON, [str(environment.PYTHON), "-m", "tools.serve"])  # noqa: S606  (no shell is the point)


if __name__ == "__main__":
    main(run)
