"""``autograder demo``, as a newcomer meets it: what it prints can be typed."""

from __future__ import annotations

import fcntl
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.files.paths import ROOT

SIZE = 8
# A shell that has not entered the environment, in a small terminal.
OUTSIDE = {"PATH": "/usr/bin:/bin", "COLUMNS": "60", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}


def demo(*words, cwd):
    return subprocess.run(
        [sys.executable, "-m", "autograder", "demo", *map(str, words)],
        capture_output=True, text=True, timeout=900, cwd=cwd,
        env={**os.environ, **OUTSIDE},
    )  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("erste Übung")
    return folder, demo("my class", "--size", SIZE, cwd=folder)


@pytest.mark.sandbox
def test_the_class_has_the_size_that_was_asked_for_and_some_of_every_kind(made):
    folder, done = made
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"all {SIZE} results are as planned" in done.stdout
    roster = (folder / "my class" / "roster.csv").read_text(encoding="utf-8")
    assert len(roster.splitlines()) == SIZE + 1
    for word in ("graded", "flagged", "unreadable", "missing"):
        assert f"  {word}" in done.stdout


@pytest.mark.sandbox
def test_in_a_narrow_terminal_each_student_is_a_paragraph_and_no_word_is_broken(made):
    _, done = made
    roster = (made[0] / "my class" / "roster.csv").read_text(encoding="utf-8")
    words = set(re.findall(r"\S+", done.stdout))
    for row in roster.splitlines()[1:]:
        assert set(row.replace(",", " ").split()) <= words
    assert not set("│┃━") & set(done.stdout)


@pytest.mark.sandbox
def test_every_printed_command_can_be_typed(made):
    folder, done = made
    lines = [line.strip() for line in done.stdout.splitlines()]
    commands = [line for line in lines if " -m autograder " in line or line.startswith("cd ")]
    assert len(commands) == 3
    for line in commands:
        # Looks whether it starts, without a browser.
        line += " --version" if line.startswith("cd ") else ""
        typed = subprocess.run(
            ["sh", "-c", line], cwd=folder, env={**os.environ, **OUTSIDE},
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        waits = " todo " in line  # 1: something waits
        assert typed.returncode == int(waits), f"{line}\n{typed.stderr}"
    for line in lines:
        if path := re.match(r"(?:gradebook|journal|class report)\s+(\S.*)", line):
            assert (folder / path[1]).exists()


def test_a_second_demo_in_the_same_folder_is_told_of_the_first(tmp_path):
    with (tmp_path / ".demo").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        done = demo(".", cwd=tmp_path)
    assert done.returncode == 3
    assert "another demo is being made" in done.stderr and "demo demo-2" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("own", ["submissions.zip", "roster.csv", "classroom/gradebook.db"])
def test_it_replaces_nobodys_own_files(tmp_path, own):
    file = tmp_path / own
    file.parent.mkdir(exist_ok=True)
    file.write_text("mine")
    done = demo(tmp_path, cwd=tmp_path)
    assert done.returncode == 3 and own.split("/")[0] in done.stderr
    assert file.read_text() == "mine"
    assert sorted(Path(tmp_path).rglob("*.*")) == [file], "nothing was written"


def test_a_file_in_the_folders_place_is_a_sentence(tmp_path):
    (tmp_path / "demo").write_text("")
    done = demo("demo", cwd=tmp_path)
    assert done.returncode == 3 and "is a file" in done.stderr
