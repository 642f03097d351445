"""No loop of a solution stands in what is given, not even with other names in it."""

from __future__ import annotations

import json
import keyword
import re

from autograder.build.leaks import normalise
from autograder.build.outline import source_path
from autograder.catalogue import CHAPTERS
from autograder.files.paths import NOTEBOOKS

WINDOW = 3
LETTERS = 30  # so much of three lines is more than `x = y` thrice
SPOKEN = {"torch", "F", "nn", "optim", "math"}
# Lines that say nothing of how an exercise is solved.
GIVEN = re.compile(r"(def|class|import|from|return|with|print|@)")
NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*")
REGION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.DOTALL)


def bare(code: str) -> list[str]:
    """The lines of a code with one name for all variables, and one for all numbers."""

    def renamed(found: re.Match[str]) -> str:
        word = found.group()
        return word if word in SPOKEN or keyword.iskeyword(word) else "v"

    lines = [line for line in code.split("\n") if not GIVEN.match(line.strip())]
    same = re.sub(r"\b\d+(\.\d+)?", "v", NAME.sub(renamed, "\n".join(lines)))
    return normalise(same)


def windows(lines: list[str]) -> set[tuple[str, ...]]:
    runs = (tuple(lines[i : i + WINDOW]) for i in range(len(lines) - WINDOW + 1))
    return {run for run in runs if sum(map(len, run)) >= LETTERS}


def test_a_renamed_loop_is_recognised() -> None:
    one = "for rows in torch.randperm(len(x)).split(9):\n    opt.zero_grad()\n    opt.step()"
    other = "for i in torch.randperm(len(a)).split(m):\n    adam.zero_grad()\n    adam.step()"
    assert windows(bare(one)) == windows(bare(other)) != set()


def test_no_solution_is_given_away_under_other_names() -> None:
    texts = (source_path(chapter).read_text("utf-8") for chapter in CHAPTERS)
    regions = [region for text in texts for region in REGION.findall(text)]
    solved = set().union(*(windows(bare(region)) for region in regions))
    assert len(regions) > 30 and solved
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                assert not windows(bare("".join(cell["source"]))) & solved, (path.name, cell["id"])
