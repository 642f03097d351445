"""The same class graded by this machine's own processes, and by as many workers of a cluster.

    python benchmarks/cluster.py [--size 200] [--workers 2] [--rounds 2]

The scheduler and the workers run on this machine, too, and are there before: as services they
are. Each round grades from an empty course folder, first here, then there, start-up and the
making of hidden keys included, and says when each result came. Prints, among others, the lines

    efficiency: N %                  time here over time there, whole runs
    efficiency after warm-up: N %    the same from the first result to the last
    efficiency by CPU: N %           core seconds of all processes, whole runs

The middle of several rounds counts: the machine may have other work.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from autograder.files.paths import ROOT

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.classes import CHAPTER, write_class


@dataclass(frozen=True, slots=True)
class Graded:
    """What a run took.

    Attributes:
        seconds: wall.
        after: wall, from the first result to the last.
        cpu: core seconds of all processes that had to do with it.
    """

    seconds: float
    after: float
    cpu: float


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=200, help="submissions")
    parser.add_argument("--workers", type=int, default=2, help="here, and there")
    parser.add_argument("--rounds", type=int, default=2, help="of both, in turn")
    options = parser.parse_args()
    count = options.workers
    with tempfile.TemporaryDirectory() as name, cluster(count) as (address, services):
        folder = Path(name)
        write_class(folder / "in", options.size)
        here, there = [], []
        for number in range(options.rounds):
            alone = graded(folder, ["--workers", str(count)], [])
            here.append(alone)
            shared = graded(folder, ["--cluster", address], services)
            there.append(shared)
            print(f"round {number + 1}: here {told(alone)}; on the cluster {told(shared)}")
        print(f"{options.size} submissions, {count} workers, {os.cpu_count()} cores")
        ratio("efficiency", [one.seconds for one in here], [one.seconds for one in there])
        ratio("efficiency after warm-up", [one.after for one in here], [one.after for one in there])
        ratio("efficiency by CPU", [one.cpu for one in here], [one.cpu for one in there])


def told(run: Graded) -> str:
    """One run in words."""
    return f"{run.seconds:.1f} s ({run.after:.1f} s after warm-up, {run.cpu:.1f} s of CPU)"


def ratio(name: str, here: Sequence[float], there: Sequence[float]) -> None:
    """Print one of the lines: the middle of the rounds' ratios."""
    pairs = [100 * own / other for own, other in zip(here, there, strict=True)]
    print(f"{name}: {statistics.median(pairs):.0f} %")


def graded(folder: Path, more: Sequence[str], services: Sequence[psutil.Process]) -> Graded:
    """Grade the class from an empty course folder."""
    course = folder / "course"
    shutil.rmtree(course, ignore_errors=True)
    words = ["grade", str(folder / "in"), "--chapter", CHAPTER, "--course", str(course), "--json"]
    before = spent(services)
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "autograder", *words, *more],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    own = [0.0]
    watcher = threading.Thread(target=_watch, args=(process, services, own))
    watcher.start()
    assert process.stdout is not None
    times = [time.perf_counter() for line in process.stdout if line.startswith("{")]
    if process.wait():
        sys.exit(f"autograder grade ended with {process.returncode}")
    seconds = time.perf_counter() - begun
    watcher.join()
    return Graded(seconds, times[-1] - times[0], max(own) - before)


def _watch(
    process: subprocess.Popen[str], services: Sequence[psutil.Process], own: list[float]
) -> None:
    # The last moment is lost: nothing is graded in it. What a sandbox used goes with it.
    while process.poll() is None:
        with contextlib.suppress(psutil.Error):
            own.append(spent([psutil.Process(process.pid), *services]))
        time.sleep(0.2)


def spent(processes: Sequence[psutil.Process]) -> float:
    """Core seconds of the processes and all below them, the dead included."""
    total = 0.0
    for process in processes:
        with contextlib.suppress(psutil.Error):
            for one in (process, *process.children(recursive=True)):
                with contextlib.suppress(psutil.Error):
                    total += sum(one.cpu_times()[:4])  # user, system, and of children
    return total


@contextlib.contextmanager
def cluster(count: int) -> Iterator[tuple[str, list[psutil.Process]]]:
    """A scheduler and workers on this machine: the address, and their processes."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    scheduler = ["-m", "dask", "scheduler", "--host", "127.0.0.1", "--port", str(port)]
    worker = ["-m", "autograder", "worker", address, "--workers", str(count)]
    with tempfile.TemporaryFile() as log:
        started: list[subprocess.Popen[bytes]] = []
        try:
            for words in ([*scheduler, "--no-dashboard"], worker):
                started.append(
                    subprocess.Popen([sys.executable, *words], cwd=ROOT, stdout=log, stderr=log)
                )
                time.sleep(5)
            _until_there(address, count)
            yield address, [psutil.Process(one.pid) for one in started]
        finally:
            for one in reversed(started):
                one.terminate()
                one.wait()


def _until_there(address: str, count: int) -> None:
    from distributed import Client

    with Client(address) as client:
        client.wait_for_workers(count, timeout=60)


if __name__ == "__main__":
    main()
