"""``make lock``: pin every dependency, for all platforms, with hashes and without naming where they come from."""

import os

from tools.environment import VENV, lock
from tools.steps import ROOT, call, main

COMPILE = ("pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header")


def relock() -> None:
    """Lock what developing needs, then what running needs at the same versions."""
    upgrade = ("--upgrade",) if os.environ.get("UPGRADE") else ()
    dev, base = (lock(kind).relative_to(ROOT) for kind in ("dev", "base"))
    for arguments in (
        (*upgrade, dev.with_suffix(".in"), "--output-file", dev),
        (base.with_suffix(".in"), "--constraints", dev, "--output-file", base),
    ):
        call(
            [VENV / "bin" / "uv", *COMPILE, *arguments],
            failed=f"{arguments[-1]} could not be locked",
            todo="run `make test` once if there is no development environment, and check the network.",
        )


if __name__ == "__main__":
    main(relock)
