"""``autograder help``: what concerns every command, each explained in one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer

WRONG_CALL = 2
REFUSED = 3
STOPPED = 4
INTERRUPTED = 130
TERMINATED = 143

# The one place where they are written down; `help exit-codes` and docs/commands.md show them.
EXIT_CODES: dict[int, str] = {
    0: "done",
    1: "done, but something needs your attention",
    WRONG_CALL: "wrong call, such as a file that is not there; nothing was done",
    REFUSED: "refused, nothing was done",
    STOPPED: "stopped half-way (a full disk); the same command goes on",
    INTERRUPTED: "interrupted by Ctrl-C, the same command goes on",
    TERMINATED: "ended by SIGTERM, the same command goes on",
}
WHERE_CODES_ARE = "Exit codes: `help exit-codes`."


def _exit_codes() -> str:
    lines = [f"{code:>3}  {words}" for code, words in EXIT_CODES.items()]
    return (
        "\n".join(lines) + "\n\nWhat makes it 1 is said in each command's own help.\n"
        "Errors and progress go to the error stream: what a command prints can be piped."
    )


def _chapters() -> str:
    from autograder.catalogue.chapters import CHAPTERS

    lines = [f"  {chapter.partition('_')[0].lstrip('0')}  {chapter}" for chapter in CHAPTERS]
    return (
        "Wherever a chapter is asked for, its number, its name, or both will do:\n"
        "--chapter 4, --chapter logistic_regression, --chapter 04_logistic_regression.\n"
        "Where --chapter is left out, the only one that is graded in the course folder is\n"
        "meant; `grade` takes 4 and refuses a download that is plainly another chapter's.\n\n"
        + "\n".join(lines)
    )


_JSON = """\
With --json a command prints one object a line on standard output and nothing
else there (JSON Lines): a program reads it while the work goes on, and an empty
list is an empty output. The command's own help says what a line has.

A mark is "points" of "max", and null where there is none. Sentences, progress
and errors go to the error stream, and the exit code is the one without --json:

  python -m autograder marks --lms canvas --dry-run --json |
    jq -r 'select(.points == null) | .id'"""


_LATE = """\
When it was due: --due of `grade`, or the assignment's date in the gradebook. A
day alone (--due 2026-03-01) means its end, in this machine's time.

Who was late: whom the LMS marks as late, and whose file the collector's clock
proves to have come after the date. Never by a time that a student can set.

What it costs is nbgrader's setting, in nbgrader_config.py of the course folder:

  c.LateSubmissionPlugin.penalty_method = "none"    nothing: the usual one
  c.LateSubmissionPlugin.penalty_method = "zero"    all points

or a class of your own, such as 2 points for each day begun: the file late.py
beside nbgrader_config.py,

  import math
  from nbgrader.plugins import BasePlugin

  class TwoADay(BasePlugin):
      def late_submission_penalty(self, student_id, score, total_seconds_late):
          return min(score, 2 * math.ceil(total_seconds_late / 86400))

and in nbgrader_config.py

  c.AssignLatePenalties.plugin_class = "late.TwoADay"

The next `grade` sets penalties and takes them back. It grades nothing again for
that, and shows whose marks have changed. A mark is written 15/20 (17 − 2 late);
feedback pages and `marks` have what is left of it, and --json has both numbers.
docs/lms.md says how each LMS marks lateness."""

TOPICS: Mapping[str, Callable[[], str]] = {
    "exit-codes": _exit_codes,
    "chapters": _chapters,
    "json": lambda: _JSON,
    "late": lambda: _LATE,
}


def _offered(context: typer.Context, incomplete: str) -> list[str]:
    program: Any = context.find_root().command
    return [word for word in (*TOPICS, *program.commands) if word.startswith(incomplete)]


def help_(
    context: typer.Context,
    topic: Annotated[
        str | None,
        typer.Argument(
            help="A command, or one of: exit-codes, chapters, json, late.", autocompletion=_offered
        ),
    ] = None,
) -> None:
    """Explain a command, or what holds for all: exit codes, chapters, --json, late penalties.

    Example: python -m autograder help exit-codes
    """
    from autograder.cli.options import close_to

    program: Any = context.find_root().command
    if topic is None:
        typer.echo(program.get_help(context.find_root()))
        return
    if topic in TOPICS:
        typer.echo(TOPICS[topic]())
        return
    if topic not in program.commands:
        known = [*TOPICS, *program.commands]
        raise typer.BadParameter(
            f"there is no command and no topic {topic!r}.{close_to(topic, known)}"
        )
    command = program.commands[topic]
    with command.make_context(topic, [], parent=context.find_root(), resilient_parsing=True) as one:
        typer.echo(command.get_help(one))
