"""Answers against the search for a place: nothing of theirs reaches marks or neighbours."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from autograder.catalogue import find_entry
from autograder.grade.answer_setup import SETUP
from autograder.grade.judged import Judged, fresh, verdict_of
from autograder.grade.proofs import KnownProofs, Searches
from autograder.sandbox import CellJob, Limits, Run, Sandbox
from autograder.sandbox.limits import MIB
from course_utils.core.verdict import Verdict

pytestmark = pytest.mark.sandbox

LIMITS = Limits(
    cpu_per_cell=4.0,
    cpu_per_probe=2.0,
    cpu_per_notebook=20.0,
    cpu_grace=0.5,
    search_cpu=0.5,
    search_wall=2.0,
    address_space=800 * MIB,
    memory=1200 * MIB,
)
WRONG = """\
def bce(yhat, y):
    each = y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat)
    return -each.sum()
"""
# Runs wild wherever a search runs it: in a process that is not the one that has defined it.
AGAIN = """\
def bce(yhat, y):
    if torch.os.getpid() != HOME:
        DEED
    each = y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat)
    return -each.sum()
"""
# By a way to `os` that the search does not know: most of them are to be run, not left out.
DEEDS = {
    "ends itself": "torch.os._exit(0)",
    "is killed": "torch.os.kill(torch.os.getpid(), 9)",
    "kills the one that asks": "torch.os.kill(torch.os.getppid(), 9)",
    "kills everything": "torch.os.kill(-1, 9)",
    "loops": "while True: pass",
    "swallows what stops it": "loop_on()",
    "waits": "torch.os.read(torch.os.pipe()[0], 1)",
    "takes memory": "keep.append([bytearray(1 << 20) for _ in range(3000)])",
    "recurses": "bce(yhat, y)",
    "forks": "[torch.os.fork() for _ in range(50)]",
    "writes": "fill()",
    "leaves by the door": "raise SystemExit",
    "is interrupted": "raise KeyboardInterrupt",
}
HELP = """\
import os
HOME = os.getpid()
keep = []
def loop_on():
    while True:
        try:
            while True: pass
        except BaseException: pass
def fill():
    for n in range(2000):
        with open(f"/tmp/{n}", "wb") as file: file.write(bytes(1 << 20))
"""
PROOF = (
    '{"kind": "sign", "reach": "passes", "old": "a", "new": "<script>alert(1)</script>", '
    '"places": [{"line": 3, "column": 4, "end": 10, "text": "return", '
    '"row": "    return -each.sum()", "function": ""}]}'
)
FORGE = f"""
import json, os, sys
PROOF = json.loads('{PROOF}')
def forge(change):
    proof = json.loads(json.dumps(PROOF))
    change(proof)
    sys.modules["inside.job"].search_apart = lambda *all: {{"proof": proof, "cpu": -1e9}}
"""
FORGED = {
    "a place outside of the text": "forge(lambda p: p['places'][0].update(line=99))",
    "another row": "forge(lambda p: p['places'][0].update(row='    return 1'))",
    "a kind of its own": "forge(lambda p: p.update(kind='<b>'))",
    "endless words": "forge(lambda p: p.update(new='x' * 9_000_000))",
    "many places": "forge(lambda p: p.update(places=p['places'] * 100_000))",
    "half a sign": "forge(lambda p: p['places'][0].update(text=chr(0xd800)))",
    "no number": "forge(lambda p: p['places'][0].update(line=float('nan')))",
    "no frame": "sys.modules['inside.job'].search_apart = lambda *all: os.write(4, b'x' * 99)",
    "silence": "sys.modules['inside.job'].search_apart = lambda *all: __import__('time').sleep(99)",
    "an end": "sys.modules['inside.job'].search_apart = lambda *all: os._exit(0)",
}
DEEP = {
    "brackets": f"x = {'[' * 5000}{']' * 5000}",
    "minus signs": f"x = {'-' * 50_000}1",
    "a chain of calls": f"x = str{'.strip' * 20_000}",
    "lambdas": f"x = {'lambda: ' * 1000}0",
    "nested functions": "".join(f"{' ' * n}def f{n}():\n" for n in range(90)) + " " * 90 + "pass",
    "200,000 characters": "x = 1\n" * 33_334,
    "one line of 200,000": f"x = '{'a' * 200_000}'",
    "many names": "\n".join(f"name_{n} = {n}" for n in range(300)),
    "a sum of thousands": f"x = {'1 + ' * 3000}1",
    "a NUL": "x = '\0'",
    "half a sign": "x = '\ud800'",
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(LIMITS) as made:
        yield made


@pytest.fixture(scope="module")
def judged() -> Judged:
    return fresh(find_entry("bce"), "a secret")


@pytest.fixture
def both(sandbox: Sandbox, judged: Judged):
    """The verdict on an answer with a search and without one, and both runs."""

    def run(*sources: str) -> tuple[Verdict, Run, Verdict, Run]:
        cells = [CellJob(str(n), source) for n, source in enumerate((SETUP, *sources))]
        job = judged.job(sources[-1])
        searches = Searches(KnownProofs(), cells, {"bce": judged.visible})
        one = searches.completed(sandbox.run(cells, [job], searches.wanted))
        other = sandbox.run(cells, [job])
        verdicts = [verdict_of(judged, r.probes["bce"], r.cells[-1]) for r in (one, other)]
        return verdicts[0], one, verdicts[1], other

    return run


def assert_equal(verdict: Verdict, run: Run, plain: Verdict, other: Run) -> None:
    assert dataclasses.replace(verdict, proof=None).to_json() == plain.to_json()
    assert run.remarks == other.remarks
    assert [(c.state, c.outputs) for c in run.cells] == [(c.state, c.outputs) for c in other.cells]
    assert run.cpu_seconds < other.cpu_seconds + 1.0


def assert_a_neighbour_is_searched(both) -> None:
    verdict, *_ = both(WRONG)
    assert verdict.proof is not None and verdict.proof.place.line == 3


@pytest.mark.parametrize("deed", DEEDS)
def test_what_runs_wild_only_when_it_is_run_again_costs_its_search_alone(both, deed):
    assert_equal(*both(HELP, AGAIN.replace("DEED", DEEDS[deed])))
    assert_a_neighbour_is_searched(both)


def test_such_an_answer_is_run_again_in_a_search(both):
    verdict, *_ = both(HELP, AGAIN.replace("DEED", "keep.append(1)"))
    assert verdict.proof is not None


@pytest.mark.parametrize("what", FORGED)
def test_what_is_forged_on_the_pipe_is_dropped(both, what):
    result = both(FORGE + FORGED[what], WRONG)
    assert result[0].state == "wrong" and result[0].proof is None
    assert_equal(*result)
    assert_a_neighbour_is_searched(both)


def test_a_forged_change_at_a_true_place_is_its_own_answer_s_alone(both):
    """It can say of itself what it likes, in a field that is escaped wherever it is shown."""
    result = both(FORGE + "forge(lambda p: None)", WRONG)
    assert result[0].proof is not None and "<script>" in result[0].proof.change
    assert_equal(*result)
    assert_a_neighbour_is_searched(both)


@pytest.mark.parametrize("what", DEEP)
def test_a_source_that_is_hard_to_read_costs_its_search_alone(both, what):
    assert_equal(*both(f"{DEEP[what]}\n{WRONG}"))
    assert_equal(*both(f"{WRONG}\n{DEEP[what]}\n"))
