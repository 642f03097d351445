"""Control groups: where one is made, whose lack of memory it tells, how it is removed."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from autograder.sandbox import cgroup
from autograder.sandbox.cgroup import ControlGroup
from autograder.sandbox.limits import MIB

HERE = Path("/sys/fs/cgroup")


@pytest.mark.parametrize(
    ("root", "group", "folder"),
    [
        ("/", "/", HERE),
        ("/", "/user.slice/one.scope", HERE / "user.slice/one.scope"),
        ("/docker/one", "/docker/one", HERE),
        ("/docker/one", "/docker/one/init", HERE / "init"),
        ("/..", "/../other", HERE / "other"),
        ("/docker/one", "/docker/one-more", None),
        ("/docker/one", "/", None),
        ("/../..", "/", None),  # the host's mount, in a namespace of its own
        ("/", "/../other", None),  # a process from outside the namespace
    ],
)
def test_a_group_is_looked_for_where_the_mount_shows_it(
    root: str, group: str, folder: Path | None
) -> None:
    assert cgroup._below(HERE, root, group) == folder


@pytest.mark.parametrize(
    ("after", "whose"),
    [
        ("max 90\noom 1\noom_kill 2\n", ""),  # it made room
        ("max 90\noom 2\noom_kill 3\n", "submission"),
        ("max 90\noom 1\noom_kill 3\n", "machine"),  # room was made, but killed was for another
    ],
)
def test_whose_memory_ran_out_in_version_2(tmp_path: Path, after: str, whose: str) -> None:
    events = tmp_path / "memory.events"
    (tmp_path / "cgroup.procs").touch()
    events.write_text("max 9\noom 1\noom_kill 2\n")
    group = ControlGroup(tmp_path, cgroup._V2, 100 * MIB)
    events.write_text(after)
    assert group.lacked() == whose
    os.close(group.entry)


def test_it_is_removed_although_the_kernel_is_still_ending_what_ran_in_it() -> None:
    group = ControlGroup.make(100 * MIB)
    if group is None:
        pytest.skip("no control groups here")
    with subprocess.Popen(["/bin/sh", "-c", "echo 0; exec sleep 100"], stdout=group.entry) as ran:
        while not (group._folder / "cgroup.procs").read_text():
            assert ran.poll() is None
        ran.send_signal(signal.SIGKILL)
        group.close()
    assert not group._folder.exists()
