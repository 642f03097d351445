"""The plain view: a verdict as text, for terminals, feedback pages and JSON."""

from __future__ import annotations

from course_utils.core.exercise import Exercise
from course_utils.core.verdict import Verdict
from course_utils.views.figures import Table
from course_utils.views.story import Story, tell


def message(
    verdict: Verdict, exercise: Exercise, *, hidden: bool = False, graded: bool = False
) -> str:
    """The verdict in a few lines.

    Args:
        verdict: the judgement.
        exercise: the exercise that it is about.
        hidden: the inputs are secret: no numbers and no exception texts are told.
        graded: the points are final, by visible and hidden cases.
    """
    return render(tell(verdict, exercise, hidden=hidden, graded=graded))


def render(story: Story) -> str:
    """The story, a sentence a line."""
    lines = [f"{story.exercise}: {story.headline}", story.note]
    if story.where:
        lines.append(f"{story.where}: {story.fact}")
    if story.table:
        lines.append(table(story.table))
    if story.line:
        lines.append(f"in the line: {story.line}")
    lines += [story.cause, story.why, story.hint]
    if story.next:
        lines.append(f"Next: {story.next}")
    if story.printed:
        lines += ["Your function printed:", *(f"    {line}" for line in story.printed)]
    if story.warned:
        lines += ["Python warned:", *(f"    {line}" for line in story.warned)]
    return "\n".join(line for line in lines if line)


def table(content: Table, indent: str = "    ") -> str:
    """Numbers aligned to the right, words to the left."""
    rows = [content.headers, *content.rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(content.headers))]
    lines = [
        indent
        + "  ".join(
            cell.ljust(width) if i in content.words else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    if content.more:
        lines.append(indent + content.more)
    return "\n".join(lines)
