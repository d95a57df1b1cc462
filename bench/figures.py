"""What both benchmarks share: medians, the Markdown table, and an end that leaves nothing behind."""

import signal
import statistics
import sys
import threading


_asked_to_end = threading.Event()


def end_when_asked():
    """Makes SIGTERM something to be noticed by `go_on`: an exception at any moment could skip the ending of what was started."""
    signal.signal(signal.SIGTERM, lambda *_: _asked_to_end.set())


def go_on():
    if _asked_to_end.is_set():
        sys.exit(143)


def median(values):
    return statistics.median(values)


def number(value):
    if value is None:
        return "-"
    return str(value) if isinstance(value, int) else f"{value:.3g}" if value < 100 else f"{value:.0f}"


def table(peer, rows):
    """rows: (figure, lictor, peer, goal, whether it is met or None)."""
    print(f"| figure | lictor | {peer} | ratio | goal |")
    print("|---|---|---|---|---|")
    for figure, ours, theirs, goal, met in rows:
        ratio = f"{ours / theirs:.2f}" if theirs else "-"
        verdict = {None: "", True: ", met", False: ", **missed**"}[met]
        print(f"| {figure} | {number(ours)} | {number(theirs)} | {ratio} | {goal}{verdict} |", flush=True)
