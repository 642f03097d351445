"""The place of a wrong answer in grading: marks are as without it, and equal answers are searched
once."""

from __future__ import annotations

import dataclasses
import json
import time

import nbformat
import pytest

from autograder.grade.examiner import Examiner
from autograder.grade.judged import with_proof
from autograder.grade.proofs import KnownProofs, code_alone
from autograder.sandbox import Limits, SandboxFault, submission_run
from autograder.submission.result import Result, Submission
from course_utils.core.key import Keys, visible_keys
from course_utils.core.place import Place, Proof
from course_utils.core.verdict import Verdict, unjudged

pytestmark = pytest.mark.sandbox

CHAPTER = "04_logistic_regression"
SUM = """\
# exercise: bce
def bce(yhat, y):
    each = y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat)
    return -each.sum()
"""
COUNTING = """\
# exercise: bce
calls = []
def bce(yhat, y):
    calls.append(torch.rand(()))
    each = y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat)
    return -each.sum() + len(calls) + calls[-1]
"""
RAISES = "# exercise: bce\ndef bce(yhat, y):\n    return yhat.lgo() / y.nothing\n"
WRONG = {"sum": SUM, "counting": COUNTING, "raises": RAISES}


@pytest.fixture(scope="module")
def searching():
    made = Examiner(CHAPTER, "secret", limits=Limits(search_cpu=1.0))
    yield made
    made.close()


@pytest.fixture(scope="module")
def plain():
    made = Examiner(CHAPTER, "secret", limits=Limits(search_cpu=0.0))
    yield made
    made.close()


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """The answers whose place was looked for."""
    found: list[str] = []
    real = submission_run.found_in

    def noted(message, text):
        found.append(text)
        return real(message, text)

    monkeypatch.setattr(submission_run, "found_in", noted)
    return found


def grade(examiner: Examiner, notebook: nbformat.NotebookNode) -> Result:
    return examiner.grade_bytes(Submission("ada", CHAPTER), nbformat.writes(notebook).encode())


def with_comment(notebook: nbformat.NotebookNode, text: str, cell: str) -> nbformat.NotebookNode:
    for one in notebook.cells:
        if one.id == cell:
            one.source += f"\n{text}"
    return notebook


def without_places(result: Result) -> list[dict]:
    return [dataclasses.replace(v, proof=None).to_json() for v in result.verdicts.values()]


@pytest.mark.parametrize("name", WRONG)
def test_marks_verdicts_and_remarks_are_as_without_a_search(searching, plain, filled, name):
    one, other = (grade(examiner, filled(bce=WRONG[name])) for examiner in (searching, plain))
    assert without_places(one) == without_places(other)
    assert one.remarks == other.remarks
    assert all(verdict.proof is None for verdict in other.verdicts.values())


def test_the_place_is_found_in_the_answer_and_kept(searching, filled):
    result = grade(searching, filled(bce=SUM))
    proof = result.verdicts["bce"].proof
    assert proof is not None and proof.reach == "passes"
    assert proof.place.line == 4 and "each" in proof.place.text
    assert [name for name, v in result.verdicts.items() if v.proof] == ["bce"]
    again = Result.from_json(json.loads(json.dumps(result.to_json())))
    assert again.verdicts["bce"].proof == proof


def test_equal_answers_are_searched_once_whatever_their_comments_are(searching, filled, asked):
    answer = SUM.replace("each", "terms")
    results = [
        grade(searching, with_comment(filled(bce=answer), f"# by {name}", "lr-init"))
        for name in ("ada", "bo", "cy")
    ]
    assert len(asked) == 1
    places = {result.verdicts["bce"].proof.place for result in results}
    assert len(places) == 1


def test_beside_other_code_an_answer_is_searched_anew(searching, filled, asked):
    """So that what one student's code says of a place never stands on another's page."""
    answer = SUM.replace("each", "ones")
    grade(searching, filled(bce=answer))
    grade(searching, with_comment(filled(bce=answer), "forge = 1", "lr-init"))
    assert len(asked) == 2


def test_a_right_answer_and_an_untouched_one_are_not_looked_into(
    searching, filled, released, asked
):
    grade(searching, filled())
    grade(searching, released)
    assert asked == []


@pytest.mark.parametrize(("same", "found"), [(True, True), (False, False)])
def test_by_an_older_release_s_cases_only_the_same_difference_is_explained(
    searching, filled, monkeypatch, same, found
):
    """Its cases are others: what they show first is what the installed ones have to show first."""
    keys = visible_keys("bce")
    first = keys.keys[0]
    case = dataclasses.replace(first.case, name=first.case.name if same else "of another release")
    other = Keys(keys.exercise, (dataclasses.replace(first, case=case),), keys.mistakes)
    judged = {
        **searching.judged,
        "bce": dataclasses.replace(searching.judged["bce"], visible=other),
    }
    monkeypatch.setattr(searching, "_judged_by", lambda released, rebuilt: (judged, []))
    answer = SUM.replace("each", f"of_release_{same}".lower())
    verdict = grade(searching, filled(bce=answer)).verdicts["bce"]
    assert verdict.state == "wrong" and not verdict.hidden
    assert (verdict.proof is not None) == found


def test_a_fault_of_ours_in_a_search_costs_the_search_alone(searching, filled, monkeypatch):
    def broken(message, text):
        raise SandboxFault("the worker is gone")

    monkeypatch.setattr(submission_run, "found_in", broken)
    verdict = grade(searching, filled(bce=SUM.replace("each", "gone"))).verdicts["bce"]
    assert (verdict.state, verdict.mistake, verdict.proof) == ("wrong", "sum", None)


def test_what_only_hidden_inputs_show_has_no_place(searching):
    place = Place(1, 0, 1, "x", "x")
    proof = Proof("sign", "passes", (place,))
    judged = searching.judged["bce"]
    verdict = dataclasses.replace(
        unjudged(judged.exercise, "wrong"),
        difference=dataclasses.replace(_difference(), hidden=True),
    )
    assert with_proof(verdict, proof).proof is None
    assert with_proof(unjudged(judged.exercise, "passed"), proof).proof is None


def _difference():
    return Verdict.from_json(
        {
            "exercise": "bce", "state": "wrong", "max_score": 2, "parts": {}, "cause": None,
            "note": "", "detail": None,
            "difference": {"case": "a", "item": "loss", "label": "loss", "yours": None,
                           "expected": "1", "seen": "", "missing": "", "hidden": False,
                           "numbers": ""},
        }
    ).difference  # fmt: skip


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("# a\nx = 1\n\n  # a word\n\t\ny = 2  # dropped\n# s", "x = 1\ny = 2  "),
        ("x = '#'  # b", "x = '#'  "),
        ('x = "it\\"s # no"  # b', 'x = "it\\"s # no"  '),
        ("x = r'\\'  # no'", "x = r'\\'  # no'"),
        (
            'def f():\n    """A\n\n    # b\n    """  # c\n',
            'def f():\n    """A\n\n    # b\n    """  ',
        ),
        ("x = '''a\"\"\"\n\n# b'''\n\n# c", "x = '''a\"\"\"\n\n# b'''"),
    ],
)
def test_comments_and_empty_lines_are_no_code(source, code):
    assert code_alone(source) == code


@pytest.mark.parametrize("source", ["%%bash\n# a", "s = 'a\\\n# b'", "x = 1 + \\\n\n2"])
def test_what_goes_on_or_is_another_language_is_left_as_it_is(source):
    assert code_alone(source) == source


@pytest.mark.parametrize(
    "piece", ["'''", '"#', "\\'''", " ", "\n ", "\n", "'", "\\", '"""\\', "#", "'\\", "a\n#"]
)
def test_whatever_a_source_is_it_is_read_at_once(piece):
    for begin in ("", "'''", '"""', "'"):
        begun = time.process_time()
        code_alone(begin + piece * (200_000 // len(piece)))
        assert time.process_time() - begun < 1.0


def test_no_more_is_kept_than_has_room():
    known = KnownProofs()
    for number in range(5000):
        known.keep(str(number), None)
    assert "4999" in known and "0" not in known and "1500" in known
