"""``arrange``: put the lines of a program in order, by buttons or by their numbers."""

from __future__ import annotations

from course_utils.core.brief import brief, spelled
from course_utils.line_puzzles.all_puzzles import PUZZLES
from course_utils.notebook.arrange_form import ArrangeForm
from course_utils.notebook.arranged import answer_order, passed_card, solved_order, task_card
from course_utils.texts import say, words
from course_utils.views import html
from course_utils.views.card import show
from course_utils.views.live import live


def arrange(name: object = None, order: object = None) -> None:
    """Put the lines of a program in order: press them, or type their numbers.

    Every order that does the same passes. A wrong one is told which line is at fault, and why.

    Args:
        name: ``"training-loop"`` or ``"function-backward"``.
        order: the numbers of the lines from top to bottom, with a ``>`` for each step to the
            right, ``"3 1> 4>>"``. An empty text begins anew.
    """
    puzzle = PUZZLES.get(name) if isinstance(name, str) else None
    if puzzle is None:
        calls = words(say("list.and", names=_call(*PUZZLES), last=_call(list(PUZZLES)[-1])))
        known = say("arrange.nameless", calls=calls)
        if name is not None:
            known = say("arrange.unknown", name=brief(name), calls=calls)
        show(html.note(known))
        return
    typed = "" if order is None else spelled(order)
    if typed.strip():
        show(answer_order(puzzle, typed))
        return
    solved = solved_order(puzzle)
    if order is None and solved is not None:
        show(passed_card(puzzle, solved))
    elif live():
        ArrangeForm(puzzle).begin()
    else:
        show(task_card(puzzle, typed=True))


def _call(*names: str) -> str:
    return ", ".join(f'`arrange("{name}")`' for name in names[: max(1, len(names) - 1)])
