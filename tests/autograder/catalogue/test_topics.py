"""The worked examples: every line shows what is written beside it, and each has its mistakes."""

from __future__ import annotations

import ast
import contextlib
import io
import math
import re
import warnings
from collections.abc import Iterator

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from autograder.build import worked
from autograder.build.leaks import find_leaks, solution_regions
from autograder.build.source import read_source
from autograder.build.worked import mistakes_with_example, worked_faults
from autograder.catalogue import CHAPTERS, catalogue
from autograder.catalogue import topics as home
from autograder.catalogue.topics import ExampleLine, Topic, known_ids, topics, topics_of_mistakes
from autograder.errors import Refused

WIDEST = 88  # columns of a line in a card that is as wide as the page


@pytest.fixture
def names() -> Iterator[dict[str, object]]:
    grad = torch.is_grad_enabled()
    state = torch.get_rng_state()
    yield {"torch": torch, "nn": nn, "F": F, "math": math}
    torch.set_grad_enabled(grad)
    torch.set_rng_state(state)


def shown(line: ExampleLine, names: dict[str, object]) -> str:
    """What a notebook shows of it: what it prints, its value, or the exception's last line."""
    printed = io.StringIO()
    tree = ast.parse(line.code)
    last = tree.body[-1]
    value: object = None
    try:
        with contextlib.redirect_stdout(printed), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of .grad of a tensor that is no leaf
            if isinstance(last, ast.Expr):
                exec(compile(ast.Module(tree.body[:-1], []), line.at, "exec"), names)
                value = eval(compile(ast.Expression(last.value), line.at, "eval"), names)
            else:
                exec(compile(tree, line.at, "exec"), names)
    except Exception as error:
        return f"{type(error).__name__}: {str(error).splitlines()[0]}"
    return printed.getvalue().strip() or ("" if value is None else repr(value))


@pytest.mark.parametrize("topic", topics().values(), ids=lambda topic: topic.name)
def test_every_line_shows_what_is_written(topic: Topic, names):
    for line in topic.lines:
        seen = shown(line, names)
        if not line.mark and not line.shows:
            assert not re.match(r"\w+Error:", seen), line.at
        elif line.shows.endswith("…"):
            assert seen.startswith(line.shows.removesuffix("…")), line.at
        else:
            assert seen == line.shows, line.at


@pytest.mark.parametrize("topic", topics().values(), ids=lambda topic: topic.name)
def test_an_example_is_small_and_shows_two_different_things(topic: Topic):
    code = "\n".join(line.code for line in topic.lines).splitlines()
    assert 2 <= len(code) <= 12
    assert max(map(len, code)) <= WIDEST
    slips = {line.shows for line in topic.lines if line.mark == "slip"}
    meant = {line.shows for line in topic.lines if line.mark == "meant"}
    assert not slips & meant


def test_every_pattern_fits_a_mistake_and_no_mistake_has_two_topics():
    found = topics_of_mistakes()
    assert {topic for row in found.values() for topic in row.values()} == set(topics())


def test_most_mistakes_have_an_example_and_nearly_all_of_the_commonest():
    found, ids = topics_of_mistakes(), known_ids()
    of_all = sum(len(ids[name]) for name in catalogue())
    assert sum(mistakes_with_example().values()) >= 2 / 3 * of_all
    first = [(name, one) for name in catalogue() for one in ids[name][:10]]
    assert sum(one in found[name] for name, one in first) >= 0.9 * len(first)


def test_the_file_for_students_is_what_the_topics_make(monkeypatch, tmp_path):
    assert worked_faults() == []
    monkeypatch.setattr(worked, "WORKED_EXAMPLES_FILE", tmp_path / "worked.json")
    assert "run `" in worked_faults()[0]


def test_no_example_holds_lines_of_a_solution():
    regions = [
        region
        for chapter in CHAPTERS
        for region in solution_regions(read_source(chapter, fill=False))
    ]
    texts = [
        (topic.name, "\n".join(line.code for line in topic.lines)) for topic in topics().values()
    ]
    assert find_leaks(regions, texts) == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("one\n    - 1 ==> 1\n    Words.\n    @ mse: sum-for-mean\n", "needs a line with -"),
        ("one\n    - 1 ==> 1\n    + 2 ==> 2\n    Words.\n    @ mse\n", "write '@ exercise: mis"),
    ],
)
def test_a_topic_that_cannot_be_read_is_refused_with_its_line(
    tmp_path, monkeypatch, text, complaint
):
    (tmp_path / "some.topics").write_text(text, encoding="utf-8")
    monkeypatch.setattr(home, "FOLDER", tmp_path)
    topics.cache_clear()
    try:
        with pytest.raises(Refused, match=complaint) as refused:
            topics()
        assert "some.topics:" in str(refused.value)
    finally:
        topics.cache_clear()


def test_a_pattern_that_fits_nothing_and_a_mistake_with_two_topics_are_refused(
    tmp_path, monkeypatch
):
    lines = "    - 1 ==> 1\n    + 2 ==> 2\n    Words.\n"
    try:
        for rows, complaint in (
            ([("one", "mse: no-such-mistake")], "no mistake has the id mse/no-such-mistake"),
            ([("one", "mse: root"), ("two", "m*: root")], "mse/root has two topics, one and two"),
        ):
            text = "\n".join(f"{name}\n{lines}    @ {of}\n" for name, of in rows)
            (tmp_path / "some.topics").write_text(text, encoding="utf-8")
            monkeypatch.setattr(home, "FOLDER", tmp_path)
            topics.cache_clear()
            with pytest.raises(Refused, match=complaint):
                topics_of_mistakes()
            assert complaint in worked_faults()[0]
    finally:
        topics.cache_clear()
