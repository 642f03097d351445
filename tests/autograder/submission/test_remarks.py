"""The table of remarks: every code has words and a producer, and every producer has a row."""

from __future__ import annotations

import ast
import copy
import json
import pickle
import re
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.collect.collect import Options, collect
from autograder.files.paths import ROOT
from autograder.grade.tampering import tampering
from autograder.rebuild.rebuilt import rebuild
from autograder.rebuild.releases import read_released
from autograder.report.class_data import StudentRow
from autograder.report.reasons import reasons
from autograder.submission.remark import Remark, Value, for_students
from autograder.submission.remarks import BOTH, INFORMATION, INSTRUCTOR, SPECS, Spec
from autograder.submission.result import Result, Submission
from tests.autograder.collect.lms_class import CHAPTER, OTHER, notebook

INNER = (Remark("empty-file"), Remark("link").in_file("a.ipynb"))
# Fields that are not one text.
NUMBERS = {
    "count": 3, "more": 3, "number": 2, "asked": 4, "limit": 200_000, "size": 7, "times": 300,
    "line": 12, "column": 5, "seconds": 20.0, "status": 3,
}  # fmt: skip
LISTS = ("names", "students", "cells", "exercises", "files", "chapters")


def example(code: str, words: str = "words") -> Remark:
    """A remark of this code, with these words in each field of text."""
    fields: dict[str, Value] = dict.fromkeys(SPECS[code].fields, words)
    fields |= {name: value for name, value in NUMBERS.items() if name in fields}
    fields |= {name: (words, "other") for name in LISTS if name in fields}
    fields |= {name: value for name, value in (("reasons", INNER), ("why", INNER[0]))
               if name in fields}  # fmt: skip
    return Remark(code, **fields)


def sentences(spec: Spec) -> Iterator[str]:
    yield from filter(None, (spec.template, spec.group, spec.student))
    yield from (sentence for _, _, sentence in spec.when)


# Producers: every place of the product that makes a remark.


def literal(call: ast.Call) -> str | None:
    """The code of a call ``Remark("code", ...)``; None where it is a variable."""
    first = call.args[0]
    return first.value if isinstance(first, ast.Constant) else None


@cache
def made() -> dict[str, list[tuple[str, frozenset[str]]]]:
    """By code, each place that makes it, and the fields that it is made with."""
    found: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for path in sorted((ROOT / "autograder").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if (
            not re.search(r"Remark\(|remark_naming\(", text)
            or path == ROOT / "autograder" / "submission" / "remarks.py"
        ):
            continue
        tree = ast.parse(text)
        calls = [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("Remark", "remark_naming")
        ]
        texts = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)} & SPECS.keys()
        written = {literal(call) for call in calls}
        for call in calls:
            names = fields_of(call)
            code = literal(call)
            # A variable code is one of those that the module writes down elsewhere.
            codes = [code] if code is not None else sorted(texts - written)
            if path.name == "remark.py" and code is None:
                continue  # from_json, and the copy with a place
            for one in codes:
                place = f"{path.relative_to(ROOT)}:{call.lineno}"
                found.setdefault(one, []).append((place, names))
    return found


def fields_of(call: ast.Call) -> frozenset[str]:
    """The fields that a call gives to its remark."""
    given = {str(keyword.arg): keyword.value for keyword in call.keywords}
    if isinstance(call.func, ast.Name) and call.func.id == "Remark":
        return frozenset(given)
    called = ast.literal_eval(given["field"]) if "field" in given else "students"
    return frozenset({"count", "more", called})


def test_every_producer_has_a_row_with_exactly_its_fields() -> None:
    for code, places in made().items():
        assert code in SPECS, (code, places)
        for place, names in places:
            assert names == SPECS[code].fields, (code, place)


def test_every_row_has_a_producer() -> None:
    assert sorted(SPECS.keys() - made().keys()) == []


@pytest.mark.parametrize("code", SPECS)
def test_every_sentence_is_whole_and_comes_back_from_json(code: str) -> None:
    remark = example(code)
    for text in (remark.text, remark.student_text, remark.group):
        assert text and "{" not in text and "None" not in text, text
    placed = remark.in_cell("bce")
    assert placed.text == f"cell bce: {remark.text}" and placed.kind == remark.kind
    for one in (remark, placed):
        assert Remark.from_json(json.loads(json.dumps(one.to_json()))) == one
        assert pickle.loads(pickle.dumps(one)) == one
        assert len({one, Remark.from_json(one.to_json())}) == 1
    data = remark.told_as_json()
    assert (data["code"], data["kind"], data["text"]) == (code, remark.kind, remark.text)
    for _, value, sentence in SPECS[code].when:
        assert value is not None and sentence != SPECS[code].template


@pytest.mark.parametrize("code", SPECS)
def test_every_flag_has_a_place_in_the_report(code: str) -> None:
    remark = example(code)
    found = reasons([StudentRow("ada", "", "flagged", flags=(remark,))] if remark.is_flag else [])
    assert len(found) == remark.is_flag == (remark.kind != INFORMATION)


@pytest.mark.parametrize("code", SPECS)
def test_students_read_what_is_for_them_and_nothing_else(code: str) -> None:
    remark = example(code)
    expected = () if remark.audience == INSTRUCTOR else (remark.student_text,)
    assert for_students([remark, remark]) == expected
    if remark.audience == BOTH:
        assert "--chapter" not in remark.student_text and "attempts/" not in remark.student_text


def test_a_remark_that_the_table_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="add it to SPECS"):
        Remark("no-such-remark")
    with pytest.raises(ValueError, match="has the fields"):
        Remark("timed-out", cell="bce")


# Journals of before remarks were records.


def test_sentences_of_an_earlier_journal_are_read_and_not_sorted() -> None:
    submission = {
        "student": "ada", "chapter": CHAPTER, "file": "f", "digest": "d", "received": "",
        "notes": ["not on the roster"], "name": "", "fault": "",
        "information": ["2 files; the latest counts: memory.ipynb"],
    }  # fmt: skip
    data = {
        "submission": submission, "state": "flagged", "verdicts": [],
        "flags": ["not on the roster", "bce ended the process that ran it"],
        "code": {}, "notebook": "", "cpu_seconds": 0.0, "release": "",
    }  # fmt: skip
    result = Result.from_json(data)
    assert [(flag.code, flag.text) for flag in result.flags] == [
        ("earlier", "not on the roster"),
        ("earlier", "bce ended the process that ran it"),
    ]
    assert [one.code for one in result.submission.information] == ["earlier-information"]
    assert Result.from_json(json.loads(json.dumps(result.to_json()))) == result
    assert for_students(result.all_remarks) == ()


def test_the_fault_of_an_earlier_journal_keeps_its_words() -> None:
    old = {"student": "ada", "chapter": CHAPTER, "fault": "x.pdf: no notebook (.pdf)"}
    submission = Submission.from_json(old)
    now = Submission(
        "ada", CHAPTER, faults=(Remark("no-notebook", ending=".pdf").in_file("x.pdf"),)
    )
    # A mark by hand for a file that nobody could read belongs to these words.
    assert submission.fault == now.fault
    texts = {Result(one, "unreadable").text_of("bce") for one in (submission, now)}
    assert len(texts) == 1


def test_a_code_of_another_version_is_shown_and_not_lost() -> None:
    remark = Remark.from_json({"code": "of-tomorrow", "fields": {"cell": "bce"}})
    assert remark.code == "earlier" and "of-tomorrow" in remark.text and "bce" in remark.text


# Whatever students write, it decides nothing.

NASTY = (
    "memory report", "my report", "out of memory", "hostile", "It ended with exit status 3.",
    "unreadable: x", "late: x", "{count} {0} %s", "3 processes were still running at the end",
)  # fmt: skip
TEMPLATES = {text for spec in SPECS.values() for text in sentences(spec)}
WORDS = sorted({*NASTY, *TEMPLATES, *SPECS, *(example(code).text for code in SPECS)})
words = st.one_of(st.sampled_from(WORDS), st.text(min_size=1, max_size=40))


def as_file_name(text: str) -> str:
    """The words as a part of a file's name that a file system takes."""
    kept = "".join(c if c.isprintable() and c != "/" else " " for c in text)
    return kept.encode("utf-8", "replace")[:150].decode("utf-8", "ignore").strip()


def collected(files: dict[str, bytes]) -> dict[str, list[tuple[str, str]]]:
    """By student, code and kind of every remark that collecting makes of these files."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            path = Path(folder, "in", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        found = collect(Path(folder, "in"), CHAPTER, Path(folder, "course"), None, Options())
    return {
        one.student: [
            (remark.code, remark.kind)
            for remark in (*one.remarks, *one.faults)
            # Which a name may well say.
            if remark.code != "late-by-name-alone"
        ]
        for one in found.submissions
    }


def a_class(name: str) -> dict[str, bytes]:
    """A few students' files, all of one name but for its ending."""
    mine, other = notebook("mine"), notebook("else", OTHER)
    return {
        f"ada/x {name} y.pdf": b"%PDF",
        "bo/mine.ipynb": mine,
        f"bo/x {name} y.ipynb": other,
        "cy/mine.ipynb": notebook("cy"),
        f"cy/x {name} y.txt": b"words",
        f"di/x {name} y.zip": b"no archive",
        f"ed/x {name} y.ipynb": other,
        f"flo/x {name} y.ipynb": b"{}",
    }


@cache
def of_plain_names() -> dict[str, list[tuple[str, str]]]:
    return collected(a_class("plain"))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(words)
def test_no_file_name_changes_a_kind(text: str) -> None:
    expected = of_plain_names()
    assert collected(a_class(as_file_name(text))) == expected
    assert {kind for kinds in expected.values() for _, kind in kinds} == {
        "attention", "unreadable",
    }  # fmt: skip


@cache
def released() -> nbformat.NotebookNode:
    return read_released(CHAPTER)


def rebuilt_with(text: str) -> list[tuple[str, str]]:
    """Code and kind of every remark about a notebook that has the text in words and comments."""
    made = copy.deepcopy(released())
    comment = "\n".join(f"# {line}" for line in text.splitlines())
    made.cells.append(new_markdown_cell(text, id="mine-1"))
    made.cells.append(new_code_cell(f"{comment}\nimport ctypes  # {comment[2:60]}", id="mine-2"))
    for cell in made.cells:
        if cell.id == "bce":
            cell.source = f"# exercise: bce\n{comment}\ndef bce(yhat, y):\n    pass"
    rebuilt = rebuild(nbformat.writes(made).encode("utf-8", "replace"), released())
    cells = [(cell.id, cell.source) for cell in rebuilt.notebook.cells if cell.id in rebuilt.added]
    found = (*rebuilt.remarks, *tampering(cells), *tampering(rebuilt.code.items()))
    return [(remark.code, remark.kind) for remark in found]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(words)
def test_no_comment_and_no_markdown_changes_a_kind(text: str) -> None:
    plain = "".join(c if c.isprintable() or c == "\n" else " " for c in text)
    assert rebuilt_with(plain.replace("[", "(")) == [("goes-below-python", "suspicion")]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(SPECS)), words)
def test_no_field_changes_a_kind_or_who_reads_it(code: str, text: str) -> None:
    plain, odd = example(code), example(code, text).in_file(text)
    assert (odd.kind, odd.audience) == (plain.kind, plain.audience)
    rows = [StudentRow("ada", "", "flagged", flags=(one,)) for one in (plain, odd) if one.is_flag]
    assert len({reason.section for reason in reasons(rows)}) == len(rows[:1])
    assert Remark.from_json(json.loads(json.dumps(odd.to_json()))) == odd
