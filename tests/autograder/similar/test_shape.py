"""What is left of an answer, and that hostile text costs nothing."""

from __future__ import annotations

import time

import pytest

from autograder.similar.shape import shape_of
from autograder.similar.trees import MAX_SOURCE

WRITTEN = """\
def backward(self, x, yhat, y):
    m = x.shape[1]
    error = yhat - y
    self.grads["dw"] = x @ error.T / m
    self.grads["db"] = error.sum() / m
"""


def form(text):
    return shape_of(text, {"backward"}, {"shape", "grads", "T", "sum"}).form


@pytest.mark.parametrize(
    "other",
    [
        WRITTEN.replace("error", "gap").replace("m\n", "n\n").replace("m =", "n ="),
        WRITTEN.replace("self, x, yhat, y", "me, a, b, c").replace("yhat - y", "b - c")
        .replace("x.shape", "a.shape").replace("x @", "a @").replace("self.", "me."),
        "def backward(self, x, yhat, y):\n    error = yhat - y\n    m = x.shape[1]\n"
        "    self.grads['db'] = error.sum() / m  # mean\n\n\n"
        "    self.grads['dw'] = (x @ error.T) / m\n",
        WRITTEN.replace("x, yhat, y)", "x: Tensor, yhat: Tensor, y) -> None"),
        WRITTEN.replace("    m =", "    '''The gradients.'''\n    m ="),
    ],
)  # fmt: skip
def test_names_free_order_and_layout_do_not_count(other):
    assert other != WRITTEN
    assert form(other) == form(WRITTEN)


@pytest.mark.parametrize(
    "other",
    [
        WRITTEN.replace("yhat - y", "y - yhat"),
        WRITTEN.replace("x @ error.T", "error.T @ x"),
        WRITTEN.replace("error.sum()", "yhat.sum()"),
        WRITTEN.replace("    error = yhat - y\n", "") + "    error = yhat - y\n",
        WRITTEN.replace(" / m\n", "\n", 1),
        WRITTEN.replace('"dw"', '"db"'),
        WRITTEN.replace("shape[1]", "shape[0]"),
    ],
)
def test_what_computes_something_else_has_another_form(other):
    assert other != WRITTEN
    assert form(other) != form(WRITTEN)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.add_(1)\nb = a.sum()\n", "b = a.sum()\na.add_(1)\n"),
        ("a.append(x)\na.append(y)\n", "a.append(y)\na.append(x)\n"),
        ("w[i] = 1\nv = w[0]\n", "v = w[0]\nw[i] = 1\n"),
        ("if x:\n    y = 1\nz = y\n", "z = y\nif x:\n    y = 1\n"),
        ("a = 1\nreturn_it = a\na = 2\n", "a = 2\nreturn_it = a\na = 1\n"),
    ],
)  # fmt: skip
def test_an_order_that_matters_is_kept(one, other):
    assert shape_of(one, {"x", "y", "a", "w"}).form != shape_of(other, {"x", "y", "a", "w"}).form


def test_statements_that_change_nothing_are_known():
    text = (
        "def f(x):\n    spare = x * 3\n    x + 1\n    if False:\n        x = 2\n    return x\n"
        "    x = 7\n"
    )
    assert {unit.first for unit in shape_of(text).units if unit.dead} == {2, 3, 4, 5, 7}


def test_comments_are_words_and_a_text_with_a_number_sign_is_none():
    shape = shape_of("x = '# no comment'  # Why  IS\n# that?\n")
    assert [(one.words, one.line) for one in shape.comments] == [("why is", 1), ("that", 2)]


@pytest.mark.parametrize(
    "text",
    [
        "(" * 15_000,
        "-" * 15_000 + "1",
        "x = " + "[" * 90 + "]" * 90,
        "x = " + "+".join("1" * 9_000),
        "x = " + "9" * 15_000,
        "x = 0x" + "f" * 15_000,
        "x = a" + ".b" * 9_000,
        "a\x00b = 1",
        "x = '\ud800'",
        "if 1:\n" + "".join(f"{' ' * n}if 1:\n" for n in range(1, 99)) + " " * 99 + "pass",
        "\n".join(f"a{n} = 1" for n in range(1500)),
        "\n".join("a.b = c()" for _ in range(1500)),
        "x = 1\n" * (MAX_SOURCE // 3),
        "'\\d'",
        "%matplotlib inline\n!rm -rf /\nx = 1",
        "def f(:\n  return 1",
        "",
        "\r\r\r#\r",
        "f'{f'{f'{1}'}'}'",
        "match x:\n    case {'a': [b, *c], **d}:\n        y = b\n    case _:\n        pass\n",
        "try:\n    pass\nexcept* E as e:\n    raise\nfinally:\n    x = 1\n",
    ],
)
def test_hostile_text_is_read_or_left_within_seconds(text):
    before = time.process_time()
    shape = shape_of(text)
    assert len(shape.units) <= 400
    assert time.process_time() - before < 2
