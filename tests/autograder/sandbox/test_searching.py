"""Looking for the place in the sandbox: what comes back, and that nothing else is changed by it.

The search itself is put in the place of another by the submission's own code, as a hostile one
could: so a test says what it does and what it finds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from autograder.sandbox import CellJob, Run, Sandbox
from autograder.sandbox.found import found_in
from autograder.sandbox.jobs import SearchStart
from course_utils.core.evidence import Evidence
from course_utils.core.exercise import find_exercise
from course_utils.core.judge import judge
from course_utils.core.key import visible_keys
from course_utils.core.place import Place, Proof

pytestmark = pytest.mark.sandbox

WRONG = """\
import torch

calls = 0


def bce(yhat, y):
    global calls
    calls += 1
    each = y * yhat.log() + (1 - y) * (1 - yhat).log()
    noise = torch.rand(()) * 1e-3
    return -each.sum() + calls + noise
"""
LINE = 11
PLACE = Place(LINE, 12, 22, "each.sum()", "    return -each.sum() + calls + noise", "bce")
PROOF = Proof("reduction", "passes", (PLACE,), "sum", "mean")

SEARCH = f"""
import os, signal, time, torch
import inside.searching
from course_utils.core.place import Place, Proof

PROOF = {PROOF!r}

def search(exercise, keys, verdict, text, names, limits):
    BODY
    return PROOF

inside.searching.find_proof = search
"""


def wanted(job, visible: Sequence[Evidence], again: bool = False) -> SearchStart | None:
    verdict = judge(find_exercise(job.exercise), visible_keys(job.exercise), visible)
    return SearchStart(verdict, again) if verdict.difference else None


def by_other_cases(job, visible: Sequence[Evidence]) -> SearchStart | None:
    return wanted(job, visible, again=True)


def by_another_item(job, visible: Sequence[Evidence]) -> SearchStart | None:
    start = wanted(job, visible, again=True)
    assert start is None or start.verdict.difference is not None
    return start and replace(
        start,
        verdict=replace(start.verdict, difference=replace(start.verdict.difference, item="x")),
    )


@pytest.fixture
def searched(sandbox: Sandbox, make_probe):
    """Run the wrong answer with a search whose body is given."""

    def run(body: str, *, text: str = WRONG, asked=wanted, answer: str = WRONG) -> Run:
        job = replace(make_probe("bce"), visible=visible_keys("bce").cases, text=text)
        cells = [CellJob("bce", answer), CellJob("search", SEARCH.replace("BODY", body))]
        return sandbox.run(cells, [job, make_probe("lr-sigmoid")], asked)

    return run


def values(run: Run) -> list[list[float]]:
    probe = run.probes["bce"]
    return [[float(one["loss"])] for one in (*probe.visible, *probe.hidden)]


def test_what_is_found_comes_back(searched):
    run = searched("pass")
    assert run.probes["bce"].proof == PROOF
    assert run.probes["lr-sigmoid"].proof is None
    assert run.remarks == ()


@pytest.mark.parametrize("asked", [None, lambda job, visible: None])
def test_nobody_looks_where_it_is_not_wanted(searched, asked):
    assert searched("pass", asked=asked).probes["bce"].proof is None


def test_without_the_text_nobody_looks(searched):
    assert searched("pass", text="").probes["bce"].proof is None


def test_where_the_release_has_other_cases_only_the_same_difference_is_looked_into(searched):
    """Judged again by the installed package's, in the fork."""
    assert searched("pass", asked=by_other_cases).probes["bce"].proof == PROOF
    assert searched("pass", asked=by_another_item).probes["bce"].proof is None


DEEDS = {
    "nothing": "pass",
    "changes names": "names['calls'] = 1000; torch.manual_seed(99); torch.rand(5)",
    "sets modes": "torch.set_default_dtype(torch.float64); torch.set_grad_enabled(False)",
    "changes torch": "torch.Tensor.log = torch.Tensor.exp",
    "raises": "raise ValueError('no')",
    "exits": "os._exit(0)",
    "is interrupted": "os.kill(os.getpid(), signal.SIGINT)",
    "kills itself": "os.kill(os.getpid(), signal.SIGKILL)",
    "loops": "while True: pass",
    "waits": "time.sleep(1000)",
    "allocates": "torch.ones(10**12)",
    "holds much": "PROOF.everything = [bytearray(1 << 20) for _ in range(4000)]",
    "forks": "[os.fork() for _ in range(10)]",
    "fills the disk": "open('x', 'w').write('x' * (1 << 24))",
    "returns nonsense": "return 7",
}


@pytest.fixture(scope="session")
def undisturbed(sandbox: Sandbox) -> dict[str, list[list[float]]]:
    return {}


@pytest.mark.parametrize("deed", DEEDS)
def test_the_hidden_cases_are_answered_as_if_nothing_had_been_looked_for(searched, deed):
    """Counted calls, random numbers, modes: nothing is another."""
    plain, run = searched("pass", asked=None), searched(DEEDS[deed])
    assert values(run) == values(plain)
    assert run.remarks == plain.remarks == ()
    assert [cell.state for cell in run.cells] == ["ok", "ok"]
    found = deed in ("nothing", "changes names", "sets modes", "changes torch")
    assert (run.probes["bce"].proof is not None) == found


def test_the_time_of_a_search_is_not_the_submission_s(searched):
    plain, run = searched("pass", asked=None), searched("while True: pass")
    assert run.cpu_seconds < plain.cpu_seconds + 0.3


KILLERS = {
    "the process": "os.kill(os.getppid(), signal.SIGKILL)",
    "before it begins": "pass",
}


@pytest.mark.parametrize("deed", KILLERS)
def test_a_search_that_ends_the_submission_s_process_is_made_once(searched, deed):
    hook = "import os\nos.register_at_fork(before=lambda: os._exit(3))\n"
    answer = WRONG + hook if deed == "before it begins" else WRONG
    run = searched(KILLERS[deed], answer=answer)
    plain = searched("pass", asked=None, answer=answer)
    assert run.probes["bce"].state == "answered"
    assert len(run.probes["bce"].hidden) == len(plain.probes["bce"].hidden) > 0
    assert run.probes["bce"].proof is None
    assert run.remarks == plain.remarks == ()
    assert run.cpu_seconds < plain.cpu_seconds + 0.3


def told(**changes) -> dict:
    place = {**PLACE.to_json(), **changes.pop("place", {})}
    return {"proof": {**PROOF.to_json(), "places": [place], **changes}}


FORGED = {
    "no proof": {"proof": 7},
    "a list": {"proof": []},
    "a line that is not there": told(place={"line": 900}),
    "line 0": told(place={"line": 0}),
    "a line below it": told(place={"line": -3}),
    "another row": told(place={"row": "your instructor is a fool"}),
    "a piece that is not in it": told(place={"text": "<script>"}),
    "a piece beside its columns": told(place={"column": 3}),
    "columns that go on for ever": told(place={"column": 5000, "end": 9000, "text": ""}),
    "an endless row": told(place={"row": "x" * 10_000}),
    "an endless change": told(new="x" * 10_000),
    "no place": {"proof": {**PROOF.to_json(), "places": []}},
    "a thousand places": {"proof": {**PROOF.to_json(), "places": [PLACE.to_json()] * 1000}},
    "an unknown kind": told(kind="<b>your fault</b>"),
    "a kind that is none": told(kind=["axis"]),
    "an unknown reach": told(reach="wins"),
    "a change that is no text": told(old={"a": 1}),
    "a true line": told(place={"line": True}),
    "a function without end": told(place={"function": "f" * 10_000}),
}


@pytest.mark.parametrize("what", FORGED)
def test_a_forged_proof_is_dropped(what):
    assert found_in(FORGED[what], WRONG) is None


def test_a_place_stands_in_the_text_whatever_ends_its_lines():
    for text in (WRONG, WRONG.replace("\n", "\r\n"), WRONG.replace("noise\n", "noise   \n")):
        assert found_in(told(), text) == PROOF
