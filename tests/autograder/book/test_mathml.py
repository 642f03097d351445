"""Formulas as MathML Core has them."""

from __future__ import annotations

import json
import re

import pytest

from autograder.book.mathml import BadFormula, formula
from autograder.files.paths import NOTEBOOKS

MATH = re.compile(r"\$\$(.+?)\$\$|(?<![\\$])\$([^$\n]+?)\$", re.DOTALL)


def formulas() -> list[str]:
    found = []
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                text = re.sub(r"```.*?```|`[^`\n]*`", "", "".join(cell["source"]), flags=re.DOTALL)
                found += [block or inline for block, inline in MATH.findall(text)]
    return found


def test_every_formula_of_the_course_can_be_set():
    assert len(formulas()) > 90
    for text in formulas():
        assert formula(text, "block").startswith("<math"), text


@pytest.mark.parametrize(
    ("text", "there"),
    [
        (r"\lim_{h \to 0} f", "<munder><mo"),
        ("f'(x)", '<mrow><mi>f</mi><mo lspace="0" rspace="0">′</mo></mrow>'),
        (r"\hat{y}", "ˆ"),
        (
            r"y \log p",
            '<mo form="prefix" movablelimits="false" lspace="0.1667em" rspace="0.1667em">log',
        ),
        (r"-\log(p)", '<mo form="prefix" movablelimits="false" lspace="0" rspace="0">log'),
        ("a < b", "&lt;"),
    ],
)
def test_what_browsers_of_today_set_otherwise_is_mended(text, there):
    assert there in formula(text, "block")


def test_an_unknown_command_is_refused_with_its_formula():
    with pytest.raises(BadFormula, match=r"x \\\\\+ .*cannot be set|foo"):
        formula(r"x + \foo", "inline")
