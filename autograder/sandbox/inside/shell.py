"""An IPython shell without sockets: cells in, nbformat outputs out."""

from __future__ import annotations

import asyncio
import builtins
import getpass
import subprocess
import sys
from types import ModuleType
from typing import Any, NoReturn

from IPython.core import async_helpers
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.history import HistoryManager
from IPython.core.interactiveshell import InteractiveShell

from course_utils.core.detail import Detail
from course_utils.core.probing import Interrupted

from .recorder import Recorder, text_stream

_LONGEST = 300  # characters of an exception's message

MAX_COMMAND_OUTPUT = 1 << 20


class NoInput(RuntimeError):
    """Raised by ``input()``: nobody sits in front of a notebook that is graded."""


class RecordingHook(DisplayHook):
    """The value of a cell's last line."""

    shell: Any

    def write_output_prompt(self) -> None:
        """Nothing: the output carries its number."""

    def write_format_data(
        self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None
    ) -> None:
        """Record the value in all its representations."""
        self.shell.recorder.result(self.prompt_count, format_dict, md_dict)

    def finish_displayhook(self) -> None:
        """Nothing: the parent prints line ends."""
        self._is_active = False


class RecordingPublisher(DisplayPublisher):
    """What ``display`` shows."""

    def publish(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        """Record the data."""
        self.shell.recorder.display(data, metadata)

    def clear_output(self, wait: bool = False) -> None:
        """Drop the cell's outputs, now or before the next one."""
        self.shell.recorder.clear(wait)


class GradingShell(InteractiveShell):
    """A shell in which everything that works in a notebook works, but nobody looks on."""

    displayhook_class = RecordingHook
    display_pub_class = RecordingPublisher
    recorder = Recorder(0)

    def enable_gui(self, gui: str | None = None) -> None:
        """Nothing to enable: `%matplotlib inline` and `widget` ask for an event loop."""

    def enable_matplotlib(self, gui: str | None = None) -> tuple[Any, ...]:
        """A backend that is not installed here (ipympl, Qt) becomes the inline one."""
        enabled: tuple[Any, ...]
        try:
            enabled = super().enable_matplotlib(gui)
        except (ImportError, RuntimeError, ValueError):
            enabled = super().enable_matplotlib("inline")
        return enabled

    def ask_exit(self) -> None:
        """`exit()` in a notebook ends the cell's work, not the grading."""

    def system(self, cmd: str) -> None:
        """`!command`: what it prints becomes the cell's output."""
        done = subprocess.Popen(
            self.var_expand(cmd, depth=1),
            shell=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert done.stdout is not None
        with done.stdout as pipe:
            sys.stdout.write(pipe.read(MAX_COMMAND_OUTPUT).decode("utf-8", "replace"))
        self.user_ns["_exit_code"] = done.wait()

    system_piped = system_raw = system

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        self.recorder.error(_name(etype), _words(evalue), [str(line) for line in stb])


def make_shell() -> GradingShell:
    """The shell, with an empty ``__main__``; made once, before forking.

    A Plain traceback takes 2 ms, a coloured one with context 50 to 90.
    """
    # Its writer is a thread, and threads do not survive a fork.
    HistoryManager.enabled = False  # type: ignore[assignment]
    shell = GradingShell.instance(xmode="Plain", colors="nocolor")
    builtins.input = _no_input
    getpass.getpass = _no_input
    return shell


def _no_input(*args: object, **kwargs: object) -> NoReturn:
    raise NoInput("input() cannot be answered while a notebook is graded: use a fixed value.")


def freshen(shell: GradingShell) -> None:
    """Leave nothing of what the warming cells did."""
    shell.reset(new_session=True)
    # What every module has, and processes that are spawned look for.
    for name, value in vars(ModuleType("__main__")).items():
        shell.user_ns.setdefault(name, value)
    async_helpers._asyncio_event_loop = None
    asyncio.set_event_loop(None)


def run_cell(shell: GradingShell, source: str) -> tuple[str, Detail | None, str]:
    """Run one cell; its outputs are in the recorder.

    Returns:
        The state, ``ok``, ``error`` or ``timeout``; the exception's own words; of a timeout,
        what is said of it.
    """
    recorder = shell.recorder
    recorder.begin()
    # Exchanged again for each cell: the one before may have closed or replaced them.
    sys.stdout = text_stream(recorder, "stdout", 1)
    sys.stderr = text_stream(recorder, "stderr", 2)
    try:
        result = shell.run_cell(source, store_history=True)
        error = result.error_before_exec or result.error_in_exec
    except Interrupted as interruption:  # it struck in the shell's own code
        error = interruption
    if error is None:
        return "ok", None, ""
    if isinstance(error, Interrupted):
        return "timeout", None, _words(error)
    return "error", Detail(_name(type(error)), _words(error)[:_LONGEST]), ""


def _name(kind: type) -> str:
    return str(getattr(kind, "__name__", "Exception"))[:200]


def _words(error: BaseException) -> str:
    try:
        return str(error)[:2000]
    except Exception:  # str() of a student's exception is student code
        return ""
