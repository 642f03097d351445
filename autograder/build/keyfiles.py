"""Comparing committed keys with fresh ones.

Inputs and sentences have to agree to the letter. Evidence is compared at the
judge's own precision: its last bits depend on the processor.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isclose
from pathlib import Path

import torch

from autograder.catalogue import Entry
from autograder.typed import command
from course_utils.core.compare import same
from course_utils.core.evidence import Item
from course_utils.core.exercise import KEYS_FOLDER
from course_utils.core.key import Key, Keys, from_file
from course_utils.texts import Message, Observed

# A tolerance follows the size of the numbers and is rounded up to two digits: their last bits
# may move it by one step.
_STEP = 0.11


def key_file_faults(entry: Entry, fresh: Keys) -> Iterator[str]:
    """A sentence when the exercise's key file is not what the catalogue makes."""
    path = KEYS_FOLDER / f"{entry.id}.safetensors"
    if not path.exists():
        yield f"course_utils/data/keys/{path.name} is missing: run `{command('build')}`."
        return
    if not is_current(path, fresh):
        yield (
            f"course_utils/data/keys/{path.name} is not what the catalogue makes: run "
            f"`{command('build')}` and commit it."
        )


def is_current(path: Path, fresh: Keys) -> bool:
    """Whether the file holds these keys, as far as processors agree."""
    try:
        return _same_keys(from_file(path), fresh)
    except Exception:  # not there, cut off, or of another version of the format
        return False


def _same_keys(one: Keys, other: Keys) -> bool:
    return (
        dict(one.mistakes) == dict(other.mistakes)
        and len(one.keys) == len(other.keys)
        and all(map(_same_key, one.keys, other.keys))
    )


def _same_key(one: Key, other: Key) -> bool:
    if one.case.name != other.case.name or list(one.case.inputs) != list(other.case.inputs):
        return False
    if dict(one.case.sizes) != dict(other.case.sizes):
        return False
    if not all(_identical(one.case.inputs[n], other.case.inputs[n]) for n in one.case.inputs):
        return False
    if list(one.expected) != list(other.expected) or set(one.wrong) != set(other.wrong):
        return False
    for name, expected in one.expected.items():
        wanted = other.expected[name]
        if expected.rtol != wanted.rtol or not isclose(expected.atol, wanted.atol, rel_tol=_STEP):
            return False
        if not all(expected.accepts(value) for value in wanted.values):
            return False
        if list(map(_message, expected.values)) != list(map(_message, wanted.values)):
            return False
    return all(_same_evidence(one, other, variant) for variant in one.wrong)


def _same_evidence(one: Key, other: Key, variant: tuple[str, int]) -> bool:
    mine, theirs = one.wrong[variant], other.wrong[variant]
    if list(mine) != list(theirs):
        return False
    for name in mine:
        expected = one.expected.get(name)
        a, b = mine[name], theirs[name]
        if expected and expected.accepts(a) and other.expected[name].accepts(b):
            continue
        rtol, atol = (expected.rtol, expected.atol) if expected else (1e-4, 1e-6)
        if not same(a, b, rtol, atol) or _message(a) != _message(b):
            return False
    return True


def _message(item: Item) -> Message | None:
    """What a text is said by; an older file has the text alone."""
    return item.message if isinstance(item, Observed) else None


def _identical(one: Item | object, other: Item | object) -> bool:
    if isinstance(one, torch.Tensor) and isinstance(other, torch.Tensor):
        return one.dtype == other.dtype and torch.equal(one, other)
    return one == other
