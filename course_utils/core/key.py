"""Keys: for each case the accepted evidence and what every known mistake looks like.

The keys of the visible cases lie in ``data/keys`` as files of tensors: numbers
and sentences, no code. When an instructor grades, fresh keys are made from a
secret seed and never reach the student's process; only their inputs do.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import torch

from course_utils.core.case import Case, pack_case, unpack_case
from course_utils.core.compare import Expected
from course_utils.core.evidence import Evidence, Item, dumps
from course_utils.core.exercise import KEYS_FOLDER, find_exercise
from course_utils.core.mistake import Mistake
from course_utils.core.surroundings import collector_paused
from course_utils.core.tensor_file import Damaged, read_tensors, tensor_bytes
from course_utils.texts import Observed, read_observed, say, words, write_words

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Key:
    """One case: its inputs, the accepted evidence, the evidence of the mistakes.

    ``wrong`` maps ``(mistake id, number of the wrong implementation)`` to evidence.
    """

    case: Case
    expected: Mapping[str, Expected]
    wrong: Mapping[tuple[str, int], Evidence]


@dataclass(frozen=True, slots=True)
class Keys:
    """All keys of one exercise, with the sentences of its mistakes."""

    exercise: str
    keys: tuple[Key, ...]
    mistakes: Mapping[str, Mistake]

    @property
    def cases(self) -> tuple[Case, ...]:
        """The inputs alone: all that a student's process ever gets."""
        return tuple(key.case for key in self.keys)


def to_bytes(keys: Keys) -> bytes:
    """The file's content; equal keys give equal bytes."""
    tensors: dict[str, torch.Tensor] = {}
    rows = []
    for number, key in enumerate(keys.keys):
        expected = []
        for name, item in key.expected.items():
            values = [
                _store(value, f"{number}/e/{name}/{k}", tensors)
                for k, value in enumerate(item.values)
            ]
            expected.append([name, values, item.rtol, item.atol])
        variants = []
        for (mistake, variant), evidence in key.wrong.items():
            items: list[list[Any]] = []
            for name, value in evidence.items.items():
                right = key.expected.get(name)
                if right is not None and right.accepts(value):
                    items.append([name, True])
                else:
                    path = f"{number}/m/{mistake}/{variant}/{name}"
                    items.append([name, _store(value, path, tensors)])
            variants.append([mistake, variant, items])
        rows.append(
            {
                "case": pack_case(key.case, f"{number}/c", tensors),
                "expected": expected,
                "mistakes": variants,
            }
        )
    texts = [_mistake_row(mistake) for mistake in keys.mistakes.values()]
    header = {"format": FORMAT, "exercise": keys.exercise, "mistakes": texts, "keys": rows}
    return tensor_bytes(tensors, {"key": dumps(header)})


def _mistake_row(mistake: Mistake) -> list[Any]:
    row = [mistake.id, mistake.sentence, mistake.why, mistake.hint, list(mistake.about)]
    # Last, and left out where there are none: older files have no kinds, and older readers none.
    return [*row, list(mistake.kinds)] if mistake.kinds else row


def _mistake_of(row: list[Any]) -> Mistake:
    name, sentence, why, hint, about, *more = row
    return Mistake(name, sentence, why, hint, tuple(about), tuple(more[0]) if more else ())


def _store(value: Any, path: str, tensors: dict[str, torch.Tensor]) -> Any:
    if isinstance(value, torch.Tensor):
        tensors[path] = value.contiguous().clone()
        return None
    if isinstance(value, Observed):  # the text is for another release, without this template
        return {"text": str(value), "observed": write_words(value)}
    return value


def from_file(path: Path) -> Keys:
    """The keys in a file.

    Raises:
        Damaged: the file is cut off, or was changed.
        ValueError: the file was written by another version of the format.
    """
    about, tensors = read_tensors(path)
    try:
        header = json.loads(about["key"])
        if header.get("format") == FORMAT:
            return _keys(header, tensors)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise Damaged(words(say("data.damaged", file=path.name))) from None
    raise ValueError(
        f"{path.name} has format {header.get('format')!r}, this course_utils reads {FORMAT}: "
        "install the release that the notebook belongs to."
    )


def _keys(header: Mapping[str, Any], tensors: Mapping[str, torch.Tensor]) -> Keys:
    return Keys(
        header["exercise"],
        tuple(_key(number, row, tensors) for number, row in enumerate(header["keys"])),
        {row[0]: _mistake_of(row) for row in header["mistakes"]},
    )


def _key(number: int, row: Mapping[str, Any], tensors: Mapping[str, torch.Tensor]) -> Key:
    expected = {}
    for name, values, rtol, atol in row["expected"]:
        accepted = tuple(
            tensors[f"{number}/e/{name}/{k}"] if value is None else _read(value)
            for k, value in enumerate(values)
        )
        expected[name] = Expected(accepted, rtol, atol)
    wrong = {}
    for mistake, variant, items in row["mistakes"]:
        evidence = Evidence()
        for name, value in items:
            if value is True:
                value = expected[name].values[0]
            elif value is None:
                value = tensors[f"{number}/m/{mistake}/{variant}/{name}"]
            evidence.items[name] = _read(value)
        wrong[(mistake, variant)] = evidence
    return Key(unpack_case(row["case"], f"{number}/c", tensors), expected, wrong)


def _read(value: Any) -> Item:
    """A tensor, or a text; older files hold texts alone."""
    if not isinstance(value, dict):
        kept: Item = value
        return kept
    try:
        return read_observed(value["observed"])
    except ValueError:
        return str(value["text"])


@cache
def visible_keys(exercise_id: str) -> Keys:
    """The keys of the exercise's visible cases, from the installed package."""
    find_exercise(exercise_id)
    with collector_paused():
        return from_file(KEYS_FOLDER / f"{exercise_id}.safetensors")


def fingerprint(keys: Keys) -> str:
    """A short digest of what decides a verdict, for records."""
    return hashlib.sha256(to_bytes(keys)).hexdigest()[:16]
