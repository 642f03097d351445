"""A class in two or three sentences: for the terminal, and for the top of the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median, quantiles

from autograder.report.class_data import ClassData, StudentRow
from autograder.report.items import ExerciseSummary, MistakeCount, items, top_mistakes
from autograder.report.reasons import STOPPED, Reason, in_section, is_contained, reasons
from course_utils.texts import words
from course_utils.views.figures import points

_MOST_REASONS = 4


def percent(count: float, total: float) -> str:
    """A share as a person writes it: ``38 %``; a few of many are ``under 1 %``."""
    if not total:
        return "–"
    share = 100 * count / total
    return "under 1 %" if 0 < share < 0.5 else f"{share:.0f} %"


def terminal_lines(data: ClassData) -> list[str]:
    """What a class came to: how many, what was stopped or odd, and what they got wrong."""
    first = (_counts(data), waiting_sentence(data), decided_sentence(data))
    lines = [" ".join(filter(None, first)), *_remarks(data.rows)]
    graded = len(data.graded)
    for mistake in top_mistakes(items(data), 3):
        lines.append(f"{mistake_words(mistake, graded)}, see exercise {mistake.exercise}.")
    return lines


def mistake_words(mistake: MistakeCount, graded: int) -> str:
    """Share, count and sentence of a mistake."""
    sentence = words(mistake.mistake.sentence).rstrip(".").replace("`", "")
    return f"{percent(mistake.count, graded)} ({mistake.count}): {sentence}"


def _counts(data: ClassData) -> str:
    states = Counter(row.state for row in data.rows)
    contained = sum(is_contained(row) for row in data.rows)
    words = {
        "graded": "graded",
        "flagged": "graded and flagged",
        "unreadable": "unreadable",
        "missing": "missing",
        "grader_fault": "with a grader error (will be regraded)",
    }
    counts = [f"{states[state]} {said}" for state, said in words.items() if states[state]]
    if contained:
        counts.append(f"{contained} stopped by the sandbox")
    total = len(data.rows)
    return f"{total} {'submission' if total == 1 else 'submissions'}: {', '.join(counts)}."


def waiting_sentence(data: ClassData) -> str:
    """How many answers wait for a person; empty where none do."""
    count, students = sum(data.waiting.values()), len(data.waiting)
    if not count:
        return ""
    whose = "1 student" if students == 1 else f"{students} students"
    answers = "1 answer waits" if count == 1 else f"{count} answers wait"
    return (
        f"{answers} for a person, of {whose}. Until then they have no mark, and the points here "
        "are those that the grader gave."
    )


def decided_sentence(data: ClassData) -> str:
    """What a person decided about whole chapters of students; empty where nothing was."""
    mine = data.decided.values()
    kinds = (
        (sum(one.extension is not None for one in mine), "with another due date"),
        (sum(one.excuse is not None for one in mine), "excused"),
        (sum(one.override is not None for one in mine), "with a mark set by hand"),
    )
    counts = [f"{count} {said}" for count, said in kinds if count]
    return f"Decided by hand: {', '.join(counts)}." if counts else ""


def others_sentence(data: ClassData) -> str:
    """Where the gradebook has other points than those shown here; empty where it has none."""
    if not data.others or data.waiting:  # then it is said already
        return ""
    whose = "1 student" if data.others == 1 else f"{data.others} students"
    return (
        "The points here are those that the grader gave. In the gradebook "
        f"{whose} {'has' if data.others == 1 else 'have'} points by hand or a late penalty, too."
    )


def _remarks(rows: Sequence[StudentRow]) -> list[str]:
    found = reasons(row for row in rows if row.state != "missing")
    stopped = in_section(found, STOPPED)
    others = [reason for reason in found if reason.section != STOPPED]
    lines = []
    for title, chosen in (("stopped by the sandbox", stopped), ("flagged", others)):
        if chosen:
            lines.append(f"{title}: {_listed(chosen)}.")
    return lines


def _listed(found: Sequence[Reason]) -> str:
    told = [f"{len(reason.rows)} {reason.words}" for reason in found[:_MOST_REASONS]]
    rest = len(found) - _MOST_REASONS
    return "; ".join(told) + (f"; and {rest} more reasons" if rest > 0 else "")


def marks_sentence(data: ClassData) -> str:
    """Where the marks lie, in one sentence."""
    scores = [row.score for row in data.graded]
    most = points(data.most)
    if not scores:
        return "No submission could be graded."
    if len(scores) < 4:
        return f"The marks are {', '.join(map(points, sorted(scores)))} of {most} points."
    low, middle, high = quantiles(scores, n=4, method="inclusive")
    return (
        f"Half of the class has {points(middle)} points or more of {most}; "
        f"the middle half lies between {points(low)} and {points(high)}, "
        f"from {points(min(scores))} at the least to {points(max(scores))} at the most."
    )


def reteach_sentence(
    data: ClassData, item: ExerciseSummary, found: Sequence[ExerciseSummary]
) -> str:
    """Why to teach an exercise again, in one or two sentences."""
    graded, lost = len(data.graded), sum(other.lost for other in found)
    lead = f"{percent(item.lost, lost)} of all points that were lost."
    if item.empty > item.failed:
        return f"{lead} {percent(item.empty, graded)} ({item.empty}) did not attempt it."
    if item.mistakes:
        return f"{lead} {mistake_words(item.mistakes[0], graded)}."
    return f"{lead} {item.failed} tried and did not get it right."


def middle_cpu(data: ClassData) -> float:
    """The median of the seconds that the students' own code took."""
    seconds = [row.cpu_seconds for row in data.graded]
    return median(seconds) if seconds else 0.0
