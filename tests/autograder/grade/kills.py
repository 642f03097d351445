"""Kills processes of runs that are under way, and compares what comes of it with a quiet run.

A run is under way from its command's first result in the journal to the last but one. A round
is one course folder: the command runs, some of its processes are killed at random moments,
and the same command is given until it comes to its end. Then everything that it left behind is
compared with what a run left that nothing disturbed, with the same secret seed.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

from tests.autograder.grade.kill_class import MORE, new_course, write_class
from tests.autograder.grade.processes import KINDS, Kind, Process, shoot
from tests.autograder.grade.runs import Run, Written
from tests.autograder.grade.whole_course import differences, everything

SILENCE = 300.0  # seconds without a result after which a run counts as hung
LEAVING = 60.0  # seconds in which the processes of a dead supervisor have to be gone
TRIES = 4  # times that the same command is given, when it ends as it should not
WORKERS = 2
SUPERVISORS = 6  # that are killed in one round
OTHERS = 12
LOOK = 0.02  # seconds between two looks
# What torch makes, and leaves, when the keys' optimizers have it import its compiler.
TORCHS_OWN = "torchinductor_"
INNER: tuple[Kind, ...] = tuple(kind for kind in KINDS if kind != "supervisor")

Say = Callable[[str], None]


@dataclass(slots=True)
class Kill:
    """One process that was killed.

    Attributes:
        kind: what it was.
        victim: its name and its number.
        written: results in the journal at that moment.
        seconds: since the command had been given.
        code: how the command ended that it belonged to; None when that hung.
    """

    round: int
    kind: Kind
    victim: str
    written: int
    seconds: float
    code: int | None = None

    def __str__(self) -> str:
        return (
            f"round {self.round:2}: {self.kind:10} {self.victim:14} killed at {self.written:2} "
            f"results, {self.seconds:5.1f} s into the run; the command ended with {self.code}"
        )


@dataclass(slots=True)
class Tally:
    """What came of all kills; the lists hold a sentence for everything that was not right."""

    seed: int
    kills: list[Kill] = field(default_factory=list)
    comparisons: int = 0
    differences: list[str] = field(default_factory=list)
    endings: list[str] = field(default_factory=list)
    hangs: list[str] = field(default_factory=list)
    processes: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """All that was not right."""
        lists = (self.differences, self.endings, self.hangs, self.processes, self.folders)
        return [fault for faults in lists for fault in faults]

    def __str__(self) -> str:
        lines = [f"{len(self.kills)} kills of runs under way, seed {self.seed}"]
        for kind in KINDS:
            mine = [kill for kill in self.kills if kill.kind == kind]
            codes = Counter(str(kill.code) for kill in mine)
            ends = ", ".join(f"{code} ({n} times)" for code, n in sorted(codes.items()))
            moments = [kill.written for kill in mine]
            when = f"at {min(moments)} to {max(moments)} results; " if mine else ""
            lines.append(f"  {kind:10} {len(mine):4}  {when}the command ended with {ends or '-'}")
        lines.append(
            f"  comparisons {self.comparisons}, differences {len(self.differences)}, "
            f"wrong endings {len(self.endings)}, hangs {len(self.hangs)}, "
            f"processes left over {len(self.processes)}, folders left over {len(self.folders)}"
        )
        return "\n".join(lines)


class Range:
    """A class, a course folder for each round, and what a quiet run makes of them."""

    def __init__(self, folder: Path, count: int, seed: int, say: Say) -> None:
        """Args:
        folder: where it all lies.
        count: how many students hand in.
        seed: of all that is random here.
        say: told what happens, line by line.
        """
        self.tally = Tally(seed)
        self._folder, self._count, self._say = folder, count, say
        self._dice = random.Random(seed)
        self._rounds = 0
        self._temporary = Path(tempfile.mkdtemp(prefix="kills-"))
        self._temporary.chmod(0o755)  # else the sandbox would take another one
        write_class(folder / "in", count, random.Random(seed))
        new_course(folder / "new")
        self.kinds: set[Kind] = set()
        self._code, self._quiet = self._undisturbed()

    def close(self) -> None:
        """Remove the folder for temporary files."""
        shutil.rmtree(self._temporary, ignore_errors=True)

    def _undisturbed(self) -> tuple[int, dict[str, object]]:
        course = self._course("quiet")
        written = Written(course)
        with self._run(course) as run:
            while run.poll() is None:
                if written():
                    self.kinds |= {kind for kind, found in run.by_kind().items() if found}
                time.sleep(0.2)
            code, out, err = run.end()
            self._say(f"undisturbed: {run.seconds:.1f} s, {written()} results, code {code}")
        assert code == 1 and not err, f"{out}\n{err}"  # some are flagged
        assert {"supervisor", "worker", "sandbox", "forkserver", "student"} <= self.kinds
        return code, everything(course, self._folder / "quiet.html")

    def _course(self, name: str) -> Path:
        return Path(shutil.copytree(self._folder / "new", self._folder / name))

    def _run(self, course: Path) -> Run:
        more = (*MORE, "--workers", str(WORKERS))
        return Run(self._folder / "in", course, *more, TMPDIR=str(self._temporary))

    def round(self, kinds: Sequence[Kind]) -> int:
        """Kill these in one course folder, one after the other; how many there was time for."""
        self._rounds += 1
        course = self._course(f"round-{self._rounds}")
        kills: list[Kill] = []
        for _ in range(TRIES + len(kinds)):
            if self._command(course, kinds[len(kills) :], kills) == self._code:
                break
        for kill in kills:
            self._say(str(kill))
        self._compare(course)
        self.tally.kills += kills
        shutil.rmtree(course)
        return len(kills)

    def rounds(self, rounds: list[list[Kind]]) -> None:
        """So many rounds; what one of them had no time for is killed in another."""
        in_vain = 0
        while rounds:
            kinds = rounds.pop()
            killed = self.round(kinds)
            in_vain = 0 if killed else in_vain + 1
            assert in_vain < TRIES, f"none of {kinds} was found in {in_vain} rounds"
            if rest := kinds[killed:]:
                rounds.append(rest)

    def planned(self, count: int) -> list[list[Kind]]:
        """Rounds for so many kills: one sixth supervisors, each other kind equally often."""
        above: list[Kind] = ["supervisor"] * (count // 6)
        below = list(
            islice(cycle(kind for kind in INNER if kind in self.kinds), count - len(above))
        )
        self._dice.shuffle(below)
        rounds = [*_parts(above, SUPERVISORS), *_parts(below, OTHERS)]
        self._dice.shuffle(rounds)
        return rounds

    def _command(self, course: Path, wanted: Sequence[Kind], kills: list[Kill]) -> int | None:
        """Give the command once, kill what is to be killed of it; its exit status."""
        before, written = len(kills), Written(course)
        already = written()
        with self._run(course) as run:
            for kind, moment in zip(wanted, self._moments(already, len(wanted)), strict=True):
                victim = self._victim(run, written, kind, max(moment, already + 1))
                if victim is None:
                    break
                name = f"{victim.name}:{victim.pid}"
                kills.append(Kill(self._rounds, kind, name, written(), run.seconds))
                if kind == "supervisor":
                    break
            code = self._end(run, written)
            self._left_over(run)
        mine = kills[before:]
        for kill in mine:
            kill.code = code
        expected = -9 if mine and mine[-1].kind == "supervisor" else self._code
        if code not in (expected, None):
            words = run.told.strip()[-600:]
            names = ", ".join(kill.kind for kill in mine)
            self._fault(self.tally.endings, f"code {code} after {names or 'nothing'}: {words}")
        return code

    def _moments(self, already: int, count: int) -> list[int]:
        """By results: anywhere from the first to the last but a few."""
        last = max(already + 1, self._count - 3)
        return sorted(self._dice.randint(already + 1, last) for _ in range(count))

    def _victim(self, run: Run, written: Written, kind: Kind, moment: int) -> Process | None:
        """Kill one when so many results are written and a little more; None when it is too late."""
        if not self._await(run, lambda: written() >= moment):
            return None
        time.sleep(self._dice.uniform(0.0, 0.7))
        while run.poll() is None and written() < self._count:
            found = run.by_kind()[kind]
            if found and shoot(victim := self._dice.choice(found)):
                return victim
            time.sleep(LOOK)
        return None

    def _await(self, run: Run, true: Callable[[], bool]) -> bool:
        """Wait until it is so; False when the run ends before, or hangs."""
        until = time.monotonic() + SILENCE
        while not true():
            if run.poll() is not None or time.monotonic() > until:
                return False
            time.sleep(LOOK)
        return True

    def _end(self, run: Run, written: Written) -> int | None:
        """The exit status of the command; None when nothing comes any more, and it is ended."""
        count = -1
        while run.poll() is None:
            if count == (count := written()) and not self._await(
                run, lambda now=count: written() != now
            ):
                break
        if run.poll() is None:
            what = ", ".join(f"{p.name}:{p.pid}" for p in run.offspring().values())
            self._fault(self.tally.hangs, f"nothing came for {SILENCE:.0f} s at {count}; {what}")
        return run.poll()

    def _left_over(self, run: Run) -> None:
        until = time.monotonic() + LEAVING
        while run.poll() is not None and (left := run.offspring()):
            if time.monotonic() > until:
                names = ", ".join(f"{process.name}:{process.pid}" for process in left.values())
                self._fault(self.tally.processes, f"left over: {names}")
                break
            time.sleep(LOOK)

    def _compare(self, course: Path) -> None:
        found = everything(course, self._folder / "round.html")
        self.tally.comparisons += 1
        for difference in differences(self._quiet, found):
            self._fault(self.tally.differences, difference)
        for path in sorted(self._temporary.iterdir()):
            if path.name.startswith(TORCHS_OWN):
                continue
            self._fault(self.tally.folders, f"left in the temporary folder: {path.name}")
            shutil.rmtree(path) if path.is_dir() else os.unlink(path)

    def _fault(self, faults: list[str], what: str) -> None:
        faults.append(f"round {self._rounds}: {what}")
        self._say(f"NOT RIGHT, {faults[-1]}")


def _parts(kinds: list[Kind], size: int) -> list[list[Kind]]:
    return [kinds[start : start + size] for start in range(0, len(kinds), size)]
