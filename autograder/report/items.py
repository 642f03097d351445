"""Each exercise over the class: how many, which mistakes, how difficult, how telling.

Shares are of the graded submissions. What our own fault left open counts nowhere.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autograder.report.class_data import NOT_ASKED, Answer, ClassData
from course_utils.core.exercise import Exercise
from course_utils.core.mistake import Mistake
from course_utils.core.place import Proof

_OPEN = ("grader_fault", NOT_ASKED)
FEW = 20  # answers below which a correlation says little


@dataclass(frozen=True, slots=True)
class MistakeCount:
    """How many made one mistake in one exercise, and the points that it took from them.

    ``varies`` when its sentence holds sizes or shapes that were not the same for all.
    """

    exercise: str
    mistake: Mistake
    count: int
    lost: float
    varies: bool = False

    @property
    def id(self) -> str:
        """The mistake's id."""
        return self.mistake.id


@dataclass(frozen=True, slots=True)
class Sample:
    """The commonest mistake in the commonest kind of place: how often, and one line of it.

    Attributes:
        mistake: the mistake's id; empty where it has no name.
        kind: of the edit.
        count: how many made it in a place of that kind.
        proof: one of them.
    """

    mistake: str
    kind: str
    count: int
    proof: Proof


@dataclass(frozen=True, slots=True)
class ExerciseSummary:
    """One exercise over the class.

    Attributes:
        passed, failed, empty: how many got all points, tried and did not, did not try.
        open: how many wait for us.
        unnamed: how many of the failed have no named mistake, by what happened.
        mistakes: the named ones, the most frequent first.
        kinds: kind of edit -> in how many of the failed a place of that kind was found.
        sample: one such place, of the commonest.
        mean: the mean share of the points, 0 to 1; None without answers. The
            literature calls it difficulty, though a high one means an easy item.
        discrimination: the correlation of this item's points with the points of all
            others (corrected item-rest); None when either does not vary.
        lost: the points that the class lost here; ``lost_empty`` those of untried answers.
        timeouts: how many used up their time.
        library: library name -> how many handed the work to it.
    """

    exercise: Exercise
    passed: int
    failed: int
    empty: int
    open: int
    unnamed: tuple[tuple[str, int], ...]
    mistakes: tuple[MistakeCount, ...]
    kinds: tuple[tuple[str, int], ...]
    sample: Sample | None
    mean: float | None
    discrimination: float | None
    lost: float
    lost_empty: float
    timeouts: int
    library: tuple[tuple[str, int], ...]

    @property
    def answers(self) -> int:
        """How many answers are judged."""
        return self.passed + self.failed + self.empty

    @property
    def placed(self) -> int:
        """In how many of the failed a place was found."""
        return sum(count for _, count in self.kinds)

    @property
    def tried(self) -> int:
        """How many of them tried."""
        return self.passed + self.failed


def items(data: ClassData) -> list[ExerciseSummary]:
    """Every exercise of the chapter, in its order."""
    rows = [row.answers for row in data.graded]
    return [_item(data, rows, place) for place in range(len(data.exercises))]


def _item(data: ClassData, rows: Sequence[tuple[Answer, ...]], place: int) -> ExerciseSummary:
    exercise = data.exercises[place]
    asked = [row[place] for row in rows if row[place].state != NOT_ASKED]
    judged = [answer for answer in asked if answer.state != "grader_fault"]
    states = Counter(answer.state for answer in judged)
    failed = [a for a in judged if a.state not in ("passed", "not_attempted")]
    points = exercise.points
    empty = [a for a in judged if a.state == "not_attempted"]
    return ExerciseSummary(
        exercise=exercise,
        passed=states["passed"],
        failed=len(failed),
        empty=len(empty),
        open=len(asked) - len(judged),
        unnamed=tuple(Counter(a.state for a in failed if not a.mistake).most_common()),
        mistakes=_mistakes(data, exercise, failed),
        kinds=_commonest(a.kind for a in failed if a.kind),
        sample=_sample(data, exercise, failed),
        mean=statistics.fmean(a.score / _most(a, points) for a in judged)
        if judged and points
        else None,
        discrimination=_item_rest(rows, place),
        lost=sum(_most(a, points) - a.score for a in judged),
        lost_empty=sum(_most(a, points) - a.score for a in empty),
        timeouts=states["timeout"],
        library=tuple(Counter(a.library for a in judged if a.library).most_common()),
    )


def _most(answer: Answer, points: float) -> float:
    """What the answer could earn: another number where it was graded before points changed."""
    return answer.most or points


def _mistakes(
    data: ClassData, exercise: Exercise, failed: Sequence[Answer]
) -> tuple[MistakeCount, ...]:
    counts = Counter(answer.mistake for answer in failed if answer.mistake)
    lost: Counter[str] = Counter()
    for answer in failed:
        points = _most(answer, exercise.points)
        lost[answer.mistake] += points - answer.score  # type: ignore[assignment]
    order = sorted(counts, key=lambda name: (-counts[name], -lost[name], name))
    keys = {name: (exercise.id, name) for name in order}
    return tuple(
        MistakeCount(exercise.id, data.mistakes[key], counts[name], lost[name], key in data.varying)
        for name, key in keys.items()
    )


def _commonest(kinds: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Each with its number, the most frequent first; of equal ones always in one order."""
    return tuple(sorted(Counter(kinds).items(), key=lambda pair: (-pair[1], pair[0])))


def _sample(data: ClassData, exercise: Exercise, failed: Sequence[Answer]) -> Sample | None:
    counts = Counter((answer.mistake, answer.kind) for answer in failed if answer.kind)
    if not counts:
        return None
    (mistake, kind), count = min(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return Sample(mistake, kind, count, data.samples[exercise.id, mistake, kind])


def _item_rest(rows: Sequence[tuple[Answer, ...]], place: int) -> float | None:
    """The corrected item-rest correlation, over the submissions in which nothing is open."""
    whole = [row for row in rows if all(answer.state not in _OPEN for answer in row)]
    mine = [row[place].score for row in whole]
    rest = [sum(a.score for i, a in enumerate(row) if i != place) for row in whole]
    return correlation(mine, rest)


def correlation(left: Sequence[float], right: Sequence[float]) -> float | None:
    """Pearson's; None when there are fewer than three pairs, or one side does not vary."""
    if len(left) < 3 or max(left) == min(left) or max(right) == min(right):
        return None
    return max(-1.0, min(1.0, statistics.correlation(left, right)))  # rounding may pass 1


def in_words(discrimination: float | None, answers: int) -> str:
    """What a discrimination says, in a few words."""
    if discrimination is None:
        return "cannot be said: all got the same"
    if discrimination < 0:
        words = "the stronger students miss it: look at the exercise"
    elif discrimination < 0.15:
        words = "hardly tells the stronger from the weaker"
    elif discrimination < 0.3:
        words = "tells them apart a little"
    else:
        words = "tells the stronger from the weaker"
    return f"{words} (few answers)" if answers < FEW else words


def top_mistakes(found: Sequence[ExerciseSummary], most: int) -> list[MistakeCount]:
    """The most frequent mistakes of the whole chapter."""
    every = [mistake for item in found for mistake in item.mistakes]
    return sorted(every, key=lambda m: (-m.count, -m.lost, m.exercise, m.id))[:most]


def to_reteach(found: Sequence[ExerciseSummary], most: int) -> list[ExerciseSummary]:
    """Where the class lost the most points, first."""
    return sorted((i for i in found if i.lost > 0), key=lambda item: -item.lost)[:most]
