"""What an instructor gave by hand in the gradebook: points, extra credit, comments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment

from autograder.course.decisions import UNDECIDED, Decided
from autograder.course.rubric_marks import NO_RUBRIC_MARK, RubricMark, RubricMarks
from autograder.files.paths import CHECK_PREFIX
from autograder.submission.result import Result


@dataclass(frozen=True, slots=True)
class Given:
    """What stands beside one exercise or one written answer.

    Attributes:
        points: the manual score, extra credit included; None where there is none.
        extra: extra credit alone, on top of what was graded automatically.
        most: the cell's points.
        comment: the instructor's own words.
        written: the cell is a written answer, which only a person can grade.
        empty: nothing is written there.
        waits: there are no points, neither the grader's nor a person's.
        rubric: which criteria the text met, where its points are still those given by them.
    """

    points: float | None = None
    extra: float = 0.0
    most: float = 0.0
    comment: str = ""
    written: bool = False
    empty: bool = False
    waits: bool = False
    rubric: RubricMark = NO_RUBRIC_MARK

    def earned(self, graded: float | None) -> float | None:
        """The points that count, given those that were graded automatically."""
        if self.points is not None:
            return self.points
        return None if graded is None or self.waits else graded + self.extra


@dataclass(frozen=True, slots=True)
class ByHand:
    """One student's chapter.

    Attributes:
        given: by exercise id, or by the written answer's cell id.
        penalty: the points that nbgrader takes off for lateness.
        decided: what a person decided about the whole chapter; of the journal's, not of the
            gradebook's.
    """

    given: Mapping[str, Given] = field(default_factory=dict)
    penalty: float = 0.0
    decided: Decided = UNDECIDED


NOTHING = ByHand()


def read_by_hand(book: Gradebook, chapter: str, student: str) -> ByHand:
    """What the gradebook has of one student's chapter beside the automatic scores."""
    try:
        return by_hand_of(book.find_submission(chapter, student))
    except MissingEntry:
        return NOTHING


def by_hand_of(submission: SubmittedAssignment) -> ByHand:
    """What stands in a submission beside the automatic scores."""
    given: dict[str, Given] = {}
    for notebook in submission.notebooks:
        comments = {c.cell.name: (c.manual_comment or "").strip() for c in notebook.comments}
        for grade in notebook.grades:
            name = grade.cell.name.removeprefix(CHECK_PREFIX)
            written, extra = name == grade.cell.name, grade.extra_credit or 0.0
            empty = written and grade.manual_score is None and grade.auto_score is not None
            score = grade.auto_score if empty else grade.manual_score
            manual = None if score is None else score + extra
            comment = comments.get(name, "")
            waits = grade.auto_score is None and grade.manual_score is None
            if written or comment or manual is not None or extra or waits:
                given[name] = Given(
                    manual, extra, grade.cell.max_score, comment, written, empty, waits
                )
    return ByHand(given, sum(n.late_submission_penalty or 0.0 for n in submission.notebooks))


def with_rubric(by_hand: ByHand, result: Result, marks: RubricMarks) -> ByHand:
    """The same with the criteria that were marked for the text that counts now."""
    given = dict(by_hand.given)
    for name, one in by_hand.given.items():
        mark = marks.of(result.submission.student, name, result.text_of(name))
        if mark.criteria and one.points is not None and mark.holds(one.points - one.extra):
            given[name] = replace(one, rubric=mark)
    return replace(by_hand, given=given)
