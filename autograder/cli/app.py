"""The commands, and how errors and exit codes look."""

from __future__ import annotations

import inspect
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from autograder import typed
from autograder.cli.audit import audit
from autograder.cli.book import book
from autograder.cli.build import build
from autograder.cli.bundle import bundle
from autograder.cli.completion import ASKED, completion, prepare_answer
from autograder.cli.demo import demo
from autograder.cli.diff import diff
from autograder.cli.doctor import doctor
from autograder.cli.feedback import feedback
from autograder.cli.feedback_files import feedback_files
from autograder.cli.grade import grade
from autograder.cli.judge import judge
from autograder.cli.looks import PlainCommand, PlainGroup
from autograder.cli.marks import marks
from autograder.cli.new import new_chapter, new_exercise
from autograder.cli.plain import plain_lines
from autograder.cli.release import release
from autograder.cli.report import report
from autograder.cli.send_marks import send_marks
from autograder.cli.similar import similar
from autograder.cli.student import student
from autograder.cli.todo import todo
from autograder.cli.topics import REFUSED, STOPPED, WHERE_CODES_ARE, WRONG_CALL, help_
from autograder.cli.try_ import try_
from autograder.cli.worker import worker
from autograder.cli.written import written
from autograder.errors import Signalled, Stopped, is_full, not_allowed
from autograder.signals import listen

# In the order of the help, under the heading that they belong to.
COMMANDS: dict[str, tuple[Callable[..., Any], ...]] = {
    "A class": (
        grade,
        todo,
        written,
        report,
        feedback,
        marks,
        send_marks,
        feedback_files,
        student,
        diff,
        similar,
        judge,
    ),
    "The course": (new_chapter, new_exercise, try_, audit, build, book, release, bundle),
    "This machine": (demo, doctor, worker),
    "This command line": (help_, completion),
}

app = typer.Typer(
    name="autograder",
    help="Build the workbook, grade a class, and see what it has not understood.\n\n"
    "Start with `doctor`, then `demo`. Every command has its own manual: `grade --help`. What "
    "holds for all of them: `help exit-codes`, `help chapters`, `help json`, `help late`.",
    epilog=WHERE_CODES_ARE,
    cls=PlainGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def command_name(command: Callable[..., Any]) -> str:
    """How the command is typed."""
    return command.__name__.strip("_").replace("_", "-")


def examples(command: Callable[..., Any]) -> list[str]:
    """The example calls in the command's docstring, each on one line."""
    found: list[str] = []
    for paragraph in (inspect.getdoc(command) or "").split("\n\n"):
        head, colon, rest = paragraph.partition(":")
        if colon and head in ("Example", "Examples"):
            for line in map(str.strip, rest.strip().split("\n")):
                if line.startswith("python -m autograder") or not found:
                    found.append(line)
                else:
                    found[-1] += f" {line}"
    return found


def description(command: Callable[..., Any]) -> list[str]:
    """The paragraphs of the docstring without its examples."""
    paragraphs = (inspect.getdoc(command) or "").split("\n\n")
    return [
        " ".join(text.split())
        for text in paragraphs
        if text.partition(":")[0] not in ("Example", "Examples")
    ]


def _manual(command: Callable[..., Any]) -> str:
    calls = [_typed(call) for call in examples(command)]
    heading = "Example:" if len(calls) == 1 else "Examples:"
    # Rich reads what stands in square brackets as its own marks.
    text = "\n\n".join([*description(command), heading, "\n".join(f"  {call}" for call in calls)])
    return text.replace("[", "\\[")


def _typed(call: str) -> str:
    """An example as it can be typed here; docs/commands.md has it as it is written."""
    return call.replace("python -m autograder ", typed.command(""))


for _heading, _commands in COMMANDS.items():
    for _command in _commands:
        app.command(
            command_name(_command), cls=PlainCommand, help=_manual(_command),
            epilog=WHERE_CODES_ARE, rich_help_panel=_heading,
        )(_command)  # fmt: skip


def _say_version(wanted: bool) -> None:
    if wanted:
        from autograder.files.paths import ROOT, version

        typer.echo(f"autograder {version()} ({ROOT})")
        raise typer.Exit


@app.callback()
def _program(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            "-V",
            is_eager=True,
            callback=_say_version,
            help="Show the version, and where the program lies.",
        ),
    ] = False,
) -> None:
    """What stands before a command."""


def main() -> None:
    """Run the command line; a known fault ends in one sentence, not in a traceback."""
    listen()
    prepare_answer()
    try:
        app(prog_name=typed.command("").strip(), complete_var=ASKED)
    except Signalled as end:
        _end("interrupted; what was done so far is kept.", 128 + end.number)
    except Stopped as end:
        _end(str(end), end.code)
    except OSError as fault:
        if is_full(fault):
            _end(f"the disk is full ({fault.filename or fault.strerror}).", STOPPED)
        if (why := not_allowed(fault)) is None:
            raise
        _end(f"{why}.", REFUSED)
    except Exception as fault:
        sentence = _sentence(fault)
        if sentence is None:
            raise
        _end(sentence, WRONG_CALL if _is_wrong_call(fault) else REFUSED)


def _end(sentence: str, code: int) -> NoReturn:
    # The sentence may quote a file's name, and that may hold anything.
    print(f"autograder: {plain_lines(sentence)}", file=sys.stderr)
    raise SystemExit(code) from None


def _is_wrong_call(fault: Exception) -> bool:
    """Whether a word of the command names what does not exist."""
    from autograder.errors import WrongCall
    from course_utils.core.exercise import UnknownExercise

    return isinstance(fault, (WrongCall, UnknownExercise))


def _sentence(fault: Exception) -> str | None:
    """What a person is told of an error that is theirs to correct; None for one of the program."""
    from autograder.build.outline import SourceError
    from autograder.errors import Refused
    from course_utils.core.exercise import UnknownExercise

    if isinstance(fault, (Refused, SourceError, UnknownExercise)):
        return str(fault)
    return _catalogue_fault(fault)


def _catalogue_fault(fault: Exception) -> str | None:
    """A file of the catalogue that cannot be imported: its place, and the fault's own words."""
    from autograder.files.paths import COURSE_UTILS, ROOT

    words = f"{type(fault).__name__}: {fault}"
    if isinstance(fault, SyntaxError):
        place, line = fault.filename or "", fault.lineno
        words = f"{type(fault).__name__}: {fault.msg}"
    else:
        frame = traceback.extract_tb(fault.__traceback__)[-1]
        place, line = (frame.filename, frame.lineno) if frame.name == "<module>" else ("", 0)
    for folder in (ROOT / "autograder" / "catalogue", COURSE_UTILS / "probes"):
        if place and Path(place).is_relative_to(folder):
            where = Path(place).relative_to(ROOT)
            return f"{where}, line {line}: {words}. Correct it and try again."
    return None
