"""`make quick` and `make test`: every file of tests is run, and the quick lane stays quick.

``tests/quick.txt`` names the files of the quick lane, one a line, as pytest reads them; what is
marked ``thorough`` in them is left out. A file that is not named there is in `make test` alone;
what is marked ``slow`` only in `make test-all`.
"""

from __future__ import annotations

import ast
import fnmatch
from pathlib import Path

import pytest

from autograder.files.paths import ROOT

QUICK = (ROOT / "tests" / "quick.txt").read_text(encoding="utf-8").splitlines()
# A sandbox, a browser and a server take seconds to start.
DEAR = {"sandbox", "browser", "postgres", "slow"}


def marks_of(path: Path) -> set[str]:
    """The marks that stand in a file: ``pytest.mark.name``."""
    return {
        node.attr
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "mark"
    }


def test_the_quick_lane_names_each_file_once_in_order():
    assert sorted(set(QUICK)) == QUICK
    assert [name for name in QUICK if not (ROOT / name).is_file()] == []


@pytest.mark.parametrize("name", QUICK)
def test_no_file_of_the_quick_lane_starts_what_takes_seconds(name):
    assert marks_of(ROOT / name) & DEAR == set()


def test_the_longest_files_are_there():
    names = (ROOT / "tests" / "longest.txt").read_text(encoding="utf-8").splitlines()
    assert len(set(names)) == len(names)
    assert [name for name in names if not (ROOT / name).is_file()] == []


def test_no_folder_of_tests_is_passed_over(pytestconfig):
    # pytest's own list of such folders holds "build": those tests had not been run for weeks.
    patterns = pytestconfig.getini("norecursedirs")
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    names = {part for folder in folders for part in folder.relative_to(ROOT).parts}
    passed_over = [
        name for name in sorted(names) if any(fnmatch.fnmatch(name, one) for one in patterns)
    ]
    assert passed_over == []


def test_every_file_of_tests_is_below_what_pytest_looks_through(pytestconfig):
    assert pytestconfig.getini("testpaths") == ["tests"]
    strays = [
        path.relative_to(ROOT)
        for part in ("autograder", "course_utils", "benchmarks", "solutions")
        for path in (ROOT / part).rglob("test_*.py")
    ]
    assert strays == []
