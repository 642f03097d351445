"""What a kept release is judged by: the keys that its students saw, where today's probes fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.catalogue import Entry, chapter_of, run
from autograder.rebuild.releases import KeptChapter
from autograder.submission.remark import Remark
from course_utils.core.judge import judge
from course_utils.core.key import Keys, fingerprint, from_file, visible_keys


@dataclass(frozen=True, slots=True)
class ReleaseKeys:
    """What of a release still holds today.

    Attributes:
        keys: the visible keys by exercise that replace today's.
        remarks: by exercise, what a person should know.
        unknown: exercises of the notebook that the catalogue has no more.
    """

    keys: Mapping[str, Keys]
    remarks: Mapping[str, Remark]
    unknown: tuple[str, ...] = ()


def keys_of_release(release: KeptChapter, chapter: str) -> ReleaseKeys:
    """How a kept release can be judged by today's catalogue."""
    entries = {entry.id: entry for entry in chapter_of(chapter)}
    if release.keys is None:
        return ReleaseKeys({}, {})
    keys: dict[str, Keys] = {}
    remarks: dict[str, Remark] = {}
    for name, entry in entries.items():
        if name not in release.exercises:
            remarks[name] = Remark("not-in-release", exercise=name, release=release.name)
            continue
        frozen = _frozen(entry, release.keys)
        if frozen is None:
            remarks[name] = Remark("checks-outdated", exercise=name, release=release.name)
        else:
            keys[name] = frozen
        if release.contracts.get(name) != entry.exercise.contract:
            remarks[name] = Remark("contract-changed", exercise=name, release=release.name)
    return ReleaseKeys(keys, remarks, tuple(sorted(release.exercises - entries.keys())))


def _frozen(entry: Entry, folder: Path) -> Keys | None:
    """The released visible keys, if today's reference passes them through today's probe.

    Where these are the installed package's, these.
    """
    assert entry.right is not None
    try:
        keys = from_file(folder / f"{entry.id}.safetensors")
        observed = [run(entry, entry.right.obj, case) for case in keys.cases]
        if [list(key.expected) for key in keys.keys] != [list(e.items) for e in observed]:
            return None
        passed = judge(entry.exercise, keys, observed).state == "passed"
    except Exception:  # an input is missing, or the format is another one: it does not fit
        return None
    if not passed:
        return None
    installed = visible_keys(entry.id)
    return installed if fingerprint(keys) == fingerprint(installed) else keys
