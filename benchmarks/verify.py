"""Verifying 1,000 and 10,000 editions in one streaming pass: how long, and does the memory stay flat?

``python -m benchmarks.verify`` (about three minutes; ``DATABASE_URL`` chooses another database server). It makes a test
database of its own and approves variations of the seed's tables in it.
"""

import time

from benchmarks.editions import approve, with_peak

from django.db import connection  # isort: skip
from django.test.utils import setup_databases, setup_test_environment, teardown_databases

from targets.models import User
from targets.services.verifying import loose_ends, verify

SIZES = (1_000, 10_000)


def one_pass() -> int:
    """Look at everything as ``verify_editions`` does; how many editions, none of which may be broken."""
    seen = 0
    for link in verify():
        assert not link.problem, link
        seen += 1
    assert not list(loose_ends())
    return seen


def main() -> None:
    """Print the comparison."""
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        actor = User.objects.create_superuser("bench")
        print(f"{connection.vendor}\n{'editions':>8}{'seconds':>9}{'a second':>10}{'MB on top':>11}")
        for total in SIZES:
            approve(total, actor)
            one_pass()
            begin = time.perf_counter()
            seen, most = with_peak(one_pass)
            seconds = time.perf_counter() - begin
            assert seen == total
            print(f"{total:>8,}{seconds:>9.1f}{total / seconds:>10,.0f}{most:>11.1f}")
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
