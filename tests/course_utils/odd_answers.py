"""Every odd value, as the answer to exercises of every shape, judged in a process of little memory.

Run as a module by ``test_odd_values.py``; prints one line of JSON for each answer. Memory is
limited, so that what computes on a large shape raises where it would fill the machine.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from autograder.sandbox.inside import frames
from course_utils.core.evidence import Evidence, pack, unpack
from course_utils.core.exercise import Exercise, exercises
from course_utils.core.judge import judge
from course_utils.core.key import Keys, visible_keys
from course_utils.core.probing import find_probe, kind_mismatch, run_probe
from course_utils.core.surroundings import capture_output, on_cpu, preserve_rng_state
from course_utils.core.verdict import Verdict, unjudged
from course_utils.views import html, text
from tests.course_utils import odd
from tests.course_utils.answers import right

MEMORY = 320 << 20  # bytes beyond what is mapped when all is imported
NAMES = ("w", "b", "weights", "bias", "weight", "lr", "grads", "mean", "std")
# A student's own line that computes with these ends Python.
DEADLY = ("wrapped", "without memory", "a liar", "nested, jagged", "masked")


def of_function(value: object, answer: Any) -> object:
    """A function that returns the value."""
    return lambda *args, **named: value


def of_yielded(value: object, answer: Any) -> object:
    """A function that yields it without end."""

    def endless(*args, **named):
        while True:
            yield value

    return endless


def of_data(value: object, answer: Any) -> object:
    """A function that makes it of every tensor, parameter and gradient that it gets."""

    def spoil(*args, **named):
        for given in args:
            for tensor in _tensors(given):
                _become(tensor, value)
        return value

    return spoil


def of_method(value: object, answer: Any) -> object:
    """The right class, with every method of its own returning the value, but for __init__."""
    names = [n for n, f in vars(answer).items() if callable(f) and not n.startswith("__")]
    returns = {n: staticmethod(lambda *args, **named: value) for n in names}
    return type(answer.__name__, (answer,), returns)


def of_attributes(value: object, answer: Any) -> object:
    """The right class; after each call of a method, all attributes are the value."""

    def spoiling(function: Callable) -> Callable:
        def call(self, *args, **named):
            found = function(self, *args, **named)
            for name in NAMES:
                if name in vars(self) or name in vars(self).get("_parameters", ()):
                    _set(self, name, value)
            for name in vars(self).get("grads") or () if _is_dict(self) else ():
                self.grads[name] = value
            for tensor in _tensors(args):
                _become(tensor, value)
            return found

        return call

    methods = {n: f for n, f in vars(answer).items() if callable(f) and type(f) is type(spoiling)}
    return type(answer.__name__, (answer,), {n: spoiling(f) for n, f in methods.items()})


def _is_dict(obj: Any) -> bool:
    return isinstance(vars(obj).get("grads"), dict)


def _set(obj: Any, name: str, value: object) -> None:
    try:
        setattr(obj, name, value)
    except Exception:  # a parameter takes only tensors, and only some
        _become(getattr(obj, name), value)


def _become(tensor: object, value: object) -> None:
    # By type: torch believes a __class__ and ends the process.
    if issubclass(type(value), torch.Tensor) and isinstance(tensor, torch.Tensor):
        for name, new in (("data", value), ("grad", value)):
            try:
                setattr(tensor, name, new)
            except Exception:
                continue


def _tensors(given: Any) -> Iterator[torch.Tensor]:
    if isinstance(given, torch.Tensor):
        yield given
    elif isinstance(given, torch.nn.Module):
        yield from given.parameters()
    elif isinstance(given, (list, tuple)):
        for part in given:
            yield from _tensors(part)
    elif hasattr(given, "param_groups"):
        yield from given.param_groups[0]["params"]


OWN = "in its attributes"  # where the answer's own lines meet the value
WAYS = {
    "function": {"returned": of_function, "yielded": of_yielded, "in its arguments": of_data},
    "class": {"returned": of_method, OWN: of_attributes},
    "method": {"returned": of_method, OWN: of_attributes},
}


def observe(exercise: Exercise, keys: Keys, obj: object) -> list[Evidence] | str:
    """What the probes see, or why they were not asked."""
    with on_cpu(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if sentence := kind_mismatch(exercise.id, obj):
            return sentence
        seen = []
        for case in keys.cases:
            with preserve_rng_state(), capture_output():
                seen.append(run_probe(exercise.id, obj, case))
        return seen


def carried(observed: Sequence[Evidence]) -> list[Evidence]:
    """The evidence after it has crossed a process's border."""
    tensors: dict[str, torch.Tensor] = {}
    rows = [pack(evidence, str(number), tensors) for number, evidence in enumerate(observed)]
    decoder = frames.Decoder()
    decoder.feed(frames.encode({"evidence": rows}, tensors))
    frame = decoder.next()
    assert frame is not None
    message, found = frame
    return [unpack(row, str(number), found) for number, row in enumerate(message["evidence"])]


def told(verdict: Verdict, exercise: Exercise) -> str:
    """The verdict in all forms that are made of it; the text."""
    kept = Verdict.from_json(json.loads(json.dumps(verdict.to_json(), allow_nan=False)))
    for one in (verdict, kept):
        html.card(one, exercise)
        unseen = one.difference and replace(one.difference, hidden=True)
        text.message(replace(one, difference=unseen), exercise, graded=True)
        text.message(one, exercise)
    return text.message(verdict, exercise)


def judged(exercise: Exercise, obj: object) -> dict[str, object]:
    """What came of one answer, in this process and across the border."""
    keys = visible_keys(exercise.id)
    begun = time.process_time()
    observed = observe(exercise, keys, obj)
    if isinstance(observed, str):
        verdict = unjudged(exercise, "wrong", observed)
        return {"state": "misfit", "text": told(verdict, exercise), "took": 0.0}
    here = judge(exercise, keys, observed)
    there = judge(exercise, keys, carried(observed))
    took = time.process_time() - begun
    same = json.dumps(here.to_json()) == json.dumps(there.to_json())
    return {"state": here.state, "text": told(there, exercise), "took": took, "same": same}


def limit_memory() -> None:
    """From now on: what is mapped, and :data:`MEMORY` more."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def answers(names: Sequence[str], nests: Sequence[str]) -> Iterator[dict]:
    """What came of every value, in each of the nests and ways, as the answer to the exercises."""
    made = list(odd.values())
    for name in names:
        judged(exercises()[name], right(name))  # what is imported on the way
    limit_memory()
    for name in names:
        exercise = exercises()[name]
        ways = dict(WAYS[find_probe(name).wants])
        if find_probe(name).defines == ("__init__",):
            del ways["returned"]
        for (value_name, value), nest, (way, answer) in (
            (v, n, w) for v in made for n in nests for w in ways.items()
        ):
            if value_name in DEADLY and way == OWN:
                continue
            row: dict = {"at": f"{name}: {value_name}, {nest}, {way}"}
            try:
                row |= judged(exercise, answer(odd.NESTS[nest](value), right(name)))
            except BaseException as error:
                row |= {"state": f"{type(error).__name__}: {error}"[:500]}
            yield row


def forged(names: Sequence[str]) -> Iterator[dict]:
    """What is said of right evidence in which one item is a tensor that no probe would record."""
    made = odd.forged()
    limit_memory()
    for name in names:
        exercise, keys = exercises()[name], visible_keys(name)
        good = [Evidence({n: e.values[0] for n, e in key.expected.items()}) for key in keys.keys]
        for (odd_name, tensor), item in ((m, i) for m in made.items() for i in good[0].items):
            row: dict = {"at": f"{name}: {odd_name} as {item}"}
            begun = time.process_time()
            try:
                forged_one = Evidence({**good[0].items, item: tensor})
                seen = carried([forged_one]) + good[1:]
                verdict = judge(exercise, keys, seen)
                row |= {"state": verdict.state, "text": told(verdict, exercise)}
            except ValueError as error:
                row |= {"state": "refused", "text": str(error)}
            except BaseException as error:
                row |= {"state": f"{type(error).__name__}: {error}"[:500]}
            yield {**row, "took": time.process_time() - begun}


def main(kind: str, nests: str, *names: str) -> None:
    """Print the rows; ``nests`` are names with commas between them."""
    torch.set_num_threads(1)
    wanted = names or tuple(exercises())
    rows = forged(wanted) if kind == "forged" else answers(wanted, nests.split(","))
    for row in rows:
        print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
