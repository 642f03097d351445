"""The commands, and how errors and exit codes look.

Exit codes: 0 done; 1 done, but something wants attention; 2 the call was wrong
(typer's own); 3 refused, nothing was done.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import typer

from autograder.cli.build import build
from autograder.cli.demo import demo
from autograder.cli.doctor import doctor
from autograder.cli.grade import grade
from autograder.cli.judge import judge

app = typer.Typer(
    name="autograder",
    help="Build the workbook, grade a class, and see what it has not understood.",
    epilog="Exit codes: 0 done · 1 done, something wants attention · 2 wrong call · 3 refused.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

REFUSED = 3


_COMMANDS: tuple[Callable, ...] = (build, grade, judge, demo, doctor)
for _command in _COMMANDS:
    app.command()(_command)


def main() -> None:
    """Run the command line; a known fault ends in one sentence, not in a traceback."""
    from autograder.errors import Refused

    try:
        app(prog_name="python -m autograder")
    except Refused as fault:
        print(f"autograder: {fault}", file=sys.stderr)
        raise SystemExit(REFUSED) from None
    except KeyboardInterrupt:
        print("autograder: interrupted; what was graded so far is kept.", file=sys.stderr)
        raise SystemExit(130) from None
