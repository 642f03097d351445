"""A key file says of a mistake what it is said to be; files of before are read as they are."""

from __future__ import annotations

import json
from dataclasses import replace

import safetensors.torch

from course_utils.core.key import from_file, to_bytes, visible_keys


def rows(path) -> list:
    """What a file says of the mistakes."""
    with safetensors.safe_open(str(path), framework="pt") as file:
        return json.loads(file.metadata()["key"])["mistakes"]


def test_the_kinds_of_a_mistake_survive_the_file(tmp_path):
    keys = visible_keys("bce")
    first, second, *_ = keys.mistakes.values()
    told = {
        first.id: replace(first, kinds=("factor", "reduction")),
        second.id: replace(second, kinds=()),
    }
    path = tmp_path / "k.safetensors"
    path.write_bytes(to_bytes(replace(keys, mistakes={**keys.mistakes, **told})))
    read = from_file(path)
    assert read.mistakes == {**keys.mistakes, **told}
    assert to_bytes(read) == path.read_bytes()
    # A mistake of no known kind is written as it always was.
    by_id = {row[0]: row for row in rows(path)}
    assert by_id[first.id][5] == ["factor", "reduction"]
    assert len(by_id[second.id]) == 5


def test_a_file_without_kinds_is_read(tmp_path):
    keys = visible_keys("bce")
    bare = {name: replace(mistake, kinds=()) for name, mistake in keys.mistakes.items()}
    path = tmp_path / "k.safetensors"
    path.write_bytes(to_bytes(replace(keys, mistakes=bare)))
    assert all(len(row) == 5 for row in rows(path))
    assert all(mistake.kinds == () for mistake in from_file(path).mistakes.values())
