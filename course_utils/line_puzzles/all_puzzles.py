"""All programs that can be put in order, by name."""

from __future__ import annotations

from collections.abc import Mapping

from course_utils.line_puzzles.function_backward import FUNCTION_BACKWARD
from course_utils.line_puzzles.program import Puzzle
from course_utils.line_puzzles.training_loop import TRAINING_LOOP

PUZZLES: Mapping[str, Puzzle] = {
    puzzle.name: puzzle for puzzle in (FUNCTION_BACKWARD, TRAINING_LOOP)
}
