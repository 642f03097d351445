"""The form of ``arrange``: a program that grows, by buttons that any key presses."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from course_utils.line_puzzles.program import MOST_LEVELS, Puzzle
from course_utils.notebook.arranged import judge_order, numbered, program_of, task_card
from course_utils.notebook.choices import CHOICE_STYLE, Taken, choice_button
from course_utils.texts import Message, say, words
from course_utils.views import html
from course_utils.views.card import Card
from course_utils.views.live import bundle, style

_LINES = (
    "<style>.arrange-line.jupyter-button{font-family:var(--jp-code-font-family,monospace);"
    "white-space:pre-wrap;overflow-wrap:anywhere}</style>"
)


class ArrangeForm:
    """Lines to press, a program that they make, and what moves a line in it.

    No button ever goes away: what has the keyboard's focus keeps it.
    """

    def __init__(self, puzzle: Puzzle) -> None:
        import ipywidgets as widgets

        self._puzzle = puzzle
        self._order: list[tuple[int, int]] = []
        self._chosen: int | None = None  # a place in the order
        self._program = widgets.HTML()
        self._said = widgets.HTML()
        self._lines = [
            choice_button("", lambda number=number: self._press(number))  # type: ignore[misc]
            for number in range(1, len(puzzle.lines) + 1)
        ]
        for button in self._lines:
            button.add_class("arrange-line")
        self._handle: Any = None

    def begin(self) -> None:
        """Show the task and the form; the answer takes the form's place."""
        from IPython.display import display

        task = task_card(self._puzzle, typed=False)
        display(Card(style() + CHOICE_STYLE + _LINES + task.html, task.text))
        self._draw()
        made = bundle(self._widgets(), task_card(self._puzzle, typed=True))
        self._handle = display(made, raw=True, display_id=True)

    def _widgets(self) -> Any:
        import ipywidgets as widgets

        acts: tuple[tuple[str, Callable[[], None]], ...] = (
            ("arrange.up", lambda: self._move(-1)),
            ("arrange.down", lambda: self._move(1)),
            ("arrange.left", lambda: self._indent(-1)),
            ("arrange.right", lambda: self._indent(1)),
            ("arrange.out", self._take_out),
            ("arrange.check", self._check),
        )
        buttons = [choice_button(words(say(code)), act) for code, act in acts]
        row = widgets.Box(buttons, layout={"flex_flow": "row wrap"})
        hint = widgets.HTML(f"<div>{escape(words(say('arrange.lines')))}</div>")
        return widgets.VBox([self._program, row, self._said, hint, *self._lines])

    def _press(self, number: int) -> None:
        """Place the line below the chosen one, as far to the right as an editor would put it."""
        places = [placed for placed, _ in self._order]
        if number in places:
            self._chosen = places.index(number)
        else:
            above = self._chosen
            at = 0 if above is None else above + 1
            self._order.insert(at, (number, 0 if above is None else self._level_below(above)))
            self._chosen = at
        self._draw()

    def _level_below(self, place: int) -> int:
        number, level = self._order[place]
        opens = self._puzzle.jumbled[number - 1].opens
        return min(level + opens, MOST_LEVELS)

    def _move(self, by: int) -> None:
        if self._chosen is not None and 0 <= self._chosen + by < len(self._order):
            line = self._order.pop(self._chosen)
            self._chosen += by
            self._order.insert(self._chosen, line)
        self._draw()

    def _indent(self, by: int) -> None:
        if self._chosen is not None:
            number, level = self._order[self._chosen]
            self._order[self._chosen] = (number, min(max(level + by, 0), MOST_LEVELS))
        self._draw()

    def _take_out(self) -> None:
        if self._chosen is not None:
            self._order.pop(self._chosen)
            last = len(self._order) - 1
            self._chosen = min(max(self._chosen - 1, 0), last) if self._order else None
        self._draw()

    def _check(self) -> None:
        fault = self._puzzle.fault(program_of(self._puzzle, self._order))
        card = judge_order(self._puzzle, self._order, shown=True)
        if fault is None:
            self._handle.update(Taken(card, f"arrange-{self._puzzle.name}"))
            return
        if fault.place is not None:
            self._chosen = fault.place  # the buttons act on the line that is at fault
        self._draw()
        self._said.value = card.html

    def _draw(self) -> None:
        program = program_of(self._puzzle, self._order)
        shown = numbered(self._puzzle, program, self._chosen)
        title = f"<b>{escape(words(say('arrange.program')))}</b>"
        if not shown:
            shown = "\n".join(filter(None, [self._puzzle.head, words(say("arrange.empty"))]))
        self._program.value = f"<div>{title}{html.code_lines(shown)}</div>"
        self._said.value = f'<div role="status">{html.marked(words(self._spoken()))}</div>'
        placed = {number for number, _ in self._order}
        for number, button in enumerate(self._lines, 1):
            code = "arrange.label-placed" if number in placed else "arrange.label"
            line = self._puzzle.jumbled[number - 1].text
            button.description = button.tooltip = words(say(code, number=number, line=line))

    def _spoken(self) -> Message:
        """The chosen line, for who does not see it."""
        if self._chosen is None:
            return say("arrange.empty") if not self._order else say("arrange.choose-first")
        number, level = self._order[self._chosen]
        deep = say("arrange.level", count=level) if level else say("arrange.not-indented")
        return say(
            "arrange.chosen",
            place=self._chosen + 1,
            count=len(self._order),
            line=self._puzzle.jumbled[number - 1].text,
            level=deep,
        )
