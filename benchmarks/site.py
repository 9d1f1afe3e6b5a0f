"""The site as ``make run`` starts it, for as long as something is measured, and what a page of it weighs."""

import gzip
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from urllib.parse import urljoin

STARTING = 90  # seconds; a first start collects and compresses the static files
LOADED = re.compile(r'<(?:link rel="stylesheet" href|script[^>]* src)="([^"]+)"|from ?"(\./[^"]+)"')


@contextmanager
def serving(database: str) -> Iterator[tuple[int, int]]:
    """Serve a database of its own, with the demo's data in it; yields the port and the server's process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    environment = os.environ | {
        "DATABASE_URL": database,
        "PERFBUDGET_DEMO": "1",
        "HOST": "127.0.0.1",
        "PORT": str(port),
    }
    environment |= {"DJANGO_SETTINGS_MODULE": "perfbudget.settings"}
    server = subprocess.Popen([sys.executable, "-m", "tools.serve"], env=environment, stdout=subprocess.DEVNULL)
    try:
        for _ in range(STARTING * 10):
            with suppress(OSError):
                if get(port, "/login/")[0] == 200:
                    break
            assert server.poll() is None, "the server has gone; its own lines above say why"
            time.sleep(0.1)
        yield port, server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def processor_seconds(process: int) -> float:
    """What a process and its children have used of the processors so far."""
    told = subprocess.run(
        ["ps", "-o", "cputimes=", "--pid", f"{process}", "--ppid", f"{process}"], check=True, capture_output=True
    )
    return float(sum(map(int, told.stdout.split())))


def get(port: int, address: str, headers: Mapping[str, str] | None = None) -> tuple[int, bytes, str]:
    """A page: its status, its bytes as they came over the wire, and their encoding."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", address, headers=dict(headers or {}))
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.getheader("Content-Encoding", "")
    finally:
        connection.close()


def weigh(port: int, address: str, headers: Mapping[str, str]) -> dict[str, tuple[int, int]]:
    """The bytes of a page and of the style sheets and scripts it loads, by address: over the wire, and unpacked.

    As a browser gets them over plain HTTP, where none asks for brotli. Headers, some 400 bytes each, come on top.
    """
    weights: dict[str, tuple[int, int]] = {}
    waiting = [address]
    for each in waiting:
        status, body, encoding = get(port, each, {**headers, "Accept-Encoding": "gzip"})
        assert status == 200, f"{each}: {status}"
        text = gzip.decompress(body) if encoding == "gzip" else body
        weights[each] = (len(body), len(text))
        if each == address or each.endswith(".js"):
            found = (urljoin(each, one or other) for one, other in LOADED.findall(text.decode()))
            waiting += [one for one in dict.fromkeys(found) if one not in waiting]
    return weights
