"""How long a look at a large class takes: ``grade --dry-run`` on a download of 2,000 notebooks.

    python benchmarks/looking.py [SIZE]

Prints CPU seconds, and how many times as long as unpacking the same zip and reading its JSON,
which nobody can do without. The last column says whether it grows with the class alone: the
seconds for each notebook more, over those of a class a quarter as large; 1 is even.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

from autograder.files.paths import NOTEBOOKS

_CHAPTER = "04_logistic_regression"
_READ = """
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    for info in archive.infolist():
        json.loads(archive.read(info))
"""
# What an LMS, or a person, calls the file of the student with this number.
NAMES: dict[str, Callable[[int], str]] = {
    "canvas": lambda n: f"name{n}person{n}_{1000 + n}_{9000 + n}_hw.ipynb",
    "moodle": lambda n: f"Person{n} Name{n}_{5000 + n}_assignsubmission_file/hw.ipynb",
    "flat": lambda n: f"homework of Person{n} Name{n}, final.ipynb",
}


def download(folder: Path, name: Callable[[int], str], size: int) -> tuple[Path, Path]:
    """A zip of so many notebooks, no two alike, and the roster."""
    notebook = json.loads((NOTEBOOKS / f"{_CHAPTER}.ipynb").read_text(encoding="utf-8"))
    answer = next(
        cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("solution")
    )
    given = "".join(answer["source"])
    source, roster = folder / "class.zip", folder / "roster.csv"
    with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(size):
            answer["source"] = f"# {number}\n{given}"
            archive.writestr(name(number), json.dumps(notebook))
    people = "".join(f"{1000 + n},Person{n} Name{n}\n" for n in range(size))
    roster.write_text(f"id,name\n{people}", encoding="utf-8")
    return source, roster


def cpu_seconds(*words: object) -> float:
    """Of a call of this Python, with what it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *map(str, words)], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def looked(name: Callable[[int], str], size: int) -> tuple[float, float]:
    """CPU seconds of the dry run, and of reading alone."""
    with tempfile.TemporaryDirectory() as place:
        source, roster = download(Path(place), name, size)
        course = Path(place) / "course"
        words = ("-m", "autograder", "grade", source, "--roster", roster, "--course", course)
        return cpu_seconds(*words, "--dry-run"), cpu_seconds("-c", _READ, source)


def main(size: int = 2000) -> None:
    """Print the table."""
    print(f"{'layout':8} {'seconds':>8} {'reading':>8} {'ratio':>6} {'growth':>7}")
    nothing = looked(NAMES["flat"], 1)[0]
    for layout, name in NAMES.items():
        few, _ = looked(name, size // 4)
        seconds, reading = looked(name, size)
        growth = (seconds - few) / (size - size // 4) / ((few - nothing) / (size // 4))
        print(f"{layout:8} {seconds:8.1f} {reading:8.1f} {seconds / reading:6.1f} {growth:7.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
