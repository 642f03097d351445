"""Answering a probe: the student's object, the cases, the evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from course_utils.core.case import unpack_case
from course_utils.core.evidence import pack
from course_utils.core.exercise import find_exercise
from course_utils.core.probing import Interrupted, kind_mismatch, run_probe
from course_utils.core.raised import detail_of
from course_utils.core.surroundings import on_cpu
from course_utils.texts import Message, Words, say, write_words

from . import frames


def run_cases(
    namespace: Mapping[str, object], request: Mapping[str, Any], tensors: Mapping[str, torch.Tensor]
) -> tuple[dict[str, Any], dict[str, torch.Tensor]]:
    """Probe the exercise's object with each case.

    Returns:
        The reply's message (``state``, ``note``, ``evidence``) and its tensors.
    """
    exercise = find_exercise(request["exercise"])
    if exercise.symbol not in namespace:
        return _reply("undefined", say("graded.name-undefined", symbol=exercise.symbol)), {}
    obj = namespace[exercise.symbol]
    answers: list[dict[str, Any]] = []
    found: dict[str, torch.Tensor] = {}
    looked_at = False
    try:
        sentence = kind_mismatch(exercise.id, obj)
        if sentence is not None:
            return _reply("misfit", sentence), {}
        looked_at = True
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
        return _reply("timeout", reason(interruption)), {}
    except MemoryError:
        return _reply("crashed", say("graded.no-memory")), {}
    except Exception as error:  # asking for an object's length or methods runs its own code
        detail = str(detail_of(error))
        failing = say("graded.no-look", symbol=exercise.symbol, detail=detail)
        if looked_at:
            failing = say("graded.no-handing-over", detail=detail)
        return _reply("crashed", failing), {}
    if large:
        return _reply("crashed", say("graded.too-large")), {}
    return {**_reply("answered", ""), "evidence": answers}, found


def _reply(state: str, note: Words) -> dict[str, Any]:
    return {"state": state, "note": write_words(note)}


def reason(interruption: Interrupted) -> Words:
    """Why it was interrupted; a student's code can raise one with anything in it."""
    said = interruption.args[0] if interruption.args else ""
    return said if isinstance(said, Message) else str(said)
