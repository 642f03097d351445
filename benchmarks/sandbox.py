"""What fresh namespaces cost a notebook: python benchmarks/sandbox.py [COUNT].

Runs COUNT notebooks (100 by default) of one small cell in the sandbox, each in namespaces of
its own, and as many by an ordinary fork without isolation, in turns; prints the milliseconds
of each and the difference.
"""

from __future__ import annotations

import statistics
import sys
import time

from autograder.sandbox import CellJob, Sandbox

CELLS = [CellJob("a", "import torch\nx = torch.ones(3)\nprint(x.sum())")]
TURN = 10  # notebooks


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with Sandbox() as fresh, Sandbox(unsandboxed=True) as bare:
        for sandbox in (fresh, bare):
            turn(sandbox)
        pairs = [(turn(fresh), turn(bare)) for _ in range(max(1, count // TURN))]
        level = fresh.level
    one, other = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(
        f"{one:.1f} ms a notebook at level {level}, {other:.1f} ms without isolation: "
        f"{one - other:+.1f} ms, {one / other:.2f} times"
    )


def turn(sandbox: Sandbox) -> float:
    """Milliseconds of a notebook, over a few."""
    begun = time.perf_counter()
    for _ in range(TURN):
        assert sandbox.run(CELLS, []).cells[0].state == "ok"
    return (time.perf_counter() - begun) * 1000 / TURN


if __name__ == "__main__":
    main()
