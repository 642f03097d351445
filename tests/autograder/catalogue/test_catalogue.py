"""The catalogue is tested, not believed: every exercise, every mistake, every mutant."""

from __future__ import annotations

import pytest
import torch

from autograder.authoring.limit import limited
from autograder.authoring.lint import key_faults, text_faults
from autograder.catalogue import catalogue, make_keys, run
from autograder.catalogue.mutate import judge_mutants
from course_utils.core.exercise import NotAttempted
from course_utils.core.judge import judge
from course_utils.core.key import Keys, from_file, to_bytes
from tests.keys import SECRET, VISIBLE, shared_keys, told_by

ENTRIES = list(catalogue().values())
SEEDS = (VISIBLE, SECRET)
MORE_SEEDS = range(2, 13)


def keys_of(entry, seed) -> Keys:
    return shared_keys(entry.id, seed)


def verdict_on(entry, keys, obj):
    return judge(entry.exercise, keys, [run(entry, obj, case) for case in keys.cases])


each_entry = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
each_seed = pytest.mark.parametrize("seed", SEEDS)


@each_entry
@each_seed
def test_the_reference_and_every_right_variant_pass(entry, seed):
    for right in (entry.right, *entry.variants, *entry.alternatives):
        verdict = verdict_on(entry, keys_of(entry, seed), right.obj)
        assert verdict.state == "passed", f"{right.name}: {verdict}"
        assert verdict.score == entry.exercise.points


@each_entry
@each_seed
def test_every_wrong_answer_is_refused_and_its_mistake_named(entry, seed):
    keys = keys_of(entry, seed)
    if seed == VISIBLE:  # run again, as a student would; else by what was seen for the keys
        seen = [[run(entry, wrong.obj, case) for case in keys.cases] for _, wrong in entry.wrong]
    else:
        seen = [observed for _, observed in told_by(entry, keys)]
    for (mistake, wrong), observed in zip(entry.wrong, seen, strict=True):
        verdict = judge(entry.exercise, keys, observed)
        assert verdict.state in ("wrong", "error"), f"{wrong.name} passed"
        assert verdict.mistake == mistake, f"{wrong.name} was named {verdict.mistake}"
        assert verdict.score < entry.exercise.points


@pytest.mark.slow
@each_entry
def test_it_is_the_same_with_more_secrets(entry):
    for seed in MORE_SEEDS:
        keys = make_keys(entry, f"{seed}/{entry.id}")
        for right in (entry.right, *entry.variants, *entry.alternatives):
            assert verdict_on(entry, keys, right.obj).state == "passed", (seed, right.name)
        for mistake, wrong in entry.wrong:
            assert verdict_on(entry, keys, wrong.obj).mistake == mistake, (seed, wrong.name)


@each_entry
def test_no_mutant_that_changes_behaviour_passes(entry):
    result = judge_mutants(entry, keys_of(entry, VISIBLE), lambda: limited(2.0))
    assert result.total >= 2
    assert not result.holes
    survive = {mutant.source for mutant in result.harmless}
    assert survive == set(entry.harmless), "a listed mutant does not survive any more"


@each_entry
def test_nothing_is_missing(entry):
    assert text_faults(entry) == []
    assert key_faults(entry, keys_of(entry, VISIBLE)) == []


@each_entry
def test_a_stub_is_not_attempted(entry):
    def stub(*args, **kwargs):
        raise NotAttempted

    def forward(*args):  # the names that the notebook's stubs have
        raise NotAttempted

    from course_utils.core.probing import find_probe

    stub.__code__ = stub.__code__.replace(co_name=find_probe(entry.id).defines[0])
    obj = entry.wrap(stub) if find_probe(entry.id).wants != "class" else stub_class(entry, stub)
    verdict = verdict_on(entry, keys_of(entry, VISIBLE), obj)
    assert verdict.state == "not_attempted"
    assert verdict.score == 0


def stub_class(entry, stub):
    if issubclass(entry.right.obj, torch.autograd.Function):
        return type(entry.exercise.symbol, (torch.autograd.Function,), {
            "forward": staticmethod(stub), "backward": staticmethod(stub)})  # fmt: skip
    return type(entry.exercise.symbol, (entry.right.obj,), {"__init__": stub})


@each_entry
def test_keys_survive_the_file(entry, tmp_path):
    keys = keys_of(entry, VISIBLE)
    path = tmp_path / "keys.safetensors"
    path.write_bytes(to_bytes(keys))
    read = from_file(path)
    assert to_bytes(read) == to_bytes(keys)
    assert verdict_on(entry, read, entry.right.obj).state == "passed"
    mistake, wrong = entry.wrong[0]
    assert verdict_on(entry, read, wrong.obj).mistake == mistake


@each_entry
def test_answers_for_the_visible_cases_fail_on_fresh_ones(entry):
    if entry.id == "intermediate-grad":  # its answer is 10 for every w0: that is the lesson
        return
    visible, fresh = keys_of(entry, VISIBLE), keys_of(entry, SECRET)
    observed = [run(entry, entry.right.obj, case) for case in visible.cases]
    if len(visible.keys) == len(fresh.keys):
        assert judge(entry.exercise, fresh, observed).state != "passed"
