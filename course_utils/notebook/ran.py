"""What this kernel ran, cell by cell, and what came of it.

IPython's ``In`` keeps the texts; whether a cell ran to its end is told by an event alone,
so this listens from when the package is first used. Without IPython nothing is known.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from typing import Any

from course_utils.views.card import shell

_MOST = 5000


@dataclass(frozen=True, slots=True)
class RanCell:
    """One cell that was run.

    Attributes:
        text: as it was typed.
        cell_id: of the notebook's cell, where the front end tells.
        error: the class of the exception that ended it; empty when it ran to its end, or
            when that is not known.
        line: the line in which it raised, as Python counts, where that is known.
        began: Python could read it.
        running: it has not ended yet.
    """

    text: str
    cell_id: str = ""
    error: str = ""
    line: int | None = None
    began: bool = True
    running: bool = False


class _Watch:
    """The runs of one IPython shell."""

    def __init__(self, running: Any) -> None:
        self.shell = running
        raw = getattr(getattr(running, "history_manager", None), "input_hist_raw", None) or []
        self.runs = [RanCell(text) for text in raw if isinstance(text, str) and text.strip()]
        if self.runs:
            self.runs[-1] = replace(self.runs[-1], running=True)
        running.events.register("pre_run_cell", self._before)
        running.events.register("post_run_cell", self._after)

    def _before(self, info: Any = None) -> None:
        # An exception here would be printed below every cell.
        with contextlib.suppress(Exception):
            self.runs.append(RanCell(str(info.raw_cell), _text(info, "cell_id"), running=True))
            del self.runs[:-_MOST]

    def _after(self, result: Any = None) -> None:
        with contextlib.suppress(Exception):
            place = next(i for i in reversed(range(len(self.runs))) if self.runs[i].running)
            if result is None:  # interrupted while it waited
                self.runs[place] = replace(
                    self.runs[place], running=False, error="KeyboardInterrupt"
                )
                return
            before, during = result.error_before_exec, result.error_in_exec
            error = before if before is not None else during
            info = getattr(result, "info", None)
            self.runs[place] = replace(
                self.runs[place],
                running=False,
                cell_id=_text(info, "cell_id") or self.runs[place].cell_id,
                error="" if error is None else type(error).__name__,
                line=None if during is None or before is not None else self._line(during),
                began=before is None,
            )

    def _line(self, error: BaseException) -> int | None:
        """The cell's own line: the first frame that works on the notebook's names."""
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_globals is self.shell.user_ns and trace.tb_frame.f_locals is (
                trace.tb_frame.f_globals
            ):
                return trace.tb_lineno
            trace = trace.tb_next
        return None


def _text(info: Any, name: str) -> str:
    value = getattr(info, name, None)
    return value if isinstance(value, str) else ""


_watch: _Watch | None = None


def watch_cells() -> None:
    """Listen to the running IPython shell, if there is one and nobody listens yet."""
    global _watch
    running = shell()
    if running is None or (_watch is not None and _watch.shell is running):
        return
    with contextlib.suppress(Exception):
        _watch = _Watch(running)


def runs() -> tuple[RanCell, ...]:
    """The cells that were run, in their order; the last one may be running."""
    watch_cells()
    if _watch is None or _watch.shell is not shell():
        return ()
    return tuple(_watch.runs)
