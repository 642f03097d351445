"""Without namespaces: a user without rights, forked by root, in a container that is its own."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.sandbox import CellJob, Sandbox, SandboxUnavailable, launch
from autograder.sandbox.launch import require_container
from autograder.sandbox.users import student_outside
from tests.autograder.bundle.notebooks import needs_open_interpreter
from tests.hostile.test_hostile import CORPUS, LIMITS, headers

pytestmark = [pytest.mark.sandbox, needs_open_interpreter]

# What needs namespaces: a view of the files, of the processes and of shared memory of its own.
# What the corpus says of these holds in a sandbox alone.
OF_THE_SANDBOX = {
    "leave_a_key", "look_at_processes", "look_for_answers", "memory_flood", "file_flood",
    "memory_flood_by_many", "new_namespace", "shared_memory_flood", "system_v_memory",
    "many_files", "write_to_packages", "deep_nest", "locked_files",
}  # fmt: skip


# A signal to everybody is none to others: the kernel calls that a success.
ALSO = {"kill_the_worker": ["ok"]}
_EVERYBODYS = ("/tmp", "/dev/shm")


@pytest.fixture(scope="module")
def contained() -> Iterator[Sandbox]:
    with Sandbox(LIMITS, protection="container") as made:
        assert made.level == "container"
        yield made
    # A container goes with its submission; here what was left in everybody's folders does.
    for path in [path for place in _EVERYBODYS for path in Path(place).iterdir()]:
        if path.lstat().st_uid == _user():
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _user() -> int:
    return student_outside()


def test_it_gives_the_same_evidence(contained, sandbox, good, make_probe):
    job = make_probe("lr-sigmoid")
    runs = [one.run([good], [job]).probes["lr-sigmoid"] for one in (contained, sandbox)]
    assert [run.state for run in runs] == ["answered", "answered"]
    assert runs[0].hidden[0]["a"].tolist() == runs[1].hidden[0]["a"].tolist()


LOOK = """
import json, os, socket, subprocess
found = {"user": os.getresuid(), "groups": os.getgroups()}
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
found["rights"] = {name: int(status[name], 16) for name in ("CapEff", "CapPrm", "CapInh", "CapAmb")}
found["no_new"] = status["NoNewPrivs"].strip()
found["environment"] = sorted(os.environ)
found["open"] = sorted(int(name) for name in os.listdir("/proc/self/fd"))[:6]
def refused(deed):
    try:
        deed()
    except OSError:
        return True
    return False
parent = os.getppid()
found["refused"] = {
    "signal": refused(lambda: os.kill(parent, 0)),
    "memory": refused(lambda: open(f"/proc/{parent}/mem", "rb")),
    "environ": refused(lambda: open(f"/proc/{parent}/environ", "rb")),
    "network": refused(lambda: socket.create_connection(("127.0.0.1", 9), 1)),
    "packet": refused(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM)),
    "root": refused(lambda: os.setuid(0)),
    "course": refused(lambda: open(os.path.join(COURSE, "course_utils", "mine"), "w")),
    "folder": refused(lambda: os.rename(COURSE, COURSE + "-mine")),
}
import course_utils.core.judge
print(json.dumps(found))
"""


def test_it_is_a_user_without_rights(contained, stdout_of):
    course = (
        "import course_utils, os\nCOURSE = os.path.dirname(os.path.dirname(course_utils.__file__))"
    )
    run = contained.run([CellJob("a", f"{course}\n{LOOK}")], [])
    found = json.loads(stdout_of(run.cells[0]))
    user = found["user"][0]
    assert user not in (0, os.getuid(), 65534) and found["user"] == [user] * 3
    assert found["groups"] in ([], [user])
    assert set(found["rights"].values()) == {0} and found["no_new"] == "1"
    assert found["refused"] == dict.fromkeys(found["refused"], True)
    assert not [name for name in found["environment"] if "SECRET" in name or "PYTEST" in name]
    assert found["open"][:5] == [0, 1, 2, 3, 4] and len(found["open"]) == 6  # and the list itself


STAY = """
import os, signal, time
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        for number in range(1, 65):
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        while True:
            if os.fork() == 0:
                os.setsid()
            open("/tmp/MARK", "w").write("x")
            time.sleep(0.005)
"""


def test_what_it_leaves_behind_ends_at_once(contained, tmp_path):
    name = f"left-{os.getpid()}-{time.monotonic_ns()}"
    run = contained.run([CellJob("a", STAY.replace("MARK", name))], [])
    path = Path("/tmp", name)
    assert path.exists() and path.stat().st_uid not in (0, os.getuid())
    owner, before = path.stat().st_uid, path.stat().st_mtime_ns
    assert owner == _user()
    left = [one for one in Path("/proc").glob("[0-9]*") if _owner(one) == owner]
    time.sleep(0.1)
    assert (left, path.stat().st_mtime_ns) == ([], before)
    path.unlink()
    assert "processes-left" in [remark.code for remark in run.remarks]


def _owner(process: Path) -> int:
    try:
        return process.stat().st_uid
    except OSError:
        return -1


def test_files_of_one_submission_are_gone_for_the_next(contained, stdout_of):
    made = contained.run([CellJob("a", "import os\nopen('x', 'w')\nprint(os.getcwd())")], [])
    assert not Path(stdout_of(made.cells[0]).strip(), "x").exists()


@pytest.mark.parametrize(
    "file", [file for file in CORPUS if file.stem not in OF_THE_SANDBOX], ids=lambda file: file.stem
)
def test_the_hostile_corpus_costs_itself_alone(file, contained, good, make_probe):
    source = file.read_text(encoding="utf-8")
    wanted = headers(source)
    cells = [good, CellJob("bad", source), CellJob("after", "after = 1 + 1")]
    run = contained.run(cells, [make_probe("lr-sigmoid")])
    first, bad, after = run.cells
    assert first.state == "ok"
    allowed = [*wanted["Cell"].split(" | "), *ALSO.get(file.stem, ())]
    assert bad.state in allowed, (bad, run.remarks)
    if wanted["Probe"] == "right":
        assert after.state == "ok" and run.probes["lr-sigmoid"].state == "answered"


def test_who_is_not_root_is_refused_in_words(monkeypatch):
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    with pytest.raises(SandboxUnavailable, match="has to be started by root"):
        require_container()


def test_an_interpreter_that_others_cannot_reach_is_refused_in_words(monkeypatch, tmp_path):
    closed = tmp_path / "env"
    (closed / "lib").mkdir(parents=True)
    closed.chmod(0o700)
    monkeypatch.setattr(launch.seen, "roots", lambda: [str(closed / "lib")])
    with pytest.raises(SandboxUnavailable, match=r"may not read .*env"):
        require_container()
