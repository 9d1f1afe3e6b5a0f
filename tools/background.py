"""``make run``: keeps the background worker going beside the server, and ends it with it.

Started by the process that then becomes the server. Whatever way that ends, its children get another parent: so this
sees it, and the worker sees it of this one.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

COMMAND = (sys.executable, "manage.py", "worker", "--with-parent")
POLL = 0.3
"""Seconds between two looks at whether the worker lives and the server does."""
PATIENCE = 10
"""Seconds for the task at hand, when the server ends; what is killed then begins again at the next start."""
LONGEST = 30
"""Seconds between two starts of a worker that ends again and again."""


def main(parent: int, command: Sequence[str] = COMMAND) -> None:
    """Run the worker, and run it again whenever it ends, until the parent has ended or a signal says so."""
    stop = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stop.set())

    def over() -> bool:
        return stop.is_set() or os.getppid() != parent

    pause = 0.5
    while not over():
        began = time.monotonic()
        worker = subprocess.Popen(command, start_new_session=True)  # so that Ctrl-C comes by way of this alone
        while worker.poll() is None and not over():
            stop.wait(POLL)
        if worker.returncode is None:
            end(worker)
            return
        pause = 1 if time.monotonic() - began > LONGEST else min(pause * 2, LONGEST)
        print(f"The background worker ended ({worker.returncode}); it starts again in {pause:g} s.", flush=True)
        until = time.monotonic() + pause
        while time.monotonic() < until and not over():
            stop.wait(POLL)


def end(worker: subprocess.Popen[bytes]) -> None:
    """Let it finish what it is at, for a while."""
    worker.terminate()
    try:
        worker.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()


if __name__ == "__main__":
    main(int(sys.argv[1]))
