"""One class of all the hostile submissions, graded once, with canaries around it."""

from __future__ import annotations

import os
import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from autograder.course.course import Course, open_course
from autograder.grade.request import Request
from autograder.grade.session import grade_class
from autograder.sandbox import Limits
from autograder.sandbox.limits import MIB
from autograder.submission.remark import texts
from autograder.submission.result import Result
from tests.hostile.maker import CHAPTER, Attack, make_class

LIMITS = Limits(
    cpu_per_cell=1.5,
    cpu_per_probe=1.5,
    cpu_per_notebook=8.0,
    cpu_grace=0.5,
    idle=1.0,
    wall_per_notebook=900.0,  # a busy machine takes its time
    address_space=400 * MIB,
    memory=800 * MIB,
    scratch=64 * MIB,
    shared_memory=32 * MIB,
    processes=40,
)


@dataclass(slots=True)
class Graded:
    """The class after grading.

    Attributes:
        called: addresses from which somebody reached the test's server.
        resident: the most bytes that a process of the supervisor held.
    """

    folder: Path
    course: Course
    attacks: dict[str, Attack]
    results: dict[str, Result]
    notes: list[str] = field(default_factory=list)
    called: list[str] = field(default_factory=list)
    resident: int = 0


class Canary:
    """A server on this machine that gives a word to whoever reaches it."""

    def __init__(self) -> None:
        self.called: list[str] = []
        self._plain = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._plain.getsockname()[1])
        self._abstract = socket.socket(socket.AF_UNIX)
        self._abstract.bind(f"\0hostile-canary-{self.port}")
        self._abstract.listen()
        for server in (self._plain, self._abstract):
            threading.Thread(target=self._serve, args=(server,), daemon=True).start()

    def _serve(self, server: socket.socket) -> None:
        while True:
            try:
                link, address = server.accept()
            except OSError:
                return
            self.called.append(str(address))
            with link:
                link.sendall(b"the canary's word")

    def close(self) -> None:
        """Stop listening."""
        for server in (self._plain, self._abstract):
            server.close()


class Scales:
    """Watches what this process takes more, and what the ones hold that it started.

    Their own memory alone: a library that is mapped (CUDA is gigabytes) costs nobody anything.
    """

    def __init__(self) -> None:
        self.most = 0
        self._before = {os.getpid(): _held(os.getpid())}  # by the tests that ran here earlier
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._over.wait(0.1):
            for pid in (os.getpid(), *_children()):
                self.most = max(self.most, _held(pid) - self._before.get(pid, 0))

    def stop(self) -> int:
        """The most bytes of one process."""
        self._over.set()
        self._thread.join()
        return self.most


def _children() -> list[int]:
    found = []
    for task in Path("/proc/self/task").iterdir():
        found += [int(pid) for pid in (task / "children").read_text().split()]
    return found


def _held(pid: int) -> int:
    """Bytes of anonymous and shared memory of a process."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return 1024 * sum(map(int, re.findall(r"^Rss(?:Anon|Shmem):\s+(\d+)", status, re.MULTILINE)))


@pytest.fixture(scope="session")
def canary() -> Iterator[Canary]:
    made = Canary()
    yield made
    made.close()


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory, canary: Canary) -> Graded:
    folder = tmp_path_factory.mktemp("hostile")
    course = open_course(folder / "course")
    course.secret()
    attacks = make_class(folder / "in", course=course.root, port=canary.port)
    scales = Scales()
    begun = time.monotonic()
    results: dict[str, Result] = {}
    outcome = grade_class(
        Request(folder / "in", CHAPTER, course.root, workers=2, limits=LIMITS),
        lambda done, total, result: results.update({result.submission.student: result}),
    )
    print(f"{len(attacks)} submissions in {time.monotonic() - begun:.0f} s")
    return Graded(
        folder,
        course,
        {attack.student: attack for attack in attacks},
        results,
        list(texts(outcome.remarks)),
        canary.called,
        scales.stop(),
    )
