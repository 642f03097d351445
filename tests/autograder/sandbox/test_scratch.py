"""Emptying a folder that somebody filled on purpose."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.sandbox.inside.scratch import TooManyFiles, wipe


def test_all_goes_whatever_its_permissions(tmp_path: Path):
    folder = tmp_path / "folder"
    inner = folder / "a" / "b"
    inner.mkdir(parents=True)
    (inner / "file").write_text("x")
    (inner / "empty").mkdir()
    os.mkfifo(folder / "fifo")
    for path in (inner / "file", inner, folder / "a"):
        path.chmod(0)
    wipe(str(folder))
    assert list(folder.iterdir()) == []


def test_links_are_removed_and_not_followed(tmp_path: Path):
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").write_text("x")
    folder = tmp_path / "folder"
    (folder / "deep").mkdir(parents=True)
    (folder / "link").symlink_to(kept)
    (folder / "deep" / "link").symlink_to(kept)
    wipe(str(folder))
    assert (kept / "file").exists()
    assert list(folder.iterdir()) == []


def test_a_nest_deeper_than_a_path_may_be_long(tmp_path: Path):
    folder = tmp_path / "folder"
    folder.mkdir()
    here = os.open(folder, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("d" * 100, dir_fd=here)
        below = os.open("d" * 100, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    wipe(str(folder))
    assert list(folder.iterdir()) == []


def test_too_much_is_said_instead_of_deleted(tmp_path: Path):
    for number in range(20):
        (tmp_path / str(number)).write_text("")
    with pytest.raises(TooManyFiles):
        wipe(str(tmp_path), most=10)
