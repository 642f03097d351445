"""What `benchmarks/places.py` prints of what it has found, and the table that it writes."""

from __future__ import annotations

import tomllib
from dataclasses import replace

from autograder.authoring.places import KnownPlace, Searched
from benchmarks.places import Row, line, miss, plain, sentences
from benchmarks.places_table import table_of
from course_utils.core.mistake import Mistake
from course_utils.core.place import Place, Proof
from course_utils.core.verdict import Verdict

WRONG = "def f(x):\n    return x.sum()\n"
RIGHT = "def f(x):\n    return x.mean()\n"
PLACE = KnownPlace(
    "bce", "sum", "sum/1", "reference", WRONG, RIGHT, frozenset({2}), "", "mean → sum"
)
FOUND = Place(2, 11, 18, "x.sum()", "    return x.sum()", "f")
ELSEWHERE = Place(1, 0, 5, "def f", "def f(x):")


def row(place: Place | None, kind: str = "reduction", named: str = "sum", cpu: float = 0.1) -> Row:
    cause = Mistake(named, "a sum", kinds=("reduction",))
    proof = Proof(kind, "passes", (place,), "sum", "mean") if place else None
    verdict = Verdict("bce", "wrong", 3.0, cause=cause, proof=proof)
    is_right = place is not None and place.line in PLACE.lines
    return Row(PLACE, Searched(verdict, cpu, is_right, is_right, named == PLACE.mistake))


def test_a_line_holds_the_shares_and_the_times():
    rows = [
        row(FOUND, cpu=0.02),
        row(FOUND, cpu=0.04),
        row(ELSEWHERE, cpu=0.06),
        row(None, cpu=0.9),
    ]
    words = line("bce", [*rows, Row(PLACE, None)]).split()
    # Of four that are refused three have a place, two of them the right one.
    assert words == ["bce", "4", "75.0%", "66.7%", "66.7%", "50", "60"]
    assert line("net", []).split() == ["net", "0"]


def test_sentences_are_held_against_the_proof_and_against_the_truth():
    rows = [
        row(FOUND), row(FOUND, named="other"),  # confirmed, the second wrongly
        row(FOUND, kind="definition"),  # contradicted, and right all the same
        row(None), row(FOUND, named="general:factor"),
    ]  # fmt: skip
    told = [text.split() for text in sentences(rows)]
    assert told[0][0] == "4"
    assert [words[:3] for words in told[1:]] == [
        ["confirmed", "2", "50.0%,"],
        ["contradicted", "1", "25.0%,"],
        ["open", "1", "25.0%,"],
    ]
    assert "1 of the mistake that was made and 1 of another one" in sentences(rows)[1]


def test_a_miss_shows_both_edits():
    text = miss(row(ELSEWHERE))
    assert text.startswith("elsewhere: bce  sum/1  [reference]  sum")
    for part in ("was: mean → sum", "line 2: return x.sum()", "sum → mean", "line 1: def f(x):"):
        assert part in text
    assert miss(row(None)).startswith("no place: ")


def test_a_row_is_plain_data():
    data = plain(row(FOUND))
    assert (data["right"], data["said"], data["cpu_ms"]) == (True, "confirmed", 100.0)
    assert data["proof"]["places"][0]["line"] == 2
    assert plain(Row(PLACE, None))["state"] == "not refused"


def test_the_table_keeps_the_reasons_that_stand_in_it(tmp_path):
    path = tmp_path / "places.toml"
    rows = [(one.place, one.searched) for one in (row(None), row(FOUND), row(ELSEWHERE))]
    rows[2] = (replace(PLACE, name="sum/3"), rows[2][1])
    path.write_text(table_of(rows, path), encoding="utf-8")
    first = tomllib.loads(path.read_text(encoding="utf-8"))
    ((reason, answers),) = first["none"].items()
    assert answers == {"bce": ["sum/1"]}
    assert [list(found.values()) for found in first["elsewhere"].values()] == [[["sum/3"]]]
    path.write_text(path.read_text(encoding="utf-8").replace(reason, "so it is here"), "utf-8")
    again = tomllib.loads(table_of(rows, path))
    assert list(again["none"]) == ["so it is here"]
    assert again["elsewhere"] == first["elsewhere"]
    assert tomllib.loads(table_of(rows[1:2], path)) == {}
