"""The place in the student's line, in both views, and what is said of it."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest

from course_utils.core.detail import Detail
from course_utils.core.exercise import find_exercise
from course_utils.core.mistake import Mistake, general
from course_utils.core.place import KINDS, Place, Proof
from course_utils.core.raised import read_tag, say_raised
from course_utils.core.raised_table import TABLE
from course_utils.core.values import Values
from course_utils.core.verdict import Difference, Verdict
from course_utils.texts import ENGLISH, using, words
from course_utils.views import html, text
from course_utils.views.story import tell
from course_utils.views.student_lines import WIDTH, rows_of, say_change
from tests.course_utils.test_texts import bare, wrapped
from tests.course_utils.test_views import HOSTILE, Balanced

BACKWARD = find_exercise("lr-backward")
ROW = '    self.grads["dw"] = x @ error.T / x.shape[0]'
SUMMED = Mistake("sum", "the sum is not divided", "J is a mean.", kinds=("factor",))


def place(row: str, piece: str, line: int = 4, function: str = "backward") -> Place:
    """Where the piece stands in the row."""
    column = row.index(piece)
    return Place(line, column, column + len(piece), piece, row, function)


def proof(*places: Place, kind: str = "axis", reach: str = "passes", **change) -> Proof:
    """A proof of a kind, at the places."""
    return Proof(kind, reach, places or (place(ROW, "x.shape[0]"),), **change)  # type: ignore[arg-type]


def wrong(found: Proof | None = None, cause: Mistake | None = SUMMED, item: str = "dw") -> Verdict:
    """A verdict on lr-backward whose first difference is in that item."""
    yours = "RuntimeError" if item == "raised" else Values((2,), "float", (2.0, 4.0))
    if item == "inputs":
        yours = "changed: x"
    expected = Values((2,), "float", (1.0, 3.0))
    difference = Difference("a batch", item, 'grads["dw"]', yours, expected)
    state = "error" if item == "raised" else "wrong"
    detail = Detail("RuntimeError", "no", ROW.strip()) if item == "raised" else None
    return Verdict(
        "lr-backward", state, 4.0, {}, difference, cause, detail=detail, proof=found
    )  # fmt: skip


def said(verdict: Verdict) -> list[str]:
    return text.render(tell(verdict, BACKWARD)).splitlines()


def test_the_line_stands_there_with_its_place_below() -> None:
    lines = said(wrong(proof()))
    at = lines.index('Line 4: self.grads["dw"] = x @ error.T / x.shape[0]')
    assert lines[at + 1] == " " * lines[at].index("x.shape[0]") + "^" * len("x.shape[0]")
    assert lines[at + 2] == "Which axis belongs here? With another choice the visible checks pass."


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("item", ["dw", "raised"])
@pytest.mark.parametrize("reach", ["passes", "further"])
def test_every_kind_has_a_sentence_that_says_what_was_seen_and_no_edit(kind, reach, item) -> None:
    found = proof(kind=kind, reach=reach, old="x.shape[0]", new="x.shape[1]")
    lines = said(wrong(found, None, item))
    gone = "this exception is gone." if item == "raised" else "the first difference is gone."
    ends = "the visible checks pass." if reach == "passes" else gone
    told = [line for line in lines if line.endswith(ends)]
    assert len(told) == 1 and "?" in told[0]
    assert "x.shape[1]" not in "\n".join(lines)
    assert len(told[0].split()) <= 25
    page = html.render(tell(wrong(found, None, item), BACKWARD, graded=True))
    assert ends in page and "x.shape[1]" not in page


def test_no_kind_is_without_a_sentence_and_no_sentence_without_a_kind() -> None:
    codes = {code.split("/")[0].removeprefix("place.") for code in ENGLISH if "/raised" in code}
    assert codes == set(KINDS)


# What is a fact, and what only may be.


def test_a_cause_is_a_fact_only_with_a_proof_of_its_kind() -> None:
    fact, like = "This is what you get when the sum", "You get numbers like these when the sum"
    open_ = "\n".join(said(wrong()))
    assert like in open_ and fact not in open_ and "J is a mean." in open_
    proven = "\n".join(said(wrong(proof(kind="factor"))))
    assert fact in proven and like not in proven and "J is a mean." in proven
    assert "the visible checks pass" not in proven and "^^^" in proven
    contradicted = "\n".join(said(wrong(proof(kind="name"))))
    assert "the sum is not divided" not in contradicted and "J is a mean." not in contradicted
    assert "Is this the name that is meant?" in contradicted


def test_a_mistake_of_unknown_kinds_is_neither_confirmed_nor_dropped() -> None:
    lines = "\n".join(said(wrong(proof(), replace(SUMMED, kinds=()))))
    assert "Which axis belongs here?" in lines
    assert "You get numbers like these when the sum is not divided." in lines


@pytest.mark.parametrize(
    ("item", "begin"),
    [("dw", "You get numbers like these when"), ("inputs", "You get a result like this when"),
     ("raised", "You get an exception like this when")],
)  # fmt: skip
def test_what_is_not_proven_is_said_in_words_for_what_was_seen(item, begin) -> None:
    assert f"{begin} the sum is not divided." in "\n".join(said(wrong(None, SUMMED, item)))


def test_on_hidden_inputs_no_numbers_are_spoken_of() -> None:
    found = wrong()
    assert found.difference is not None
    found = replace(found, difference=replace(found.difference, hidden=True))
    assert "You get a result like this when the sum is not divided." in said(found)


@pytest.mark.parametrize("tag", [entry for entry, _ in TABLE][::9])
def test_what_an_exception_says_itself_stays_a_fact(tag) -> None:
    cause = say_raised(read_tag(f"RuntimeError: {tag}"))
    assert cause is not None and cause.fact
    assert Mistake.from_json(cause.to_json()) == cause
    for found in (None, proof(), proof(kind="return")):
        lines = "\n".join(said(wrong(found, cause, "raised")))
        assert f"This is what you get when {words(cause.sentence)}" in lines


@pytest.mark.parametrize(
    ("name", "kind", "other"),
    [("sign", "operands", "return"), ("times-size", "reduction", "name"),
     ("factor-two", "constant", "name"), ("not-reduced", "reduction", "name"),
     ("unchanged", "return", "factor"), ("zero", "assignment", "axis")],
)  # fmt: skip
def test_what_is_read_off_the_numbers_has_kinds_too(name, kind, other) -> None:
    cause = replace(general(name, "it is so", ""), why="")
    assert not cause.fact and set(cause.kinds) <= set(KINDS)
    assert "This is what you get when it is so." in said(wrong(proof(kind=kind), cause))
    assert "You get numbers like these when it is so." in said(wrong(None, cause))
    assert not any("it is so" in line for line in said(wrong(proof(kind=other), cause)))


def test_what_repeats_the_result_stays_whatever_is_proven() -> None:
    cause = general("transposed")
    lines = said(wrong(proof(kind="return"), cause))
    assert "This is what you get when the result is transposed." in lines
    assert any(line.startswith("What is returned here") for line in lines)


# Lines.


def test_several_places_are_shown_with_their_lines_and_no_more_than_three() -> None:
    rows = [f"        {name} = x.sum(dim=0)" for name in "abcde"]
    two = proof(*(place(row, "dim=0", 4 + i) for i, row in enumerate(rows[:2])), kind="axis")
    lines = said(wrong(two, None))
    at = lines.index("Lines 4 and 5:")
    assert lines[at + 1 : at + 5] == [
        "    4: a = x.sum(dim=0)", "                 ^^^^^",
        "    5: b = x.sum(dim=0)", "                 ^^^^^",
    ]  # fmt: skip
    many = proof(*(place(row, "dim=0", 4 + i) for i, row in enumerate(rows)), kind="axis")
    lines = said(wrong(many, None))
    assert "Lines 4, 5, 6 and 2 more:" in lines
    assert sum("x.sum(dim=0)" in line for line in lines) == 3
    assert "Lines 4, 5, 6 and 2 more" in html.render(tell(wrong(many, None), BACKWARD))


def test_two_places_of_one_line_are_both_marked() -> None:
    row = "    return a.sum(0) / b.sum(0)"
    both = proof(Place(4, 17, 18, "0", row), Place(4, 28, 29, "0", row))
    lines = said(wrong(both, None))
    at = lines.index("Line 4: return a.sum(0) / b.sum(0)")
    assert [i for i, char in enumerate(lines[at + 1]) if char == "^"] == [21, 32]
    assert html.render(tell(wrong(both, None), BACKWARD)).count("<mark") == 2


@pytest.mark.parametrize(
    ("function", "begin"),
    [("backward", "Line 4: "), ("LR", "Line 4: "), ("", "Line 4: "),
     ("helper", "Line 4, in helper: ")],
)  # fmt: skip
def test_another_function_than_the_exercises_is_named(function, begin) -> None:
    found = proof(place(ROW, "error", function=function))
    assert any(line.startswith(f"{begin}self.grads") for line in said(wrong(found)))


@pytest.mark.parametrize(
    ("row", "piece"),
    [("\treturn\tx.sum(0)", "x.sum(0)"), ("    오차 = yhat - y  # 오차", "yhat - y"),
     ("    损失 = 均值(x)", "均值(x)"), ("    e\u0301 = x.T", "x.T"), ("    x = y", "x = y")],
)  # fmt: skip
def test_the_carets_stand_below_the_piece_in_every_script(row, piece) -> None:
    lines = said(wrong(proof(place(row, piece)), None))
    at = next(i for i, line in enumerate(lines) if line.startswith("Line 4: "))
    before, shown = lines[at].split(piece, 1)[0], lines[at]
    assert piece in shown and "\t" not in shown
    assert lines[at + 1].count(" ") == columns(before)
    assert lines[at + 1].count("^") == columns(piece)


def columns(shown: str) -> int:
    """How wide it is in a terminal."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in shown)
    return len(shown) + wide - sum(unicodedata.combining(char) > 0 for char in shown)


def test_what_is_missing_has_a_sign_of_its_own() -> None:
    row = "    loss.backward()"
    gap = proof(Place(4, len(row), len(row), "", row), kind="missing-statement")
    lines = said(wrong(gap, None))
    assert lines[lines.index("Line 4: loss.backward()") + 1] == " " * 23 + "^"
    page = html.render(tell(wrong(gap, None), BACKWARD))
    assert ">▾</mark>" in page
    assert 'aria-label="Line 4, something is missing"' in page


def test_a_long_line_is_cut_around_its_place() -> None:
    row = "    x = " + " + ".join(f"a{i}" for i in range(200))
    for piece in ("a3 ", "a100", "a199"):
        (shown,) = rows_of(proof(place(row, piece.strip())))
        assert len(shown.text) <= WIDTH + 2 and "…" in shown.text
        assert [one.text for one in shown.pieces if one.marked] == [piece.strip()]
    whole = row.strip()
    (shown,) = rows_of(proof(place(row, whole)))
    assert len(shown.text) <= WIDTH + 2 and len(shown.carets) >= WIDTH
    beyond = Place(4, 10**6, 10**6 + 3, "abc", "    x = 1")
    assert rows_of(proof(beyond))[0].text == "x = 1"


def test_nothing_of_a_line_becomes_markup_or_turns_the_page() -> None:
    row = f"    x = '{HOSTILE}' \x1b[31m \u202e y"
    found = wrong(proof(place(row, HOSTILE, function="<b>f</b>")), None)
    page = html.render(tell(found, BACKWARD))
    seen = Balanced(page)
    assert seen.tags <= {"div", "span", "b", "code", "mark", "table", "thead", "tbody", "tr", "th",
                         "td"}  # fmt: skip
    assert seen.attributes <= {"style", "role", "aria-label", "aria-hidden", "scope"}
    for shown in (page, text.render(tell(found, BACKWARD))):
        assert "\x1b" not in shown and "\u202e" not in shown


def test_those_who_hear_the_page_hear_the_line_and_the_place() -> None:
    page = html.render(tell(wrong(proof()), BACKWARD))
    assert 'role="group" aria-label="Line 4, at x.shape[0]"' in page
    mark = page[page.index("<mark") :]
    assert "underline" in mark.split(">")[0] and mark.split(">")[1] == "x.shape[0]</mark"


def test_the_line_that_raised_is_not_shown_twice() -> None:
    lines = said(wrong(proof(), None, "raised"))
    assert sum(ROW.strip() in line for line in lines) == 1
    assert any("in the line" in line for line in said(wrong(None, None, "raised")))


# The edit itself.


@pytest.mark.parametrize(
    ("kind", "reach", "old", "new", "sentence"),
    [
        ("index", "passes", "x.shape[0]", "x.shape[1]",
         "In line 4, with x.shape[1] in place of x.shape[0] the visible checks pass."),
        ("index", "further", "a", "b", "In line 4, with b in place of a the checks get further."),
        ("missing-statement", "passes", "", "opt.step()",
         "In line 4, with opt.step() added the visible checks pass."),
        ("superfluous", "passes", "x.zero_()", "pass",
         "In line 4, without x.zero_() the visible checks pass."),
        ("superfluous", "passes", "", "pass",
         "In line 4, without this block the visible checks pass."),
        ("definition", "passes", "@property", "",
         "In line 4, without @property the visible checks pass."),
        ("order", "passes", "", "opt.step()",
         "In line 4, with opt.step() at another point the visible checks pass."),
        ("order", "passes", "a, b", "b, a",
         "In line 4, with b, a in place of a, b the visible checks pass."),
        ("block", "further", "", "opt.step()",
         "In line 4, with opt.step() in another block the checks get further."),
        ("block", "passes", "", "with torch.no_grad():\n    w -= g",
         "In line 4, inside with torch.no_grad(): the visible checks pass."),
        ("return", "passes", "found = {\n    1: 2}", "return {\n    1: 2}",
         "In line 4, with return { … in place of found = { … the visible checks pass."),
        ("block", "passes", "", "a = 1\n    b = 2",
         "In line 4, with a = 1 … in another block the visible checks pass."),
        ("condition", "passes", "", "x = y",
         "In line 4, with x = y under another condition the visible checks pass."),
    ],
)  # fmt: skip
def test_the_edit_is_told_as_what_it_is(kind, reach, old, new, sentence) -> None:
    found = proof(kind=kind, reach=reach, old=old, new=new)
    assert words(say_change(found)) == sentence


def test_a_proof_that_says_where_and_not_what_leaves_the_mistake_open() -> None:
    lines = said(wrong(proof(kind="expression")))
    assert any(line.startswith("What should this give? With the expected value") for line in lines)
    assert "You get numbers like these when the sum is not divided." in lines


def test_an_edit_at_several_places_names_their_lines() -> None:
    rows = ["    a = x.sum(0)", "    b = y.sum(0)"]
    found = proof(*(place(row, "0", 4 + i) for i, row in enumerate(rows)), old="0", new="1")
    assert words(say_change(found)).startswith("In lines 4 and 5, with 1 in place of 0 ")


@pytest.mark.parametrize("kind", KINDS)
def test_another_set_of_templates_says_it_all(kind) -> None:
    for found in (proof(kind=kind), proof(kind=kind, reach="further", old="a", new="b")):
        for verdict in (wrong(found), wrong(found, None, "raised"), wrong()):
            plain = "\n".join(said(verdict)), words(say_change(found))
            with using(wrapped()):
                other = "\n".join(said(verdict)), words(say_change(found))
            assert [bare(one) for one in other] == [bare(one) for one in plain]
            assert all("⟦" in one for one in other)
