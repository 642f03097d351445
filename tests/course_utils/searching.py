"""A search as a check makes it, and what has to hold of its places."""

from __future__ import annotations

from autograder.grade.answer_setup import SETUP
from course_utils.core.exercise import find_exercise
from course_utils.core.judge import judge
from course_utils.core.key import visible_keys
from course_utils.core.place import Proof
from course_utils.core.probing import run_probe
from course_utils.core.surroundings import capture_output, preserve_rng_state
from course_utils.diagnosis.limits import SearchLimits
from course_utils.diagnosis.search import find_proof

LONG = SearchLimits(cpu=2, each=1, wall=60)
WRONG = """\
def row_normalize(x):
    total = x.sum(dim=0, keepdim=True)
    return x / total
"""


def names_after(text, before=""):
    names = {"__name__": "__main__"}
    exec(SETUP, names)
    exec(before, names)
    with capture_output():
        exec(compile(text, "<cell>", "exec", dont_inherit=True), names)
    return names


def verdict_of(exercise, names):
    keys = visible_keys(exercise.id)
    observed = []
    for case in keys.cases:
        with preserve_rng_state(), capture_output():
            observed.append(run_probe(exercise.id, names[exercise.symbol], case))
    return judge(exercise, keys, observed)


def search(text, exercise="row-normalize", before="", names=None, limits=SearchLimits()):
    """The proof, by a search as a check makes it; places are where they say they are."""
    known = find_exercise(exercise)
    names = names_after(text, before) if names is None else names
    verdict = verdict_of(known, names)
    assert verdict.state in ("wrong", "error")
    found = find_proof(known, visible_keys(exercise), verdict, text, names, limits)
    assert_true(found, text)
    return found


def assert_true(proof, text):
    if proof is None:
        return
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for place in proof.places:
        row = lines[place.line - 1].rstrip()
        assert place.row == row[:640]
        assert row[place.column : place.end] == place.text != ""
        assert place.text.strip() == place.text
    assert Proof.from_json(proof.to_json()) == proof


def body(*lines, indent="    "):
    return "def row_normalize(x):\n" + "".join(f"{indent}{line}\n" for line in lines)


SUM, BACK = "total = x.sum(dim=0, keepdim=True)", "return x / total"
