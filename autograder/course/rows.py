"""What is kept in memory of a result: a row of the table, and what has changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from autograder.course.decisions import UNDECIDED, Decided
from autograder.course.hand_marks import HandMark, HandMarks, hand_path
from autograder.course.journal import Index, Journal
from autograder.course.own_cells import most_of, unjudged_points_of
from autograder.course.standing import Standing
from autograder.submission.result import UNGRADED, Result, SubmissionState, Waiting

NO_STANDING = Standing()
KEPT_FLAGS = 2
KEPT_LETTERS = 300  # of one flag
FIRST = ("first result", "handed in")


@dataclass(frozen=True, slots=True)
class Mark:
    """One exercise's outcome."""

    state: str
    score: float
    max_score: float
    mistake: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One student's outcome, without notebook, code and pictures.

    Attributes:
        marks: by exercise, in the chapter's order.
        standing: what counts, as the gradebook has it.
        flags: the first few; ``more_flags`` counts the others.
        information: what is good to know, and no flag.
        waits: by exercise or answer in words, what has no mark until a person gives one.
    """

    student: str
    name: str
    state: SubmissionState
    marks: Mapping[str, Mark]
    flags: tuple[str, ...] = ()
    more_flags: int = 0
    information: tuple[str, ...] = ()
    waits: Mapping[str, Waiting] = field(default_factory=dict)
    standing: Standing = NO_STANDING

    @property
    def graded(self) -> bool:
        """Whether there is a mark."""
        return self.state not in (*UNGRADED, "missing")

    @property
    def in_order(self) -> bool:
        """Whether nobody has to look: graded, or nothing came and nothing had to."""
        excused = self.standing.decided.excuse is not None
        return self.state == "graded" or (self.state == "missing" and excused)

    @property
    def score(self) -> float:
        """The points earned, before the penalty."""
        return sum(mark.score for mark in self.marks.values())

    @property
    def max_score(self) -> float:
        """The points that could be earned."""
        return sum(mark.max_score for mark in self.marks.values())


@dataclass(frozen=True, slots=True)
class MarkChange:
    """One student's marks before and after.

    Attributes:
        before, after: points as they are written, ``—`` where there is no mark.
        why: ``new file``, ``regraded``, ``handed in`` by one who was missing, ``first result``,
            or, where nothing else is new, ``late penalty``, ``extension``, ``decided by hand`` or
            ``points by hand``.
        exercises: exercise -> (points before, points after), where they differ.
        penalty: what lateness costs, before and after.
        totals: the marks before and after; None where there is none.
        most: what can be earned.
    """

    student: str
    name: str
    before: str
    after: str
    why: str
    exercises: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    penalty: tuple[float, float] = (0.0, 0.0)
    totals: tuple[float | None, float | None] = (None, None)
    most: float = 0.0

    @property
    def first(self) -> bool:
        """Whether there was nothing before."""
        return self.why in FIRST


def row_of(result: Result, standing: Standing = NO_STANDING) -> Row:
    """The row of a result.

    Args:
        result: the outcome.
        standing: what counts, as the gradebook has it.
    """
    marks = {
        name: Mark(verdict.state, verdict.score, verdict.max_score, verdict.mistake)
        for name, verdict in result.verdicts.items()
    }
    return Row(
        result.submission.student,
        result.submission.name,
        result.state,
        marks,
        tuple(flag.text[:KEPT_LETTERS] for flag in result.flags[:KEPT_FLAGS]),
        max(0, len(result.flags) - KEPT_FLAGS),
        tuple(one.text[:KEPT_LETTERS] for one in result.submission.information[:KEPT_FLAGS]),
        waits=result.waits,
        standing=standing,
    )


def points_in_words(row: Row) -> str:
    """A row's points in words: with a late penalty what is left, and how it comes about.

    Points by hand count, as everywhere, where it is known what counts. Where a person decided
    about the whole mark, what it would be otherwise stands beside it.
    """
    decided, otherwise = row.standing.decided, _undecided_points(row)
    if decided.excuse:
        return "excused" if otherwise == "—" else f"excused ({otherwise} otherwise)"
    if decided.override:
        mine = decided.override
        beside = "no mark" if otherwise == "—" else otherwise
        return f"{mine.mark:g}/{mine.most:g} (set by hand; {beside} otherwise)"
    return otherwise


def _undecided_points(row: Row) -> str:
    if not row.graded:
        return "—"
    mine = replace(row.standing, decided=UNDECIDED)
    if mine == NO_STANDING:
        return f"{row.score:g}/{row.max_score:g}"
    if not mine.penalty:
        return f"{mine.score:g}/{mine.max_score:g}"
    return f"{mine.left:g}/{mine.max_score:g} ({mine.score:g} − {mine.penalty:g} late)"


def expected(result: Result, hands: HandMarks, *, stands: bool = False) -> Standing:
    """What counts for a result by what the grader and a person gave, lateness aside.

    Args:
        result: what was graded.
        hands: what was given by hand.
        stands: it is the result that counts now. What a person gave points for before has none of
            the grader's then, under another text: it waits, as the gradebook has it.
    """
    student, answers = result.submission.student, unjudged_points_of(result)
    graded = {name: verdict.score for name, verdict in result.verdicts.items()}
    score, to_read = 0.0, set(result.to_read or ())
    for name, automatic in (dict.fromkeys(answers, 0.0) | graded).items():
        text = result.text_of(name)
        mark = hands.given(student, name, text)
        if stands and not mark.scored and hands.earlier(student, name, text).scored:
            automatic = 0.0
            to_read.add(name)
        score += (automatic if mark.points is None else mark.points) + (mark.extra or 0.0)
        if mark.points is not None:
            to_read.discard(name)
    return Standing(score, most_of(result), waits=result.state in UNGRADED or bool(to_read))


def wait_in_words(row: Row) -> str:
    """How many points wait for a person; empty where none do."""
    points = sum(one.points for one in row.waits.values())
    return f"{points:g} {'waits' if points == 1 else 'wait'}" if points else ""


def change(before: Row | None, after: Row, why: str) -> MarkChange | None:
    """What became of one student's marks; None when they are as they were."""
    who = (after.student, after.name)
    if before is None:
        return MarkChange(
            *who, "", points_in_words(after), "first result", {}, (0.0, after.standing.penalty),
            (None, _total(after)), _most(after),
        )  # fmt: skip
    names = dict.fromkeys((*before.marks, *after.marks))
    pairs = {name: (_points(before, name), _points(after, name)) for name in names}
    differ = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    if not differ and points_in_words(before) == points_in_words(after):
        return None
    penalty = (before.standing.penalty, after.standing.penalty)
    return MarkChange(
        *who, points_in_words(before), points_in_words(after), why, differ, penalty,
        (_total(before), _total(after)), _most(after),
    )  # fmt: skip


def _total(row: Row) -> float | None:
    """The mark as a number; None while a person has to give points in it."""
    decided = row.standing.decided
    if decided.excuse or decided.override:
        return row.standing.total
    if not row.graded:
        return None
    return row.score if row.standing == NO_STANDING else row.standing.total


def _most(row: Row) -> float:
    return row.standing.max_score or row.max_score


def _points(row: Row, exercise: str) -> str:
    mark = row.marks.get(exercise)
    if mark is None or mark.state == "grader_fault" or not row.graded:
        return "—"
    return f"{mark.score:g}"


def changes(journal: Journal, index: Index | None = None) -> Iterator[MarkChange]:
    """What the last run changed, by student id."""
    index = index or journal.index()
    hands = HandMarks(hand_path(journal.path))
    for student, entry in sorted(index.latest.items()):
        old = index.before.get(student)
        late = index.penalties.get(student, NO_STANDING)
        late_before = index.penalties_before.get(student, NO_STANDING)
        decided = index.decided_of(student)
        decided_before = index.decided_before.get(student, UNDECIDED)
        if old == entry and late == late_before and decided == decided_before:
            continue
        why = "regraded"
        if old is not None and old.state == entry.state == "missing":
            why = _why_else(late.penalty != late_before.penalty, decided_before, decided)
        elif old is not None and old.state == "missing":
            why = "handed in"
        elif old is not None and old.digest != entry.digest:
            why = "new file"
        elif old is not None and old.work == entry.work and old.run == entry.run:
            why = _why_else(late.penalty != late_before.penalty, decided_before, decided)
        was, now = journal.read(old) if old is not None else None, journal.read(entry)
        before = None
        if was is not None:
            counted = _counted(late_before, expected(was, hands))
            before = row_of(was, replace(counted, decided=decided_before))
        counted = _counted(late, expected(now, hands, stands=True))
        after = row_of(now, replace(counted, decided=decided))
        found = change(before, after, why)
        if was is not None and before is not None:
            found = with_hand_moves(found, (before, after), (was, now), why, hands)
        if found is not None:
            yield found


def with_hand_moves(
    found: MarkChange | None,
    rows: tuple[Row, Row],
    results: tuple[Result, Result],
    why: str,
    hands: HandMarks,
) -> MarkChange | None:
    """The change, and with it the marks by hand that go or come back with their text.

    Args:
        found: what else has changed; None where nothing has.
        rows: before and after.
        results: before and after.
        why: as :class:`MarkChange` has it.
        hands: of the chapter.
    """
    moved = _by_hand(*results, hands)
    if not moved:
        return found
    found = found or _no_other_change(*rows, why)
    return replace(found, exercises={**found.exercises, **moved})


def _counted(late: Standing, expected: Standing) -> Standing:
    """What counts: the journal keeps of a late one all but whether a person has to look."""
    return replace(late, waits=expected.waits) if late.penalty else expected


def _why_else(penalty: bool, before: Decided, now: Decided) -> str:
    """Why a mark is another that the same run of the same file gave.

    Args: penalty: whether lateness costs another number of points.
    """
    if (before.excuse, before.override) != (now.excuse, now.override):
        return "decided by hand"
    if penalty:
        return "late penalty" if before.extension == now.extension else "extension"
    return "points by hand"


def _no_other_change(before: Row, after: Row, why: str) -> MarkChange:
    """A change in which no automatic mark is another."""
    return MarkChange(
        after.student, after.name, points_in_words(before), points_in_words(after), why,
        totals=(_total(before), _total(after)), most=_most(after),
    )  # fmt: skip


def _by_hand(was: Result, now: Result, hands: HandMarks) -> dict[str, tuple[str, str]]:
    """The marks by hand that went or came back with the text that they belong to."""
    student, found = now.submission.student, {}
    if "grader_fault" in (was.state, now.state):
        return {}
    for name in was.texts or now.texts:
        before = hands.given(student, name, was.text_of(name))
        after = hands.given(student, name, now.text_of(name))
        if before != after and (before.scored or after.scored):
            found[name] = (_said(before), _said(after))
    return found


def _said(mark: HandMark) -> str:
    return f"{mark.in_words} by hand" if mark.scored else "waits for a person"
