"""The plain view: a verdict as text, for terminals, feedback pages and JSON."""

from __future__ import annotations

from collections.abc import Iterator

from course_utils.core.exercise import Exercise
from course_utils.core.verdict import Verdict
from course_utils.texts import say, words
from course_utils.views.figures import Table
from course_utils.views.folds import folds_text
from course_utils.views.story import Story, tell
from course_utils.views.student_lines import columns_of


def message(verdict: Verdict, exercise: Exercise, *, graded: bool = False) -> str:
    """The verdict in a few lines.

    Args:
        verdict: the judgement.
        exercise: the exercise that it is about.
        graded: the points are final, by visible and hidden cases.
    """
    return render(tell(verdict, exercise, graded=graded))


def render(story: Story) -> str:
    """The story, a sentence a line."""
    lines = [f"{story.exercise}: {story.headline}", story.after.replace("`", ""), story.note]
    if story.where:
        lines.append(f"{story.where}: {story.fact}")
    if story.table:
        lines.append(table(story.table))
    if story.line:
        lines.append(words(say("card.line-plain", line=story.line)))
    lines += [*_marked_rows(story), story.asks, story.cause, story.first, story.why]
    if story.hint:
        lines.append(words(say("card.hint-line", title=story.hint_title, hint=story.hint)))
    if story.next:
        lines.append(words(say("card.next", call=story.next)))
    for code, heard in (("card.printed", story.printed), ("card.warned", story.warned)):
        if heard:
            lines += [words(say(code)), *(f"    {line}" for line in heard)]
    return "\n".join(line for line in [*lines, *folds_text(story.folds)] if line)


def _marked_rows(story: Story) -> Iterator[str]:
    """The student's own lines, each with carets below what is marked in it."""
    if len(story.rows) > 1:
        yield f"{story.lines}:"
    for row in story.rows:
        begin = f"{story.lines}: " if len(story.rows) == 1 else f"    {row.line}: "
        yield f"{begin}{row.text}"
        yield f"{' ' * columns_of(begin)}{row.carets}"


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
