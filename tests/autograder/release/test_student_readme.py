"""The public README tells all that a student may type."""

from __future__ import annotations

import re

import pytest

import course_utils
from autograder.files.paths import ROOT

TEXT = (ROOT / "autograder/release/templates/README.md.j2").read_text("utf-8")
# What nobody types: the package's own exceptions, and its number.
NOT_TYPED = {"CheckFailed", "NotAttempted", "__version__"}
TYPED = sorted(set(course_utils.__all__) - NOT_TYPED)
ROWS = dict(re.findall(r"^\| `([^`]+)` \| (.+) \|$", TEXT, re.M))


@pytest.mark.parametrize("name", TYPED)
def test_what_can_be_typed_has_a_line_in_the_readme(name):
    lines = [what for call, what in ROWS.items() if re.search(rf"\b{name}\b", call)]
    assert lines, f"README.md.j2 has no line for {name}"


def test_each_line_is_a_line():
    assert len(ROWS) >= len(TYPED)
    assert all(len(what) < 170 for what in ROWS.values())


def test_the_line_of_an_empty_cell_is_told():
    assert "`raise NotAttempted`" in TEXT
    assert "autograder" not in TEXT
