"""Print the seed's first form in several ways, in one run, and compare.

``python -m benchmarks`` (about two minutes). The contenders take turns in small bursts, so what else the machine does
falls on all alike; compare ratios, not milliseconds of different days.
"""

import argparse
import statistics
import time

from benchmarks.contenders import CONTENDERS, start

GOALS = {
    "bare WeasyPrint": (1.15, "at most 1.15 × bare"),
    "naive WeasyPrint": (0.5, "at most half of naive"),
    "Chromium, @font-face": (1.0, "below Chromium kept open"),
    "Chromium, installed": (1.0, "below Chromium kept open"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=12, help="bursts of each contender")
    parser.add_argument("--burst", type=int, default=5, help="forms printed in a burst")
    parser.add_argument("--without", action="append", default=[], choices=list(GOALS), help="leave a contender out")
    given = parser.parse_args()
    running = {name: start(name) for name in CONTENDERS if name not in given.without}
    alone = [name for name in running if "second" not in name]
    seconds: dict[str, list[float]] = {name: [] for name in alone}
    processor = dict.fromkeys(alone, 0.0)
    memory, size, pairs = {}, {}, []
    for _ in range(given.rounds):
        for name in alone:
            pipe, _process = running[name]
            pipe.send(given.burst)
            times, used, memory[name], size[name] = pipe.recv()
            seconds[name] += times
            processor[name] += used
        pairs.append(_pair(running, given.burst))
    for pipe, process in running.values():
        pipe.send(0)
        process.join(20)
    _table(seconds, processor, memory, size)
    print(f"\nTwo processes print {statistics.median(pairs):.2f} × what one prints (goal: at least 1.7).")


def _pair(running, burst: int) -> float:
    """How many times faster two processes print the same number of forms than one, each measured now."""
    pipes = [running[name][0] for name in ("ours", "ours, second process")]
    started = time.perf_counter()
    pipes[0].send(2 * burst)
    pipes[0].recv()
    one = time.perf_counter() - started
    started = time.perf_counter()
    for pipe in pipes:
        pipe.send(burst)
    for pipe in pipes:
        pipe.recv()
    return one / (time.perf_counter() - started)


def _table(seconds, processor, memory, size) -> None:
    ours = statistics.median(seconds["ours"])
    heads = ("median ms", "best ms", "CPU ms", "ours is", "MB", "KB a PDF")
    print(f"{'one form, warm':<22}" + "".join(f"{head:>10}" for head in heads) + "  goal")
    for name, times in seconds.items():
        median = statistics.median(times)
        limit, goal = GOALS.get(name, (None, ""))
        met = "" if limit is None else f"{'met' if ours / median <= limit else 'MISSED'}: {goal}"
        ratio = f"{ours / median:.2f} ×" if limit else ""
        spent = 1000 * processor[name] / len(times)
        print(
            f"{name:<22}{median * 1000:>10.1f}{min(times) * 1000:>10.1f}{spent:>10.1f}{ratio:>10}"
            f"{memory[name]:>10.0f}{size[name] / 1024:>10.0f}  {met}"
        )


if __name__ == "__main__":
    main()
