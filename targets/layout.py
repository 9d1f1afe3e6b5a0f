"""How the official form lays its cells out, on the screen and on paper: merged levels, months over the page's width."""

from collections.abc import Hashable, Iterator, Sequence

GRID = 24
"""Units across the upper table, right of its row heads: one, two, three, four or six months divide it evenly."""

MONTHS_A_LINE = 6
"""More checkpoints than this take a second line, so that an amount of seven figures still stands on one line."""


def runs(keys: Sequence[Hashable]) -> list[int]:
    """At the first of each run of equal neighbours its length, elsewhere 0: how far a merged cell reaches down.

    >>> runs(["a", "a", "b"])
    [2, 0, 1]
    """
    lengths = [0] * len(keys)
    first = 0
    for index, key in enumerate(keys):
        if key != keys[first]:
            first = index
        lengths[first] += 1
    return lengths


def month_lines(count: int) -> Iterator[list[tuple[int, int]]]:
    """The lines in which ``count`` checkpoints stand: for each its index and its width in units of ``GRID``.

    >>> list(month_lines(4))
    [[(0, 6), (1, 6), (2, 6), (3, 6)]]
    """
    if not count:
        return
    length = -(-count // -(-count // MONTHS_A_LINE))
    for start in range(0, count, length):
        line = range(start, min(start + length, count))
        edges = [GRID * place // len(line) for place in range(len(line) + 1)]
        yield [(index, right - left) for index, left, right in zip(line, edges, edges[1:], strict=False)]
