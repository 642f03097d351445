"""How fast single answers are judged in the sandbox.

    python benchmarks/judging.py [COUNT]

Writes COUNT answer files (300 by default) to lr-backward, runs `autograder judge` on them, and
prints the time and the rate: as they are, in which 64 answers are given again and again, as in a
class; then each with a comment of its own, so that all of them have to be run.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ANSWER = """\
class LR(nn.Module):
    def __init__(self, dim, lr=0.01):
        super().__init__()
        self.w, self.b, self.lr = torch.zeros(dim, 1), torch.zeros(()), lr
        self.grads = {{"dw": torch.zeros(dim, 1), "db": torch.zeros(())}}

    def backward(self, x, yhat, y):
        m = x.shape[1]
        error = {error}
        self.grads["dw"] = {dw}
        self.grads["db"] = {db}
"""
ERRORS = ("yhat - y", "y - yhat", "(yhat - y) ** 2", "yhat - y + 0 * yhat")
DW = ("x @ error.T / m", "x @ error.T", "(x * error).mean(1, keepdim=True)", "(x * error).sum(1)")
DB = ("error.mean()", "error.sum()", "error.sum() / m", "error")


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    for different in (False, True):
        print(judged(count, different=different))


def judged(count: int, *, different: bool) -> str:
    """What it takes to judge so many."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        parts = itertools.cycle(itertools.product(ERRORS, DW, DB))
        for number, (error, dw, db) in enumerate(itertools.islice(parts, count)):
            path = Path(folder) / f"{number}.py"
            text = ANSWER.format(error=error, dw=dw, db=db)
            path.write_text(text + (f"# {number}\n" if different else ""), encoding="utf-8")
            files.append(str(path))
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "autograder", "judge", "lr-backward", *files, "--json"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        seconds = time.perf_counter() - start
    states = Counter(json.loads(line)["state"] for line in done.stdout.splitlines())
    rate = f"{count / seconds:.1f} a second"
    kinds = "all different" if different else f"{min(count, 64)} different ones"
    found = ", ".join(f"{number} {state}" for state, number in states.most_common())
    return f"{count} answers, {kinds}, on {os.cpu_count()} cores: {seconds:.1f} s, {rate} ({found})"


if __name__ == "__main__":
    main()
