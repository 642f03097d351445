"""Several kernels, folders and copies: whatever is done in whatever order, what is earned stays."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.core.verdict import Verdict
from course_utils.notebook import records
from course_utils.notebook.keeping import load_progress, save_progress

EXERCISES = ("mse", "softmax", "bce")
DAMAGES = ("", "[]", '{"exercises": ', '{"exercises": ["a"]}', '{"exercises": {}, "guesses": 3}')
MEMORY = ("_session", "_guessed", "_revisited", "_checked", "_copies")


class Kernel:
    """A session of its own, as a process is, in one of the folders."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.earned: set[str] = set()
        self.memory: dict[str, Any] = {name: type(getattr(records, name))() for name in MEMORY}

    @contextmanager
    def running(self) -> Iterator[None]:
        """Its memory in the modules, its folder the current one."""
        before = {name: getattr(records, name) for name in MEMORY}, os.getcwd()
        for name, value in self.memory.items():
            setattr(records, name, value)
        os.chdir(self.folder)
        try:
            yield
            assert all(map(records.has_passed, self.earned)), self.earned
        finally:
            for name, value in before[0].items():
                setattr(records, name, value)
            os.chdir(before[1])


def verdict(name: str, passes: bool) -> Verdict:
    return Verdict(name, "passed" if passes else "wrong", 2.0, {"one": 2.0 if passes else 0.5})


names = st.sampled_from(EXERCISES)
steps = st.one_of(
    st.tuples(st.just("check"), names, st.booleans(), st.booleans()),
    st.tuples(st.just("guess"), names, st.booleans()),
    st.tuples(st.just("save"), st.sampled_from(("one.json", "two.json"))),
    st.tuples(st.just("load"), st.sampled_from(("one.json", "two.json"))),
    st.tuples(st.just("restart")),
    st.tuples(st.just("damage"), st.sampled_from(DAMAGES)),
)


def do(kernel: Kernel, step: tuple[Any, ...], shelf: Path, owed: dict[Path, set[str]]) -> None:
    """One step of one kernel; ``owed`` is what each file must hold from now on."""
    file = kernel.folder / records.FILE_NAME
    with kernel.running():
        match step:
            case "check", name, passes, written:
                records.record(verdict(name, passes and written), written=written)
                if passes and written:
                    kernel.earned.add(name)
            case "guess", name, hit:
                records.record_guess(name, "A", hit)
            case "save", name:
                save_progress(shelf / name)
            case "load", name:
                load_progress(shelf / name)
            case ("restart",):
                kernel.earned = set()  # what is known from now on, the file knows
                for memory in kernel.memory.values():
                    memory.clear()
            case "damage", text:
                file.write_text(text)
                owed[file] = set()
        # Looking at an untouched cell writes nothing.
        if step[0] == "guess" or (step[0] == "check" and step[3]):
            owed[file] |= kernel.earned
        elif step[0] == "save":
            owed.setdefault(shelf / step[1], set()).update(kernel.earned)
        elif step[0] == "load":
            kernel.earned |= owed.get(shelf / step[1], set())
        for path, due in owed.items():
            if due:
                rows = json.loads(path.read_text())["exercises"]
                assert {name for name in due if rows[name]["state"] == "passed"} == due, path


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), steps), max_size=25))
def test_what_passed_stays_passed_in_any_order(day: list[tuple[int, tuple[Any, ...]]]) -> None:
    with tempfile.TemporaryDirectory() as top:
        shelf, home, away = (Path(top) / name for name in ("shelf", "home", "away"))
        for folder in (shelf, home, away):
            folder.mkdir()
        kernels = [Kernel(home), Kernel(home), Kernel(away)]
        owed: dict[Path, set[str]] = {folder / records.FILE_NAME: set() for folder in (home, away)}
        for which, step in day:
            do(kernels[which], step, shelf, owed)
