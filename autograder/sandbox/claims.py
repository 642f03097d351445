"""Checking what a child says of itself and of its answers: it claims, and is not believed.

What was shown on the way is checked in ``outputs``, what a search has found in ``found``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

import torch

from autograder.sandbox.jobs import ProbeJob, ProbeOutcome, ProbeState
from autograder.sandbox.watch import ChildDied, Death
from autograder.submission.remark import Remark
from course_utils.core.case import Case
from course_utils.core.detail import Detail
from course_utils.core.evidence import Evidence, unpack
from course_utils.core.raised import read_tag
from course_utils.texts import Message, Words, is_known, read_words, say, words

MAX_NOTE = 400  # characters of what a process says of itself


def probe_outcome(
    job: ProbeJob,
    cases: Sequence[Case],
    message: Mapping[str, Any],
    tensors: dict[str, torch.Tensor],
    hidden: bool,
) -> ProbeOutcome:
    """The outcome that the child's message claims, checked.

    Raises:
        ChildDied: it is not one.
    """
    state: ProbeState | object = message.get("state")
    note = _said(message.get("note"))
    if state not in get_args(ProbeState) or note is None:
        raise ChildDied(Death("crashed", Remark("malformed")))
    if state != "answered":
        # The process's own words could hold a hidden case's inputs.
        told = say(f"graded.hidden-{state}") if hidden else note
        return ProbeOutcome(job.exercise, state, note=told)  # type: ignore[arg-type]
    try:
        evidence = tuple(_evidence(message, tensors, len(cases), hidden))
    except ValueError as error:
        what = Remark("malformed-evidence", error=str(error)[:250])
        raise ChildDied(Death("crashed", what)) from None
    if hidden:
        return ProbeOutcome(job.exercise, "answered", hidden=evidence)
    return ProbeOutcome(job.exercise, "answered", visible=evidence)


def said_seconds(said: object, most: float) -> float:
    """What a search has used: the process says so, and is believed in what it may have used."""
    return min(max(0.0, said), most) if isinstance(said, float) else 0.0


def _said(note: object) -> Words | None:
    """What the process says of itself: a short text, or a message that is known; else None."""
    try:
        said = read_words(note)
    except ValueError:
        return None
    if isinstance(said, Message) and not is_known(said):
        return None
    text = words(said)
    return said if len(text) <= MAX_NOTE else text[:MAX_NOTE]


def _evidence(
    message: Mapping[str, Any], tensors: dict[str, torch.Tensor], count: int, hidden: bool
) -> Iterator[Evidence]:
    packed = message.get("evidence")
    if not isinstance(packed, list) or len(packed) != count:
        raise ValueError(f"there is not one for each of {count} cases")
    for index, data in enumerate(packed):
        evidence = unpack(data, str(index), tensors)
        if hidden:
            # A message can hold inputs; the class of the exception cannot.
            evidence.detail = _class_only(evidence.raised)
        yield evidence


def _class_only(raised: str | None) -> Detail | None:
    """The exception's class, when the tag begins with a name."""
    kind = read_tag(raised or "").kind
    return Detail(kind) if kind.isidentifier() and len(kind) <= 60 else None
