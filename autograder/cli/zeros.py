"""Who would get a zero, said before it is written; and the question whether to go on."""

from __future__ import annotations

import sys
from typing import IO, TYPE_CHECKING, Any

import typer

from autograder.cli.plain import shortened_line, without_escapes
from autograder.errors import Refused

if TYPE_CHECKING:
    from autograder.marks.book import ChapterMarks
    from autograder.marks.fill import Filled


def agree_to_zeros(
    filled: Filled, marks: ChapterMarks, *, yes: bool, dry_run: bool, beside: bool = False
) -> None:
    """Name everybody who would get 0 for nothing handed in, and ask, where nobody said yes.

    Args:
        filled: what would be written.
        marks: of the chapter, with the names.
        yes: somebody has agreed already.
        dry_run: nothing will be written.
        beside: on the error stream, as the other one is read by a program.

    Raises:
        Refused: nobody agreed, or there is no terminal to ask at; nothing was written.
    """
    if not filled.zeros:
        return
    before = {student: was for student, was, _ in filled.changed}
    many = len(filled.zeros) != 1
    count = f"{len(filled.zeros)} students have" if many else "1 student has"
    typer.echo(f"{count} handed in nothing and would get 0 by --missing-as-zero:", err=beside)
    for student in filled.zeros:
        names = filter(None, (student, marks.by_student[student].name))
        who = " ".join(map(shortened_line, names))
        typer.echo(f"  {who}: {before.get(student, 'no mark')} -> 0", err=beside)
    if strangers := without_escapes(", ".join(marks.strangers)):
        typer.echo(
            f"The list of groups has somebody who is not on the roster ({strangers}): if one of "
            "the students above is meant, correct the list and grade again.",
            err=beside,
        )
    if yes or dry_run:
        return
    if not asked_from().isatty():
        raise Refused(
            "nothing was written, because there is no terminal to ask at: look at the list above, "
            "then give --yes."
        )
    if not typer.confirm(f"Write {'these zeros' if many else 'this zero'}?", err=beside):
        raise Refused(
            "nothing was written. Without --missing-as-zero these cells stay as they are."
        )


def asked_from() -> IO[Any]:
    """Where an answer would come from."""
    return sys.stdin
