"""Whatever a student writes, the page stays a page."""

from __future__ import annotations

import dataclasses
import time

import pytest

from autograder.feedback import render_feedback
from autograder.submission.highlight import MAX_CODE, code_html, visible
from autograder.submission.remark import Remark
from autograder.submission.result import Result, Submission
from course_utils.core.detail import Detail
from course_utils.core.verdict import unjudged
from tests.autograder.feedback.reading import Reader, assert_inert
from tests.autograder.feedback.samples import CHAPTER, EXERCISES, mixed, page_of, written

ATTACKS = (
    "<script>alert(1)</script>",
    "</pre></code></style></title><img src=x onerror=alert(2)>",
    "\"' autofocus onfocus=alert(3) x='",
    "<a href='javascript:alert(4)'>here</a>",
    "{{ 7 * 7 }}{% raw %}{# <svg onload=alert(5)> #}",
    "`<iframe srcdoc='<script>alert(6)</script>'>`",
    "<!--<script>alert(7)//--><style>*{display:none}</style>",
    "<a href='data:text/html,<script>alert(8)</script>'>x</a><svg><animate onbegin=alert(9)>",
    "<details open ontoggle=alert(10)><math><mi xlink:href='javascript:alert(11)'>",
    "</style><style>@import 'https://example.invalid/x.css';</style>url(data:image/png;base64,)",
    "<base href='https://example.invalid/'><meta http-equiv=refresh content='0;url=data:,'>",
)
CONTROLS = "a\x00b\x07c\x1b[31md\x7fe\u202ef\u2066g\u2028h\ud800i\u0085j"


def planted(text: str) -> Result:
    """A result with the text wherever something of a student's can stand."""

    def bce(yhat, y):
        raise RuntimeError(text)

    base = mixed()
    crashed = unjudged(EXERCISES[5], "crashed", note=text, detail=Detail(text, text, text))
    verdicts = dict(base.verdicts) | {"bce": written("bce", bce), "lr-train": crashed}
    verdicts["lr-train"] = dataclasses.replace(crashed, exercise="lr-train")
    of_files = Remark("several-files", count=2, file=text)
    return Result(
        Submission(f"id {text}", CHAPTER, text, text, text, (of_files,), text),
        "flagged",
        verdicts,
        (Remark("timed-out", exercise=text), Remark("earlier", text=text)),
        {exercise.id: f"# {text}\nx = '''{text}'''\n" for exercise in EXERCISES},
        notebook=text,
        release=text,
    )


@pytest.mark.parametrize("text", [*ATTACKS, " ".join(ATTACKS)])
def test_planted_markup_is_shown_and_does_nothing(text):
    page = render_feedback(planted(text), EXERCISES, course=text)
    assert_inert(page)
    assert " ".join(text.split()) in Reader(page).text
    plain = Reader(render_feedback(planted("plain words"), EXERCISES, course="plain words"))
    for tag in ("section", "pre", "li", "h1", "h2", "table", "style", "meta", "title", "a"):
        assert len(Reader(page).tags(tag)) == len(plain.tags(tag)), tag


def test_control_characters_are_written_as_code_points():
    page = render_feedback(planted(CONTROLS), EXERCISES)
    assert_inert(page)
    shown = "".join(c if c.isalnum() or c in "[" else f"[U+{ord(c):04X}]" for c in CONTROLS)
    assert shown.startswith("a[U+0000]b[U+0007]c[U+001B][31md[U+007F]e[U+202E]f")
    assert shown in Reader(page).text
    page.encode("utf-8")  # half a surrogate pair would refuse
    assert not set(page) & set("\x00\x07\x1b\x7f\u202e\u2066\u2028\ud800\u0085\r")


def test_names_of_all_scripts_stay_as_they_are():
    for name in ("Zoë Ångström", "이지은", "محمد", "שרה", "می\u200cخواهم", "हिन्दी", "👩\u200d🔬"):
        assert visible(name) == name


def test_a_pile_of_accents_is_cut():
    assert visible("e" + "\u0301" * 400 + "x") == "e" + "\u0301" * 3 + "x"


def test_windows_line_ends_are_line_ends():
    assert visible("a\r\nb\rc") == "a\nb[U+000D]c"


def test_endless_code_is_cut_and_said_so():
    text = Reader(page_of(written("bce", lambda yhat, y: None), "x = 1\n" * 10_000)).text
    assert f"{60_000 - 1 - MAX_CODE} more characters are not shown." in text


@pytest.mark.parametrize(
    "piece", ["(", "'", "f'{", "\\", "a", " \t", "0", '"""\\N{', "@", "1_", "'''\n", "#", "\n"]
)
def test_no_code_keeps_the_highlighter_busy(piece):
    start = time.process_time()
    code_html(piece * (MAX_CODE // len(piece)))
    assert time.process_time() - start < 2.0
