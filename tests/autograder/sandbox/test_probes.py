"""Probes: what comes back, and what must not."""

from __future__ import annotations

import math

import pytest

from autograder.sandbox import CellJob, ProbeJob, Sandbox
from course_utils.core.case import Case
from course_utils.core.exercise import UnknownExercise
from course_utils.core.probing import run_probe

pytestmark = pytest.mark.sandbox


def test_the_evidence_is_what_the_probe_sees_in_this_process(sandbox, good, make_probe):
    job = make_probe("lr-sigmoid")
    namespace: dict = {"__name__": "here"}
    exec(good.source, namespace)
    outcome = sandbox.run([good], [job]).probes["lr-sigmoid"]
    assert outcome.state == "answered"
    for cases, seen in ((job.visible, outcome.visible), (job.hidden, outcome.hidden)):
        for case, evidence in zip(cases, seen, strict=True):
            wanted = run_probe("lr-sigmoid", namespace["LR"], case)
            assert list(evidence) == list(wanted)
            assert evidence["a"].tolist() == wanted["a"].tolist()
            assert evidence["view"].shape == wanted["view"].shape


def test_a_name_that_is_missing_is_undefined(sandbox, make_probe):
    outcome = sandbox.run([CellJob("a", "x = 1")], [make_probe("bce")]).probes["bce"]
    assert (outcome.state, outcome.visible) == ("undefined", ())
    assert "bce" in str(outcome.note)


def test_a_thing_of_the_wrong_kind_is_a_misfit(sandbox, make_probe):
    outcome = sandbox.run([CellJob("a", "bce = 0.5")], [make_probe("bce")]).probes["bce"]
    assert outcome.state == "misfit"
    assert "float" in str(outcome.note)


@pytest.mark.parametrize(
    ("body", "state"),
    [("os._exit(0)", "crashed"), ("[None for _ in iter(int, 1)]", "timeout")],
)
def test_one_bad_exercise_does_not_lose_the_others(sandbox, good, make_probe, body, state):
    bad = CellJob("bad", f"import os\nLR.sigmoid = lambda self, z: {body}\nprint('kept')")
    jobs = [make_probe("lr-sigmoid"), make_probe("bce"), make_probe("lr-init")]
    run = sandbox.run([good, bad], jobs)
    assert [run.probes[job.exercise].state for job in jobs] == [state, "answered", "answered"]
    assert [cell.state for cell in run.cells] == ["ok", "ok"]
    assert run.cells[1].outputs[0]["text"] == "kept\n"


def test_a_cell_that_kills_the_process_is_skipped_the_second_time(sandbox, good, make_probe):
    cells = [good, CellJob("bad", "import os\nos._exit(1)"), CellJob("after", "x = 1")]
    run = sandbox.run(cells, [make_probe("bce")])
    assert [cell.state for cell in run.cells] == ["ok", "crashed", "ok"]
    assert run.probes["bce"].state == "answered"
    assert "exit status 1" in run.remarks[0].text


def test_a_probe_that_breaks_in_its_hidden_cases_keeps_the_visible_evidence(sandbox, make_probe):
    job = make_probe("bce")
    known = [case["y"].tolist() for case in job.visible]
    source = f"""
import os
import torch
def bce(yhat, y):
    if y.shape[1] > 1 and y.tolist() not in {known}:
        os._exit(1)
    return torch.tensor(0.0)
"""
    hidden = tuple(case.with_inputs(y=1 - case["y"]) for case in job.hidden)
    outcome = sandbox.run([CellJob("a", source)], [ProbeJob("bce", job.visible, hidden)]).probes[
        "bce"
    ]
    assert outcome.state == "crashed"
    assert len(outcome.visible) == len(job.visible)
    assert outcome.hidden == ()


def test_nothing_that_is_shown_can_hold_a_hidden_input(sandbox, make_probe):
    spy = """
import torch
seen = []
def bce(yhat, y):
    seen.append(yhat.flatten().tolist())
    print(seen)
    raise ValueError(f"{seen}")
def train(model, x, y, steps):
    raise ValueError(f"{seen}")
"""
    run = sandbox.run([CellJob("spy", spy)], [make_probe("bce"), make_probe("lr-train")])
    secret = make_probe("bce").hidden[0]["yhat"].flatten()[0].item()
    shown = repr([cell.outputs for cell in run.cells])
    for outcome in run.probes.values():
        shown += repr([(e.items, e.detail) for e in outcome.visible]) + str(outcome.note)
        told = [str(evidence.detail or "") for evidence in outcome.hidden]
        assert set(told) <= {"", "ValueError"}
    assert f"{secret:.3f}" not in shown
    assert str(run.probes["bce"].visible[0].detail).startswith("ValueError: [[")


def test_infinite_and_empty_inputs_cross_the_border(sandbox, good, make_probe):
    plain = make_probe("lr-sigmoid").visible[0]
    odd = Case("odd", {**plain.inputs, "lr": math.inf, "z": plain["z"][:, :1]})
    outcome = sandbox.run([good], [ProbeJob("lr-sigmoid", (odd,), ())]).probes["lr-sigmoid"]
    assert outcome.state == "answered"
    assert outcome.visible[0]["a"].shape == odd["z"].shape


def test_an_unknown_exercise_is_the_callers_error(sandbox: Sandbox):
    with pytest.raises(UnknownExercise):
        sandbox.run([], [ProbeJob("lr-bakward", (), ())])


def test_two_jobs_of_one_id_are_the_callers_error(sandbox: Sandbox):
    with pytest.raises(ValueError, match="share an id"):
        sandbox.run([CellJob("a", ""), CellJob("a", "")], [])
