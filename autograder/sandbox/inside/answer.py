"""Answering a probe: the student's object, the cases, the evidence."""

from __future__ import annotations

from collections.abc import Mapping

import torch

from course_utils.core.case import unpack_case
from course_utils.core.evidence import pack
from course_utils.core.exercise import find_exercise
from course_utils.core.probing import Interrupted, misfit, run_probe
from course_utils.core.raised import detail_of
from course_utils.core.surroundings import on_cpu

from . import frames


def run_cases(
    namespace: Mapping[str, object], request: Mapping, tensors: Mapping[str, torch.Tensor]
) -> tuple[dict, dict[str, torch.Tensor]]:
    """Probe the exercise's object with each case.

    Returns:
        The reply's message (``state``, ``note``, ``evidence``) and its tensors.
    """
    exercise = find_exercise(request["exercise"])
    if exercise.symbol not in namespace:
        return _reply("undefined", f"The name {exercise.symbol} is not defined."), {}
    obj = namespace[exercise.symbol]
    answers: list[dict] = []
    found: dict[str, torch.Tensor] = {}
    failing = f"{exercise.symbol} cannot be looked at"
    try:
        sentence = misfit(exercise.id, obj)
        if sentence is not None:
            return _reply("misfit", sentence), {}
        failing = "What it answered cannot be handed over"
        # As in a notebook's check: a default device is the student's, the cases are on the CPU.
        with on_cpu():
            for index, data in enumerate(request["cases"]):
                case = unpack_case(data, str(index), tensors)
                evidence = run_probe(exercise.id, obj, case)
                if request["hidden"]:
                    evidence.detail = None  # the supervisor tells the class alone
                answers.append(pack(evidence, str(index), found))
        large = sum(tensor.nbytes for tensor in found.values()) > frames.MAX_TENSORS // 2
    except Interrupted as interruption:
        return _reply("timeout", str(interruption)), {}
    except MemoryError:
        return _reply("crashed", "There was not enough memory."), {}
    except Exception as error:  # asking for an object's length or methods runs its own code
        return _reply("crashed", f"{failing}: {detail_of(error)}"), {}
    if large:
        return _reply("crashed", "The values that the probe saw are too large to hand over."), {}
    return {**_reply("answered", ""), "evidence": answers}, found


def _reply(state: str, note: str) -> dict:
    return {"state": state, "note": note}
