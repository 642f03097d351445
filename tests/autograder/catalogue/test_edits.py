"""Edits of a text: all at once, whole words, and refused when what they change is gone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.catalogue.edits import Edit, EditRefused, apply

SOURCE = """\
def step(self):
    self.t += 1
    for p, m in zip(self.ps, self.ms):
        m.copy_(b1 * m + (1 - b1) * p.grad)
        p -= self.lr * m
"""


def test_the_old_text_is_replaced_wherever_it_stands():
    assert apply(SOURCE, [Edit("b1", "b2")]).count("b2") == 2


def test_two_names_are_exchanged_since_all_edits_speak_of_the_same_text():
    assert apply("a - b\n", [Edit("a", "b"), Edit("b", "a")]) == "b - a\n"


def test_a_name_inside_a_longer_one_stays():
    assert apply("m + mean(m_hat, m)\n", [Edit("m", "v")]) == "v + mean(m_hat, v)\n"


def test_a_line_of_which_nothing_is_left_goes():
    assert "self.t" not in (text := apply(SOURCE, [Edit("self.t += 1", "")]))
    assert len(text.splitlines()) == len(SOURCE.splitlines()) - 1
    assert apply("a + b + c\n", [Edit(" + b", "")]) == "a + c\n"


def test_whole_lines_take_the_indentation_of_their_place():
    edit = Edit("p -= self.lr * m", "if p.requires_grad:\n    p -= self.lr * m", lines=True)
    changed = apply(SOURCE, [edit]).splitlines()
    assert changed[-2:] == ["        if p.requires_grad:", "            p -= self.lr * m"]


def test_several_lines_are_found_with_their_own_indentation():
    edit = Edit("for p, m in zip(self.ps, self.ms):\n    m.copy_(b1 * m + (1 - b1) * p.grad)", "",
                lines=True)  # fmt: skip
    assert apply(SOURCE, [edit]).splitlines()[1:] == ["    self.t += 1", "        p -= self.lr * m"]


@pytest.mark.parametrize(
    "edit", [Edit("self.v", "x"), Edit("ms", "x"), Edit("p -=", "x", lines=True)]
)
def test_an_old_text_that_is_not_there_is_refused(edit):
    with pytest.raises(EditRefused, match="does not stand in the right answer"):
        apply("self.msq -= p\n", [edit])


def test_two_edits_of_one_place_are_refused():
    with pytest.raises(EditRefused, match="change the same place"):
        apply(SOURCE, [Edit("b1 * m", "m"), Edit("m + (1 - b1)", "m")])


WORDS = st.lists(st.sampled_from(["a", "b", "ab", "+", "(", ")", "a.b"]), min_size=1, max_size=12)


@given(WORDS)
def test_the_order_of_the_edits_says_nothing(words):
    source = " ".join(["a", "b", *words]) + "\n"
    edits = [Edit("a", "x.y"), Edit("b", "z + 1"), Edit("+", "-")]
    edits = [edit for edit in edits if edit.old in source.split()]
    assert apply(source, edits) == apply(source, edits[::-1])
    assert apply(source, [Edit("ab", "ab")] if "ab" in words else []) == source
