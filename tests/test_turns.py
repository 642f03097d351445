"""Tests that take turns: each has its turn, and no run leaves a parameter without any."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from autograder.files.paths import ROOT
from course_utils.core.exercise import exercises
from tests.turns import passed_over, table, turn_of

FILE, OTHER = ROOT / "tests" / "one.py", ROOT / "tests" / "other.py"


def items_of(path: Path, parameter: str, values) -> list:
    """Tests of a file, one with each value."""
    made = [SimpleNamespace(params={parameter: value}) for value in values]
    return [SimpleNamespace(path=path, name="test", callspec=one) for one in made]


def taken(items, turn, parameters) -> list:
    over = passed_over(items, turn, parameters)
    return [item for item in items if all(item is not one for one in over)]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 45])
def test_in_four_turns_each_value_is_taken_and_none_of_them_is_empty(count):
    items = items_of(FILE, "point", range(count))
    turns = [taken(items, turn, {FILE: "point"}) for turn in range(4)]
    assert {item.callspec.params["point"] for one in turns for item in one} == set(range(count))
    assert all(len(one) >= count // 4 and one for one in turns)


def test_an_exercise_has_its_turn_in_all_files_at_once():
    known = list(exercises())
    entries = [SimpleNamespace(id=name) for name in known]
    items = [*items_of(FILE, "entry", entries), *items_of(OTHER, "exercise", known[::-3])]
    for turn in range(4):
        found = taken(items, turn, {FILE: "entry", OTHER: "exercise"})
        ones = {one.callspec.params["entry"].id for one in found if one.path == FILE}
        others = {one.callspec.params["exercise"] for one in found if one.path == OTHER}
        assert others == ones & set(known[::-3])


def test_what_is_not_named_and_what_has_no_such_parameter_is_always_taken():
    plain = SimpleNamespace(path=FILE, name="test_plain")
    items = [plain, *items_of(OTHER, "point", range(8)), *items_of(FILE, "other", range(8))]
    assert taken(items, 3, {FILE: "point"}) == items


def test_tests_without_a_parameter_take_turns_by_their_names():
    items = [SimpleNamespace(path=FILE, name=f"test_{n}") for n in range(5)]
    turns = [taken(items, turn, {FILE: "-"}) for turn in range(4)]
    assert sorted(one.name for turn in turns for one in turn) == [f"test_{n}" for n in range(5)]


def test_each_file_of_the_table_is_there_once_and_has_its_parameter():
    lines = (ROOT / "tests" / "in_turn.txt").read_text(encoding="utf-8").splitlines()[1:]
    assert lines == sorted(lines) and len(table()) == len(lines)
    for path, parameter in table().items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]
        tests = [one for one in functions if one.name.startswith("test_")]
        names = {arg.arg for one in tests for arg in one.args.args}
        assert tests and (parameter == "-" or parameter in names), path


def test_which_turn_it_is():
    assert turn_of("all") is None and turn_of("7") == 7
    at_commit = turn_of("commit")
    assert at_commit is None or re.fullmatch(r"\d+", str(at_commit))
    with pytest.raises(pytest.UsageError, match="not 'first'"):
        turn_of("first")
