"""How gunicorn serves the site, in ``make run`` and in production: ``gunicorn perfbudget.wsgi``.

HOST and PORT choose the place, WEB_CONCURRENCY the number of worker processes.
"""

import os
from contextlib import suppress
from typing import Any

host = os.environ.get("HOST") or "127.0.0.1"
port = os.environ.get("PORT") or "8000"
bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 4
timeout = 120  # seconds; a department's whole book takes a while to print
preload_app = True  # loaded once, before the workers split off: they share its memory
control_socket_disable = True  # nobody here steers a running server
loglevel = "warning"


def when_ready(server: Any) -> None:
    """Load what the first request would wait for, then say where the site is and who may sign in."""
    from django.conf import settings
    from django.urls import get_resolver

    from targets.services.demo import DEMO_PASSWORD, active_demo_accounts

    get_resolver().url_patterns  # noqa: B018  (reading it imports every view)
    address = str(server.LISTENERS[0]).replace("//0.0.0.0:", "//localhost:").replace("//[::]:", "//localhost:")
    lines = [f"ready, Ctrl-C stops it\n\n    {address}/"]
    accounts = active_demo_accounts() if settings.DEMO else []
    if accounts:
        lines.append(f"\n    Sign in as (password: {DEMO_PASSWORD})")
        lines += [f"      {account.username:<10}{account.display_name}" for account in accounts]
    print("\n".join(lines), flush=True)  # noqa: T201  (the terminal is where this is read)


def pre_fork(server: Any, worker: Any) -> None:
    """Workers open their own database connections; one inherited from the parent would be shared."""
    from django.db import connections

    connections.close_all()


def post_worker_init(worker: Any) -> None:
    """Warm the worker's own printing press; one made before the fork would wait for a thread of Pango's left behind."""
    from reports.fonts import FontsNotPreparedError
    from reports.rendering import prewarm

    with suppress(FontsNotPreparedError):  # a system check says it; everything but printing works
        prewarm()
