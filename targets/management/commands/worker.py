"""``manage.py worker``: does what is enqueued, beginning with what a killed worker left in the middle."""

import os
import signal
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker

from targets.background import alive, forget_finished, requeue_stranded


class Command(DatabaseWorker):
    """The worker of django-tasks, and what ``targets.background`` promises besides."""

    help = "Do background work. Any number of these may run, on any machine that reaches the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(reload=False)
        parser.add_argument(
            "--with-parent", action="store_true", help="End when the process that started this one has ended."
        )

    def handle(self, **options: Any) -> None:
        worker_id: str = options["worker_id"]
        if options.pop("with_parent"):
            threading.Thread(target=_end_with, args=[os.getppid()], daemon=True).start()
        with alive(worker_id):
            back, given_up = requeue_stranded()
            if back or given_up:
                self.stderr.write(f"A worker was killed: {back} tasks begin again, {given_up} are given up.")
            forget_finished()
            super().handle(**options)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
