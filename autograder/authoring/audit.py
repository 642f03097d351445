"""The quality of the catalogue, measured: every answer judged, every mutant tried."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from autograder.authoring.limit import KEYS_SECONDS, limited
from autograder.authoring.lint import key_faults, text_faults
from autograder.build.header import visible_seed
from autograder.build.worked import mistakes_with_example
from autograder.catalogue import Entry, find_entry, make_keys, run
from autograder.catalogue.entry import Implementation
from autograder.catalogue.mutate import MutationResult, judge_mutants
from autograder.execute.local import LocalPool, cores
from autograder.execute.spread import Lost, spread
from course_utils.core.judge import judge
from course_utils.core.key import Keys
from course_utils.core.probing import Interrupted
from course_utils.core.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Quality:
    """What was measured of one exercise.

    Attributes:
        mistakes: how many mistakes have a sentence; ``examples``: those that ``explain()`` shows
            as a worked example, too.
        wrong: wrong implementations; ``named``: those that are refused under their own id.
        right: right answers written differently; ``passed``: those that pass.
        mutants: changed copies of the reference; ``killed``: those that are refused.
        harmless: surviving mutants that are listed, each with the reason.
        surviving: mutants that pass and are not listed: holes in the cases.
        check_ms: the median time of one visible check, over all answers.
        faults: what is missing or wrong, in words.
    """

    id: str
    chapter: str
    title: str
    points: float
    minutes: int
    difficulty: int
    cases: int = 0
    mistakes: int = 0
    examples: int = 0
    wrong: int = 0
    named: int = 0
    right: int = 0
    passed: int = 0
    mutants: int = 0
    killed: int = 0
    harmless: tuple[tuple[str, str], ...] = ()
    surviving: tuple[str, ...] = ()
    check_ms: float = 0.0
    faults: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is missing."""
        return not self.faults

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        data = asdict(self)
        data["harmless"] = [{"change": change, "why": why} for change, why in self.harmless]
        return data


@dataclass(slots=True)
class _Judged:
    """Verdicts with how long their checks took."""

    keys: Keys
    seconds: list[float]

    def verdict(self, entry: Entry, one: Implementation) -> Verdict | None:
        """The verdict, or None when the answer never ended."""
        start = time.perf_counter()
        try:
            with limited():
                observed = [run(entry, one.obj, case) for case in self.keys.cases]
        except Interrupted:
            return None
        verdict = judge(entry.exercise, self.keys, observed)
        self.seconds.append(time.perf_counter() - start)
        return verdict


def measure_quality(exercise_id: str) -> Quality:
    """Measure one exercise by its visible cases.

    Raises:
        UnknownExercise: with the close ids.
    """
    entry = find_entry(exercise_id)
    faults = text_faults(entry)
    known = _known(entry)
    if faults:
        # Unfinished: what could be measured now would only hide that.
        return Quality(**known, faults=tuple(faults))
    try:
        with limited(KEYS_SECONDS):
            keys = make_keys(entry, visible_seed(entry))
    except (Exception, Interrupted) as fault:
        words = str(fault).removeprefix(f"{entry.id}: ")
        kind = "" if isinstance(fault, (ValueError, Interrupted)) else f"{type(fault).__name__}: "
        return Quality(**known, faults=(f"{entry.id}: no keys can be made: {kind}{words}",))
    faults += key_faults(entry, keys)
    judged = _Judged(keys, [])
    passed = _right(entry, judged, faults)
    named = _wrong(entry, judged, faults)
    mutation = judge_mutants(entry, keys, limited)
    faults += _mutant_faults(entry, mutation)
    return Quality(
        **known,
        cases=len(keys.keys),
        named=named,
        passed=passed,
        mutants=mutation.total,
        killed=mutation.killed,
        harmless=tuple((str(one), entry.harmless[one.source]) for one in mutation.harmless),
        surviving=tuple(map(str, mutation.holes)),
        check_ms=round(1000 * statistics.median(judged.seconds), 2) if judged.seconds else 0.0,
        faults=tuple(faults),
    )


def _known(entry: Entry) -> dict[str, Any]:
    """What needs no measuring."""
    return {
        "id": entry.id,
        "chapter": entry.exercise.chapter,
        "title": entry.exercise.title,
        "points": entry.exercise.points,
        "minutes": entry.exercise.minutes,
        "difficulty": entry.exercise.difficulty,
        "mistakes": len(entry.mistakes),
        "examples": mistakes_with_example().get(entry.id, 0),
        "wrong": len(entry.wrong),
        "right": len(entry.variants),
    }


def _right(entry: Entry, judged: _Judged, faults: list[str]) -> int:
    """How many variants pass; the reference and accepted answers have to, too."""
    count = 0
    assert entry.right is not None
    for one in (entry.right, *entry.alternatives, *entry.variants):
        verdict = judged.verdict(entry, one)
        if verdict is not None and verdict.state == "passed":
            count += one in entry.variants
            continue
        state = "never ends" if verdict is None else f"is {verdict.state}"
        where = verdict.difference.label if verdict and verdict.difference else ""
        faults.append(f"{entry.id}: the right answer {one.name} {state}{where and f', in {where}'}")
    return count


def _wrong(entry: Entry, judged: _Judged, faults: list[str]) -> int:
    """How many wrong answers are refused under their own mistake."""
    count = 0
    for mistake, one in entry.wrong:
        verdict = judged.verdict(entry, one)
        if verdict is not None and verdict.state != "passed" and verdict.mistake == mistake:
            count += 1
        elif verdict is not None and verdict.state == "passed":
            faults.append(
                f"{entry.id}: the wrong answer {one.name} ({mistake}) passes: draw cases that see "
                f"it, or it is right{_at(one)}"
            )
        else:
            named = "never ends" if verdict is None else f"is named {verdict.mistake or 'nothing'}"
            faults.append(f"{entry.id}: the wrong answer {one.name} ({mistake}) {named}{_at(one)}")
    return count


def _at(one: Implementation) -> str:
    return f" ({one.place})" if one.place else ""


def _mutant_faults(entry: Entry, found: MutationResult) -> Iterator[str]:
    path = entry.mistakes_path.name
    for hole in found.holes:
        yield (
            f"{entry.id}: the reference changed in {hole} still passes: draw cases that see it or, "
            f"if it changes nothing, list it in {path} under 'harmless: why'"
        )
    survive = {one.source for one in found.harmless}
    for source, why in entry.harmless.items():
        if source not in survive:
            yield (
                f"{entry.id}: an edit that {path} lists as harmless ({why}) does not survive, or "
                "is none of the mutants: take it out"
            )


def audit(exercise_ids: Sequence[str], workers: int | None = None) -> Iterator[Quality]:
    """The quality of many exercises, each as it is ready.

    Never in this process: an answer may end the one that runs it.
    """
    count = min(workers or cores(), len(exercise_ids))
    # The longest first: no process is left alone with them at the end.
    order = sorted(exercise_ids, key=lambda name: -len(find_entry(name).wrong))
    for name, found in spread(lambda: LocalPool(count), _examine_all, order, size=1, window=count):
        if isinstance(found, Lost):
            found = Quality(
                **_known(find_entry(name)),
                faults=(f"{name}: one of its answers ends the process that runs it",),
            )
        yield found


def _examine_all(exercise_ids: Sequence[str]) -> list[Quality]:
    return [measure_quality(exercise_id) for exercise_id in exercise_ids]
