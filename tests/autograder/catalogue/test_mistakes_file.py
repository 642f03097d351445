"""The text files of the mistakes: every form of an answer, and what is refused with its line."""

from __future__ import annotations

import ast
import sys
import textwrap

import pytest

from autograder.catalogue import catalogue
from autograder.catalogue.answer_text import text_of
from autograder.catalogue.entry import Entry
from autograder.catalogue.mistakes_file import (
    MistakesRefused,
    place_of,
    read_mistakes,
    shared_mistakes,
)
from autograder.cli import app

FUNCTION = "def mean(x):\n    total = x.sum()\n    return total / len(x)\n"
OTHER = "def mean(x):\n    return x.mean()\n"
CLASS = """\
class Scale:
    def __init__(self, s):
        self.s = s

    def forward(self, x):
        return self.s * x
"""
HEADER = "slip: a sentence\n    Why it is one.\n"


@pytest.fixture
def written(tmp_path):
    """A function: the sections of a file with this text."""

    def read(text):
        path = tmp_path / "mean.mistakes"
        path.write_text(text, encoding="utf-8")
        return read_mistakes(path)

    return read


def texts(sections, reference, name):
    rights = {"": reference, "library": OTHER}
    return [text_of(one, rights.__getitem__, name) for s in sections for one in s.answers]


def test_id_items_hint_sentence_and_why_are_read(written):
    (section,) = written(
        "# a heading\n\nno-mean [dw, first step; hint 3]: the sum is not\n        divided: by m\n"
        "    J is a mean.\n    So is its gradient.\n    | return x.sum()\n"
    )
    mistake = section.mistake
    assert (mistake.id, mistake.about, mistake.hint) == ("no-mean", ("dw", "first step"), 3)
    assert mistake.sentence == "the sum is not divided: by m"
    assert mistake.why == "J is a mean. So is its gradient."
    (alone,) = written("a [hint 1]: b\n    C.\n    | return 1\n")
    assert (alone.mistake.about, alone.mistake.hint) == ((), 1)


def test_every_form_of_an_answer(written):
    sections = written(
        HEADER
        + """\
    | total / len(x) → total
    | total / len(x) → total ; x.sum() → x.mean()
    | len(x) → 2 ¦ 3
    | - total = x.sum()
      + total = 0
      + for one in x:
      +     total += one
    | in library: x.mean() → x.mean(0)
    | return x[0]
    | total = 1
      return total
    | def mean(x, y):
          return x
"""
    )
    a, b, c, d, e, f, g, h, i = texts(sections, FUNCTION, "mean")
    assert a == FUNCTION.replace(" / len(x)", "") and "x.mean()\n    return total\n" in b
    assert "total / 2" in c and "total / 3" in d
    assert "    for one in x:\n        total += one\n    return" in e
    assert f == OTHER.replace("()", "(0)")
    assert g == "def mean(x):\n    return x[0]\n"
    assert h == "def mean(x):\n    total = 1\n    return total\n"
    assert i == "def mean(x, y):\n    return x\n"


def test_methods_that_are_written_out_go_into_the_class(written):
    sections = written(
        HEADER
        + """\
    | def forward(self, x):
          return x
    | def train(self, mode=True):
          return self
"""
    )
    replaced, added = texts(sections, CLASS, "Scale")
    assert replaced == CLASS.replace("self.s * x", "x")
    assert added.startswith(CLASS) and added.endswith(
        "    def train(self, mode=True):\n        return self\n"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Slip: x\n    y\n    | z\n", "line 1: 'id: sentence' was expected, not 'Slip: x'"),
        ("    | z\n", "line 1: the file begins with a line 'id: sentence'"),
        (HEADER, "line 1: 'slip' has no wrong answer"),
        ("slip: x\n    | z\n", "line 1: 'slip' lacks its why"),
        ("slip\n    | z\n", "line 1: 'slip' lacks its sentence, here or in shared.mistakes"),
        (f"{HEADER}    | z\n{HEADER}    | z\n", "line 4: the mistake 'slip' is already there"),
        (f"{HEADER}  | z\n", "line 3: an indentation of 2 means nothing here: a why has 4"),
        (f"{HEADER}    | z\n    Why.\n", "line 4: an indentation of 4 means nothing here"),
        (f"{HEADER}    | + z\n", "line 3: lines with . follow no line with -"),
        (f"{HEADER}    | a → b ; c\n", "line 3: 'old → new' was expected, not 'c'"),
        (f"{HEADER}    | in library: z\n", "line 3: 'in library:' is followed by no edit"),
        (f"{HEADER}    | - a → b\n", "line 3: '- a → b' begins as a whole line of a diff"),
        (f"{HEADER}    | + a → + b\n", "line 3: '. a → . b' begins as a whole line of a diff"),
        (f"{HEADER}    | a→b\n", "line 3: 'old → new' has a space on both sides"),
        (f"{HEADER}    | a →b\n", "line 3: a sign of 'a →b' lacks a space"),
        (f"{HEADER}    | a → b;c → d\n", "line 3: a sign of 'a → b;c → d' lacks a space"),
        (f"{HEADER}    | a → b¦c\n", "line 3: a sign of 'a → b¦c' lacks a space"),
        (f"{HEADER}    | a → b ¦ c ; d → e\n", "line 3: 'd → e' stands after ' ¦ '"),
        (f"{HEADER}| z\n", "line 3: an answer is indented by 4, and a space follows its |"),
        (f"{HEADER}    |z\n", "line 3: an answer is indented by 4, and a space follows its |"),
        (f"{HEADER}    |\n", "line 3: an answer is indented by 4, and a space follows its |"),
        (f"{HEADER}\t| z\n", "line 3: a tab, or a space other than ' '"),
        (f"{HEADER}    | a\n      \tz\n", "line 4: a tab, or a space other than ' '"),
        ("slip: x\n\xa0\xa0\xa0\xa0Why.\n    | z\n", "line 2: a tab, or a space other than ' '"),
        ("slip [hint 4]: x\n    Y.\n    | z\n", "line 1: there are hint 1, 2 and 3"),
    ],
)
def test_what_has_no_meaning_is_refused_with_its_line(written, text, words):
    with pytest.raises(MistakesRefused, match=f"mean.mistakes, {words}".replace("(", r"\(")):
        written(text)


def test_a_file_of_another_editor_is_read(tmp_path):
    path = tmp_path / "mean.mistakes"
    text = f"{HEADER}    | total = 1\n      return total\n"
    path.write_bytes(text.encode("utf-8-sig").replace(b"\n", b"\r\n"))
    (section,) = read_mistakes(path)
    assert [answer.text for answer in section.answers] == ["total = 1\nreturn total"]


def test_a_file_in_another_encoding_is_refused_with_its_line(tmp_path):
    path = tmp_path / "mean.mistakes"
    path.write_bytes("slip: x\n    Größe.\n    | z\n".encode("latin-1"))
    with pytest.raises(MistakesRefused, match=r"mean\.mistakes, line 2: the file is not in UTF-8"):
        read_mistakes(path)


def test_a_command_ends_in_this_sentence_and_in_no_traceback(monkeypatch, capsys, tmp_path):
    entry = _with_file(monkeypatch, tmp_path, f"{HEADER}    | a→b\n")
    monkeypatch.setattr(catalogue()["bce"], "read", None)  # whoever has read it before
    monkeypatch.setattr(sys, "argv", ["autograder", "audit", entry.id])
    monkeypatch.setattr(app, "listen", lambda: None)  # signals stay the tests' own
    with pytest.raises(SystemExit) as ended:
        app.main()
    told = capsys.readouterr().err
    assert ended.value.code == app.REFUSED and told.startswith("autograder: ")
    assert "bce.mistakes, line 3: 'old → new' has a space" in told and told.count("\n") == 1


def test_the_place_is_told_as_it_is_opened():
    assert place_of(catalogue()["bce"].mistakes_path) == (
        "autograder/catalogue/logistic_regression/bce.mistakes"
    )


def test_a_sentence_that_several_exercises_share_stands_in_one_place(written):
    name, shared = next(iter(shared_mistakes().items()))
    (section,) = written(f"{name} [inputs]\n    | return 1\n")
    assert (section.mistake.sentence, section.mistake.why) == (shared.sentence, shared.why)
    (own,) = written(f"{name}\n    Another why.\n    | return 1\n")
    assert (own.mistake.sentence, own.mistake.why) == (shared.sentence, "Another why.")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("gone → x", "'gone' does not stand in the right answer"),
        ("from code: gone", "has no 'gone'"),
        ("in gone: a → b", "there is no right answer 'gone', but"),
        ("eps = 1e-8 → eps = 1", "answer; it stands in eps_added: write 'in eps_added: ' before"),
        ("- gone", "'gone' does not stand in the right answer, as whole lines"),
        ("return -( → return -(", "nothing is changed: it is the answer bce"),
        (
            "return -(",
            r"the answer is not Python \('\(' was never closed, at 'return -\('\); an edit",
        ),
        ("-( → (-(", r"the answer is not Python \('\(' was never closed"),
    ],
)
def test_an_edit_that_does_not_fit_is_refused_when_the_entry_is_read(
    answer, words, monkeypatch, tmp_path
):
    with pytest.raises(MistakesRefused, match=rf"bce.mistakes, line 3 \(slip\): .*{words}"):
        _with_file(monkeypatch, tmp_path, f"{HEADER}    | {answer}\n").known


def test_the_same_answer_twice_is_refused(monkeypatch, tmp_path):
    text = f"{HEADER}    | return 1\n\nother: b\n    C.\n    | return 1\n"
    with pytest.raises(
        MistakesRefused, match=r"line 7 \(other\): the same answer stands in line 3"
    ):
        _with_file(monkeypatch, tmp_path, text).known


def test_a_missing_file_is_named(monkeypatch, tmp_path):
    with pytest.raises(MistakesRefused, match=r"bce\.mistakes is missing"):
        _with_file(monkeypatch, tmp_path, None).known


def _with_file(monkeypatch, tmp_path, text) -> Entry:
    """bce's entry, anew, with this file of mistakes beside it."""
    from dataclasses import replace

    from autograder.catalogue import entry as module

    path = tmp_path / "bce.mistakes"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(module.Entry, "mistakes_path", path)
    monkeypatch.setattr(module, "_ENTRIES", dict(module._ENTRIES))
    return replace(catalogue()["bce"], read=None)


@pytest.mark.parametrize("entry", catalogue().values(), ids=lambda entry: entry.id)
def test_every_answer_is_python_that_defines_what_the_student_defines(entry):
    for mistake, wrong in entry.wrong:
        tree = ast.parse(wrong.source)
        names = [getattr(node, "name", None) for node in tree.body]
        assert entry.right.name in names, (mistake, wrong.source)
        assert textwrap.dedent(wrong.source) == wrong.source
