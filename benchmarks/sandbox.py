"""What fresh namespaces cost a notebook: python benchmarks/sandbox.py [COUNT].

Runs COUNT notebooks (100 by default) of one small cell in the sandbox, each in namespaces of
its own, and as many by an ordinary fork without isolation, in turns; prints the milliseconds
and the CPU milliseconds of each, all processes included, and the difference.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from pathlib import Path

from autograder.sandbox import CellJob, Sandbox

CELLS = [CellJob("a", "import torch\nx = torch.ones(3)\nprint(x.sum())")]
TURN = 10  # notebooks
_TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with Sandbox() as fresh, Sandbox(unsandboxed=True) as bare:
        walls: dict[str, list[float]] = {"fresh": [], "bare": []}
        cpus: dict[str, list[float]] = {"fresh": [], "bare": []}
        for sandbox in (fresh, bare):
            turn(sandbox)
        for _ in range(max(1, count // TURN)):
            for name, sandbox in (("fresh", fresh), ("bare", bare)):
                wall, cpu = turn(sandbox)
                walls[name].append(wall)
                cpus[name].append(cpu)
        level = fresh.level
    for words, found in (("wall", walls), ("CPU", cpus)):
        one, other = (statistics.median(found[name]) for name in ("fresh", "bare"))
        print(
            f"{words}: {one:.1f} ms at level {level}, {other:.1f} ms without isolation: "
            f"{one - other:+.1f} ms, {one / other:.2f} times"
        )


def turn(sandbox: Sandbox) -> tuple[float, float]:
    """Wall and CPU milliseconds of a notebook, over a few."""
    begun, used = time.perf_counter(), _cpu()
    for _ in range(TURN):
        assert sandbox.run(CELLS, []).cells[0].state == "ok"
    return (time.perf_counter() - begun) * 1000 / TURN, (_cpu() - used) * 1000 / TURN


def _cpu() -> float:
    """CPU seconds of this process and of all below it, with those that have ended."""
    parents, seconds = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(folder.name)] = int(fields[1])
        seconds[int(folder.name)] = sum(map(int, fields[11:15])) / _TICKS
    total = 0.0
    for pid in parents:
        up = pid
        while up not in (os.getpid(), 0, 1):
            up = parents.get(up, 0)
        total += seconds[pid] if up == os.getpid() else 0.0
    return total


if __name__ == "__main__":
    main()
