"""The kernel's count of a submission's memory, where this machine gives a control group."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from autograder.sandbox import CellJob, Limits, Sandbox, cgroup
from autograder.sandbox.cgroup import ControlGroup
from autograder.sandbox.limits import MIB

pytestmark = pytest.mark.sandbox

HERE = Path("/sys/fs/cgroup")
MINE = f"autograder-{os.getpid()}-*"  # others may run at the same time

# Takes what it is told to, in the group whose descriptor it is given.
TAKE = """
import os, sys
os.write(int(sys.argv[1]), b"0")
taken = [os.urandom(1 << 20) for _ in range(int(sys.argv[2]))]
"""
# Does as a grader in a small group does: makes a group in it, and has somebody take more.
INSIDE = f"""
import json, os, subprocess, sys
os.write(int(sys.argv[1]), b"0")
from autograder.sandbox.cgroup import ControlGroup
group = ControlGroup.make(900 << 20)
command = [sys.executable, "-c", {TAKE!r}, str(group.entry), "700"]
code = subprocess.run(command, pass_fds=[group.entry]).returncode
print(json.dumps([code, group.lacked()]))
group.close()
"""


@pytest.fixture
def group():
    made = ControlGroup.make(100 * MIB)
    if made is None:
        pytest.skip("no control group can be had here")
    yield made
    made.close()


def take(group: ControlGroup, mebibytes: int) -> int:
    command = [sys.executable, "-c", TAKE, str(group.entry), str(mebibytes)]
    return subprocess.run(command, pass_fds=[group.entry], check=False).returncode


def test_who_takes_more_than_he_may_is_ended_and_it_is_his_own_doing(group):
    assert (take(group, 50), group.lacked()) == (0, "")
    assert (take(group, 200), group.lacked()) == (-9, "submission")
    with contextlib.closing(ControlGroup.make(100 * MIB)) as another:
        assert another.lacked() == ""
        assert (take(another, 50), another.lacked()) == (0, "")


def test_where_a_group_around_it_is_full_it_is_the_machines_doing(group):
    if group.version == 2:
        pytest.skip("a group of version 2 that holds processes gives no groups")
    around = ControlGroup.make(600 * MIB)
    with contextlib.closing(around):
        done = subprocess.run(
            [sys.executable, "-c", INSIDE, str(around.entry)],
            pass_fds=[around.entry], capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert json.loads(done.stdout) == [-9, "machine"], done.stderr


def test_what_a_killed_grader_has_left_is_removed_by_the_next(group):
    left = group._folder.parent / "autograder-999999999-0"
    left.mkdir()
    cgroup._place.cache_clear()  # another process
    ControlGroup.make(MIB).close()
    assert not left.exists()
    assert group._folder.exists()


def test_each_submission_runs_in_one_of_its_own_which_is_gone_with_the_next(group):
    """What a submission has hidden in the kernel may stay charged: never to the next one."""
    folder = group._folder.parent
    before = set(folder.glob(MINE))
    hold = CellJob("hold", "x = bytes(300 << 20).replace(b'\\0', b'1')\nimport time\ntime.sleep(1)")
    with Sandbox(Limits(memory=600 * MIB)) as sandbox:
        sandbox.start()
        seen: dict[Path, int] = {}
        over = threading.Event()
        looker = threading.Thread(target=look, args=(folder, before, group.version, seen, over))
        looker.start()
        assert [sandbox.run([hold], []).cells[0].state for _ in range(2)] == ["ok", "ok"]
        over.set()
        looker.join()
    assert len(seen) == 2
    assert min(seen.values()) > 300 * MIB
    assert not any(one.exists() for one in seen)


def look(folder: Path, before: set[Path], version: int, seen: dict[Path, int], over) -> None:
    """The most bytes that were held in each new group."""
    name = "memory.usage_in_bytes" if version == 1 else "memory.current"
    while not over.wait(0.02):
        for one in set(folder.glob(MINE)) - before:
            with contextlib.suppress(OSError):
                seen[one] = max(seen.get(one, 0), int((one / name).read_text()))


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
def test_a_group_is_looked_for_where_the_mount_shows_it(root, group, folder):
    assert cgroup._below(HERE, root, group) == folder


@pytest.mark.parametrize(
    ("after", "whose"),
    [
        ("max 90\noom 0\noom_kill 0\n", ""),  # it made room
        ("max 90\noom 1\noom_kill 1\n", "submission"),
        ("max 90\noom 0\noom_kill 1\n", "machine"),  # room was made, but killed was for another
    ],
)
def test_whose_memory_ran_out_in_version_2(tmp_path, after, whose):
    (tmp_path / "cgroup.procs").touch()
    (tmp_path / "memory.events").write_text(after)
    group = ControlGroup(tmp_path, cgroup._V2, 100 * MIB)
    assert group.lacked() == whose
    os.close(group.entry)


def test_it_is_removed_although_the_kernel_is_still_ending_what_ran_in_it(group):
    made = ControlGroup.make(100 * MIB)
    with subprocess.Popen(["/bin/sh", "-c", "echo 0; exec sleep 100"], stdout=made.entry) as ran:
        while not (made._folder / "cgroup.procs").read_text():
            assert ran.poll() is None
        ran.send_signal(signal.SIGKILL)
        made.close()
    assert not made._folder.exists()
