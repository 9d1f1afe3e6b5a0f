"""Where ``make run`` serves: HOST and PORT, and whether that place is free."""

import errno
import os
import socket

from tools.steps import SetupError

HOST, PORT = "127.0.0.1", 8000


def place() -> tuple[str, int]:
    """HOST and PORT from the environment. Raises SetupError for a port that is none."""
    host, port = os.environ.get("HOST") or HOST, os.environ.get("PORT") or str(PORT)
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise SetupError(f"PORT={port} is no port.", "choose a number from 1 to 65535, e.g. `make run PORT=8001`.")
    return host, int(port)


def free(host: str, port: int) -> bool:
    """Whether a server may listen there. Raises OSError when the place itself is impossible."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn does
        try:
            probe.bind(address)
            probe.listen(1)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise
    return True


def check() -> None:
    """Raise SetupError, naming a way out, unless the server can listen at HOST and PORT."""
    host, port = place()
    try:
        if free(host, port):
            return
        other = next((each for each in range(port + 1, min(port + 100, 65536)) if free(host, each)), 8080)
    except PermissionError:
        raise SetupError(
            f"This user may not open port {port}.", "choose one above 1023, e.g. `make run PORT=8000`."
        ) from None
    except OSError as error:
        raise SetupError(
            f"The server cannot listen at HOST={host} ({error.strerror}).",
            "leave HOST out to serve this machine only, or give an address of its own, e.g. `make run HOST=0.0.0.0`.",
        ) from None
    raise SetupError(
        f"Port {port} is in use by another program.",
        f"stop that program, or choose another port: `make run PORT={other}`.",
    )
