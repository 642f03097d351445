"""The student's own code on the page, with the places marked in it."""

from __future__ import annotations

import dataclasses
import re
from html import unescape

import pytest

from autograder.submission.highlight import MAX_CODE, code_html, visible
from autograder.submission.marked_code import marked_code_html
from course_utils.core.place import Place, Proof
from course_utils.core.verdict import Verdict
from tests.autograder.feedback.reading import Reader, assert_inert
from tests.autograder.feedback.samples import mistaken, on_hidden_inputs, page_of
from tests.autograder.feedback.test_hostile_text import ATTACKS

CODE = """\
# exercise: bce
def bce(yhat, y):
    '''The loss.

    Of a batch.'''
    each = y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat)
    return -each.sum()
"""


def place(line: int, text: str, source: str = CODE) -> Place:
    row = re.split(r"\r\n|\r|\n", source)[line - 1].rstrip()
    column = row.index(text)
    return Place(line, column, column + len(text), text, row, "bce")


def words_of(html: str) -> str:
    """The text, without what is only heard."""
    return unescape(re.sub(r"<[^>]+>", "", re.sub(r'<span class="spoken">[^<]*</span>', "", html)))


def marked(html: str) -> list[str]:
    return [words_of(piece) for piece in re.findall(r"<mark>.*?</mark>", html)]


def test_the_row_and_the_piece_in_it_are_marked_and_the_text_stays():
    html = marked_code_html(CODE, [place(7, "each.sum()")], "bce-line")
    assert marked(html) == ["each.sum()"]
    assert html.count('class="placed" id="bce-line"') == 1
    row = re.search(r'<span class="placed".*?\n</span>|<span class="placed".*', html, re.DOTALL)
    assert row is not None and words_of(row.group()).strip() == "return -each.sum()"
    assert words_of(html) == CODE.strip("\n")


def test_those_who_hear_it_are_told_where_the_piece_begins_and_ends():
    html = marked_code_html(CODE, [place(7, "sum")], "bce-line")
    assert " the marked part begins: " in html and " the marked part ends " in html


SOURCES = {
    "tabs": CODE.replace("    ", "\t"),
    "the line ends of Windows": CODE.replace("\n", "\r\n"),
    "old line ends": CODE.replace("\n", "\r"),
    "empty lines at its head": f"\n\r\n\n{CODE}",
    "other signs": CODE.replace(
        "exercise", "\u202eübung\x00 👩\u200d👧 e\u0301\u0302\u0303\u0304\u0305"
    ),
    "signs in the row": CODE.replace("-each", "-\u202e\x07each"),
    "no end": CODE.rstrip("\n"),
    "a text that is never closed": f'{CODE}x = """\n',
    "tags": CODE.replace("# exercise", "</code></pre><script>alert(1)</script> # <!--"),
}


@pytest.mark.parametrize("name", SOURCES)
def test_whatever_the_text_is_the_piece_is_found_in_it(name):
    source = SOURCES[name]
    rows = re.split(r"\r\n|\r|\n", source)
    line = next(n for n, row in enumerate(rows, 1) if "each.sum" in row)
    html = marked_code_html(source, [place(line, "each.sum()", source)], "here")
    assert marked(html) == ["each.sum()"]
    whole = "\n".join(re.split(r"\r\n|\r|\n", source)).strip("\n")
    assert words_of(html) == visible(whole)
    assert "<script" not in html


def test_several_places_in_one_row_and_in_several():
    places = [place(6, "y)"), place(6, "(yhat)"), place(7, "each"), place(7, "each.sum()")]
    html = marked_code_html(CODE, places, "here")
    assert marked(html) == ["(yhat)", "y)", "each.sum()"]  # one that lies in another is left out
    assert html.count('class="placed"') == 2
    assert html.count('id="here"') == 1
    assert words_of(html) == CODE.strip("\n")


def test_a_place_inside_of_a_text_over_several_lines():
    html = marked_code_html(CODE, [place(5, "batch")], "here")
    assert marked(html) == ["batch"] and words_of(html) == CODE.strip("\n")


def test_where_something_is_missing_a_sign_stands():
    row = CODE.split("\n")[6]
    html = marked_code_html(CODE, [Place(7, len(row), len(row), "", row)], "here")
    assert marked(html) == ["▾"]
    assert 'aria-hidden="true"' in html


@pytest.mark.parametrize("line", [0, -1, 99, 10**6])
def test_a_place_outside_of_the_text_marks_nothing(line):
    assert marked_code_html(CODE, [Place(line, 0, 1, "x", "x")], "here") == code_html(CODE)


def test_code_that_is_cut_is_shown_without_marks():
    long = CODE + "#" * MAX_CODE
    assert marked_code_html(long, [place(7, "each")], "here") == code_html(long)


def test_the_page_says_which_line_it_is_and_leads_to_it():
    page = page_of(proven(place(7, "each.sum()")), CODE)
    reader = Reader(page)
    assert "Line 7, marked in your code" in reader.text
    assert any(a.get("href") == "#bce-line" for a in reader.tags("a"))
    assert marked(page) == ["each.sum()"]
    # What the edit is stays in the instructor's hands.
    assert "THE EDIT" not in page
    assert_inert(page)


def test_on_hidden_inputs_nothing_is_marked():
    verdict = proven(place(7, "each.sum()"))
    assert "<mark>" not in page_of(on_hidden_inputs(verdict), CODE)


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_forged_change_and_a_hostile_row_do_nothing(attack):
    source = f"def bce(yhat, y):\n    return '''{attack}'''.sum()\n"
    rows = source.split("\n")
    line = next(n for n, row in enumerate(rows, 1) if "sum" in row)
    proof_place = dataclasses.replace(place(line, "sum", source), function="bce")
    assert_inert(page_of(proven(proof_place, new=attack), source))


def proven(at: Place, new: str = "THE EDIT") -> Verdict:
    verdict = mistaken("bce", "sum")
    proof = Proof("reduction", "passes", (at,), at.text, new)
    return dataclasses.replace(verdict, proof=proof)
