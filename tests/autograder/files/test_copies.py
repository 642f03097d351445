"""Copies name the file that could not be written, and only that one."""

from __future__ import annotations

import resource

import pytest

from autograder.errors import is_full
from autograder.files.copies import copy_file, copy_tree


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "source"
    for name in ("a", "sub/b", "sub/__pycache__/c.pyc", ".hidden", "sub/d.pyc"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode() * 5_000)
    return folder


@pytest.fixture
def small_files():
    """No file may get larger than 10 kB: what EFBIG says, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_tree_is_copied_without_what_stays_out(source, tmp_path):
    copy_tree(source, tmp_path / "some" / "copy", ("__pycache__", "*.pyc", ".*"))
    copy = tmp_path / "some" / "copy"
    there = {str(path.relative_to(copy)) for path in copy.rglob("*")}
    assert there == {"a", "sub", "sub/b"}
    assert (copy / "sub" / "b").read_bytes() == (source / "sub" / "b").read_bytes()


def test_the_first_that_cannot_be_written_ends_it_and_is_named(source, tmp_path, small_files):
    with pytest.raises(OSError) as caught:
        copy_tree(source, tmp_path / "copy")
    fault = caught.value
    assert is_full(fault) and fault.filename == str(tmp_path / "copy" / ".hidden")
    assert str(source) not in str(fault)
    with pytest.raises(OSError) as caught:
        copy_file(source / "a", tmp_path / "none" / "a")
    assert caught.value.filename == str(tmp_path / "none" / "a")
