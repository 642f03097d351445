"""Whatever shows something, in the pseudo-language: nothing is English, nothing is made of pieces.

Without a browser: the edition's package is walked through in a process of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from autograder.files.paths import ROOT
from tests.autograder.build.pseudo_edition import pseudo_edition
from tests.autograder.build.pseudo_words import blocks, faults_of_brackets, names, plain

# Names that the samples of pictures give, that code has, and what a control can be set to.
GIVEN = frozenset(
    """a 3 an 8 slow train accuracy kept cleared value fit error log cost size loops weight class
    pre hidden logits loss mean None SGD Adam Adagrad dim bias Sequential Linear ReLU loose sigmoid
    tanh relu rel mul add sum result backward forward step grad From column
    nonsense own words""".split()  # noqa: SIM905
)
KINDS = ("guess", "arrange", "review", "progress", "explain", "hint", "reset", "picture", "lab")


@pytest.fixture(scope="module")
def shown(tmp_path_factory) -> dict[str, list[str]]:
    """By producer, what it has shown."""
    edition = pseudo_edition(tmp_path_factory)
    path = os.pathsep.join([str(edition), str(ROOT)])
    run = subprocess.run(
        [sys.executable, "-m", "tests.autograder.build.pseudo_walk"],
        cwd=tmp_path_factory.mktemp("walk"),
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    assert run.stderr == ""
    return json.loads(run.stdout)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_left_in_english(shown, kind):
    called = names() | GIVEN
    found = {name: pages for name, pages in shown.items() if name.split()[0] == kind}
    assert found and all(found.values())
    left = {
        f"{word} in {block!r}"
        for pages in found.values()
        for page in pages
        for block in blocks(page)
        for word in plain(block, called)
    }
    assert left == set()


def test_a_wrong_answer_s_card_speaks_the_language(shown):
    """What is typed by the student and what evidence compares stay as they are."""
    cards = {name: pages for name, pages in shown.items() if name.startswith("check ")}
    assert len(cards) > 50 and all(cards.values())
    for name, pages in cards.items():
        text = " ".join(block for page in pages for block in blocks(page))
        for english in (" the ", " is ", " not ", " expected", " yours", " points"):
            told = text.replace("“each sample with its own label”", "").split("⟦", 1)[-1]
            assert english not in f" {told} ".replace("in the old one", ""), (name, english, text)


def test_brackets_pair(shown):
    wrong = {
        f"{name}: {fault}: {block!r}"
        for name, pages in shown.items()
        for page in pages
        for block in blocks(page)
        if (fault := faults_of_brackets(block))
    }
    assert wrong == set()


def test_what_is_left_or_does_not_pair_would_be_found():
    assert plain("⟦ńóó⟧ plain `code` f(x) my_name $x$") == ["plain"]
    assert faults_of_brackets("⟦one⟧ two⟧") and faults_of_brackets("⟦one")
    assert not faults_of_brackets("⟦one ⟦two⟧⟧ ⟦three⟧")
    assert blocks("<p>one <b>two</b></p><p>three <code>x</code></p>") == ["one two", "three  · "]
