"""How long a chapter takes, from what there is to read, to answer and to write.

The chapters state their minutes in words; these are the numbers that they have to agree with.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nbformat import NotebookNode

from autograder.build.source import read_source
from autograder.catalogue.chapters import exercises_in

WORDS_A_MINUTE = 150
SECONDS_A_CODE_LINE = 5
MINUTES_A_QUESTION = 1.5
# What a reader does not read: formulas on lines of their own, tags, what the catalogue fills in.
_UNREAD = re.compile(r"\$\$.*?\$\$|<[^>]+>|\{\{.*?\}\}", re.DOTALL)
_WORD = re.compile(r"\w[\w'’-]*")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a chapter asks of its reader.

    Attributes:
        words: in its texts, answers of its questions included.
        code_lines: that are to be read: no closed cell, no check, no exercise.
        questions: to be answered before something runs, bug hunts included.
        exercise_minutes: what its exercises take together.
    """

    words: int
    code_lines: int
    questions: int
    exercise_minutes: int

    @property
    def minutes(self) -> float:
        """All together; labs, ``review()`` and second tries come on top."""
        return (
            self.words / WORDS_A_MINUTE
            + self.code_lines * SECONDS_A_CODE_LINE / 60
            + self.questions * MINUTES_A_QUESTION
            + self.exercise_minutes
        )


def reading(chapter: str) -> Reading:
    """What the chapter's source asks of its reader.

    Raises:
        SourceError: the source has a fault.
        UnknownExercise: there is no such chapter.
    """
    cells = read_source(chapter, fill=False).cells
    texts = [_UNREAD.sub("", cell.source) for cell in cells if cell.cell_type == "markdown"]
    codes = [cell.source for cell in cells if cell.cell_type == "code" and _is_read(cell)]
    return Reading(
        words=sum(len(_WORD.findall(text)) for text in texts),
        code_lines=sum(bool(line.strip()) for code in codes for line in code.splitlines()),
        questions=sum("guess(" in code for code in codes),
        exercise_minutes=sum(exercise.minutes for exercise in exercises_in(chapter)),
    )


def _is_read(cell: NotebookNode) -> bool:
    marks = cell.metadata.get("nbgrader", {})
    closed = cell.metadata.get("jupyter", {}).get("source_hidden")
    return not (closed or marks.get("solution") or marks.get("grade"))
