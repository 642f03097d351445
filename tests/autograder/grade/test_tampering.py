"""What is said of code that reaches for the grader, and what is not."""

from __future__ import annotations

import time

import pytest

from autograder.build.source import read_source
from autograder.catalogue import CHAPTERS
from autograder.grade.tampering import tampering


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("torch.allclose = lambda *a: True", "changes a module that everything uses"),
        ("x = torch.equal = print", "changes a module that everything uses"),
        ("setattr(torch, 'equal', print)", "changes a module that everything uses"),
        ("from course_utils.core.key import visible_keys", "uses the checks' own modules"),
        ("course_utils.core.judge.judge(1)", "uses the checks' own modules"),
        ("from course_utils import digits, core", "uses the checks' own modules"),
        ("from inside import frames", "uses the grading worker's modules"),
        ("get_ipython().ast_transformers.append(x)", "changes how cells are run"),
        ("frame = sys._getframe(1)", "looks at frames or at all objects"),
        ("os._exit(0)", "ends, forks or signals processes"),
        ("import ctypes", "goes below Python"),
    ],
)
def test_it_is_named_with_its_line(line, words):
    (remark,) = tampering([("bce", f"# exercise: bce\n{line}")])
    assert remark.text == f"bce {words}, line 2: {line}"


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_nothing_is_said_of_the_course_s_own_solutions_and_cells(chapter):
    code = (cell for cell in read_source(chapter).cells if cell.cell_type == "code")
    cells = [(cell.id, cell.source) for cell in code]
    assert list(tampering(cells)) == []


def test_settings_comments_and_comparisons_are_no_tampering():
    text = """
# torch.equal = my_own
torch.backends.cudnn.deterministic = True
same = torch.equal(a, b) == True
x[torch.isnan(x)] = 0
model.weight.grad = None
from course_utils import digits, check, hint
from course_utils.digits import pair
"""
    assert list(tampering([("bce", text)])) == []


def test_a_text_made_to_slow_it_down_does_not():
    begun = time.process_time()
    for text in ("torch." * 30_000, "import " + " " * 190_000, "x\n" * 99_000, "torch.a" * 20_000):
        list(tampering([("bce", text)]))
    assert time.process_time() - begun < 5
