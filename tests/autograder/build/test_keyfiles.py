"""Which key files a build writes again: those that say something else, and no others."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from autograder.build import builder
from autograder.build.header import fresh_visible_keys
from autograder.build.keyfiles import is_current
from autograder.catalogue import find_entry
from autograder.files.paths import ROOT
from course_utils.core.compare import Expected
from course_utils.core.evidence import Evidence
from course_utils.core.key import Key, Keys, to_bytes

EXERCISE = "bce"
# What makes torch and its libraries compute as on a much older processor.
OLDER = {
    "ATEN_CPU_CAPABILITY": "default",
    "MKL_CBWR": "COMPATIBLE",
    "ONEDNN_MAX_CPU_ISA": "SSE41",
}


def changed(keys: Keys, factor: float) -> Keys:
    """The keys with every number of the evidence multiplied."""

    def times(item):
        return (
            item * factor if isinstance(item, torch.Tensor) and item.is_floating_point() else item
        )

    def key(one: Key) -> Key:
        expected = {
            name: Expected(tuple(map(times, item.values)), item.rtol, item.atol)
            for name, item in one.expected.items()
        }
        wrong = {
            name: Evidence({item: times(value) for item, value in evidence.items.items()})
            for name, evidence in one.wrong.items()
        }
        return replace(one, expected=expected, wrong=wrong)

    return replace(keys, keys=tuple(map(key, keys.keys)))


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(builder, "KEYS_FOLDER", tmp_path)
    return tmp_path


def written(folder: Path, keys: Keys) -> bool:
    """Whether a build replaces a file that holds these keys."""
    path = folder / f"{EXERCISE}.safetensors"
    path.write_bytes(to_bytes(keys))
    before = path.read_bytes()
    report = builder.Report()
    builder._write_keys(find_entry(EXERCISE), report)
    assert [path.name] == report.written + report.unchanged
    assert (path.read_bytes() != before) == bool(report.written)
    return bool(report.written)


def test_another_processors_last_bits_are_no_change(folder):
    assert not written(folder, changed(fresh_visible_keys(EXERCISE), 1 + 1e-9))


def test_what_is_really_different_is_written(folder):
    keys = fresh_visible_keys(EXERCISE)
    assert written(folder, changed(keys, 1.01))
    name, mistake = next(iter(keys.mistakes.items()))
    other = {**keys.mistakes, name: replace(mistake, sentence="something else")}
    assert written(folder, replace(keys, mistakes=other))
    first = keys.keys[0]
    loose = {n: replace(e, rtol=2 * e.rtol) for n, e in first.expected.items()}
    assert written(folder, replace(keys, keys=(replace(first, expected=loose), *keys.keys[1:])))


def test_a_file_with_texts_alone_is_written_again_so_that_they_can_be_translated(folder):
    keys = fresh_visible_keys(EXERCISE)
    assert not written(folder, keys)

    def alone(item):
        return str(item) if isinstance(item, str) else item

    def key(one: Key) -> Key:
        expected = {
            name: replace(item, values=tuple(map(alone, item.values)))
            for name, item in one.expected.items()
        }
        return replace(one, expected=expected)

    assert written(folder, replace(keys, keys=tuple(map(key, keys.keys))))


@pytest.mark.parametrize("damage", [b"", b"not a key", None])
def test_a_damaged_or_missing_file_is_written(folder, damage):
    path = folder / f"{EXERCISE}.safetensors"
    if damage is not None:
        path.write_bytes(damage)
    assert not is_current(path, fresh_visible_keys(EXERCISE))
    builder._write_keys(find_entry(EXERCISE), builder.Report())
    assert is_current(path, fresh_visible_keys(EXERCISE))


@pytest.mark.slow
def test_the_committed_files_are_right_on_an_older_processor():
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "build", "--check", "--quiet"],
        cwd=ROOT, env={**os.environ, **OLDER}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
