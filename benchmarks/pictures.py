"""How long pictures take to appear, and labs to answer: python benchmarks/pictures.py.

Processor time of one thread, so that what else runs does not count. Each lab appears once
in a fresh process; then every value of every control is set, one at a time, and the slowest
answer is told (the first time it is drawn, and the page's HTML made of it).
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = "1"

import statistics
import subprocess
import sys
import time

APPEAR_SECONDS, ANSWER_SECONDS = 1.0, 0.1


def main() -> None:
    """Print one line for each lab and picture."""
    from tests.course_utils.samples import LABS, PICTURES

    print(f"{'lab':16} {'appears':>9} {'median':>9} {'slowest':>9}   at")
    for name in LABS:
        command = [sys.executable, __file__, name]
        print(subprocess.run(command, capture_output=True, text=True, check=True).stdout, end="")
    print(f"\n{'picture':18} {'appears':>9}   (matplotlib loaded)")
    next(iter(PICTURES.values()))()
    for name, make in PICTURES.items():
        start = time.process_time()
        make().to_html()
        print(f"{name:18} {(time.process_time() - start) * 1e3:6.0f} ms")


def one(name: str) -> None:
    """Measure one lab in this process."""
    from tests.course_utils.samples import LABS

    _warm()
    start = time.process_time()
    lab = LABS[name]()
    lab.figure.to_html()
    appears = time.process_time() - start
    answers: dict[str, float] = {}
    for control in lab.controls.values():
        for value in control.values:
            start = time.process_time()
            lab.at(**{control.name: value}).to_html()
            answers[f"{control.name} = {value}"] = time.process_time() - start
    slowest = max(answers, key=answers.__getitem__)
    median = statistics.median(answers.values())
    print(
        f"{name:16} {appears * 1e3:6.0f} ms {median * 1e3:6.1f} ms "
        f"{answers[slowest] * 1e3:6.1f} ms   {slowest}"
    )


def _warm() -> None:
    """What every chapter has done before its first lab: a gradient, and an optimizer's step."""
    import torch

    w = torch.ones(2, requires_grad=True)
    w.sum().backward()
    torch.optim.SGD([w], lr=0.1).step()


if __name__ == "__main__":
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    one(sys.argv[1]) if len(sys.argv) > 1 else main()
