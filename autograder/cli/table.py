"""What a person sees of a graded class in the terminal."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from autograder.grade.result import Result
from autograder.grade.session import Outcome, Request

console = Console()
_STYLES = {"graded": "green", "flagged": "yellow", "unreadable": "red", "missing": "dim"}
_SHOWN_FLAGS = 2


def plain(text: str) -> Text:
    """A student's text, without anything that a terminal would obey."""
    kept = "".join(c if c == " " or unicodedata.category(c)[0] not in "CZ" else "·" for c in text)
    return Text(re.sub(r" {2,}", " ", kept))


@contextmanager
def progress_bar(quiet: bool) -> Iterator[Callable[[int, int, Result], None]]:
    """A bar with rate and time left; a function that moves it."""
    if quiet:
        yield lambda done, total, result: None
        return
    bar = Progress(
        TextColumn("grading"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[state]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
    with bar:
        task = bar.add_task("grading", total=None, state="warming up")

        def move(done: int, total: int, result: Result) -> None:
            elapsed = bar.tasks[0].elapsed or 0.0
            rate = f"{done / elapsed:.1f}/s" if elapsed else ""
            bar.update(task, completed=done, total=total, state=rate)

        yield move


def results_table(results: Sequence[Result], what: Mapping[str, str] | None = None) -> None:
    """Student, score, state, the named mistakes, and the reasons of flags.

    ``what`` adds a column: a word about each student's submission.
    """
    table = Table(title=None, header_style="bold", pad_edge=False)
    names = ["student", "score", "state", "named mistakes and flags"]
    for name in names + (["what was handed in"] if what else []):
        table.add_column(name, overflow="fold", justify="right" if name == "score" else "left")
    for result in results:
        score = f"{result.score:g}/{result.max_score:g}"
        if result.state in ("unreadable", "missing", "grader_fault"):
            score = "—"
        table.add_row(
            plain(" ".join(filter(None, (result.submission.student, result.submission.name)))),
            score,
            Text(result.state, style=_STYLES.get(result.state, "red")),
            _remarks(result),
            *([plain(what.get(result.submission.student, ""))] if what else []),
        )
    console.print(table)


def _remarks(result: Result) -> Text:
    lines = [
        f"{verdict.exercise}: {verdict.mistake or verdict.state}"
        for verdict in result.verdicts.values()
        if verdict.state not in ("passed", "not_attempted")
    ]
    empty = sum(verdict.state == "not_attempted" for verdict in result.verdicts.values())
    if empty and result.state not in ("unreadable", "missing"):
        lines.append(f"{empty} not attempted")
    flags = list(result.flags[:_SHOWN_FLAGS])
    if len(result.flags) > _SHOWN_FLAGS:
        flags.append(f"and {len(result.flags) - _SHOWN_FLAGS} more")
    text = Text("\n").join([plain(line) for line in lines])
    for flag in flags:
        if text:
            text.append("\n")
        text.append_text(Text("⚑ ") + plain(flag))
    return text


def say_where(outcome: Outcome, request: Request) -> None:
    """The counts, the commonest mistake, and where everything lies."""
    results = outcome.results
    states = Counter(result.state for result in results)
    counts = ", ".join(f"{count} {state}" for state, count in states.most_common())
    console.print(f"\n{len(results)} submissions: {counts}.", highlight=False)
    if outcome.reused:
        console.print(
            f"{outcome.reused} were graded before and are unchanged; --regrade grades them again.",
            highlight=False,
        )
    graded = [r for r in results if r.state in ("graded", "flagged")]
    mistakes = Counter(
        (v.exercise, v.mistake) for r in graded for v in r.verdicts.values() if v.mistake
    )
    for (exercise, mistake), count in mistakes.most_common(3):
        share = 100 * count / len(graded)
        console.print(
            f"{share:.0f} % ({count}): {mistake}, see exercise {exercise}.", highlight=False
        )
    course = request.course
    console.print(
        f"\ngradebook   {course}/gradebook.db "
        f"(cd {course} && jupyter lab, then Nbgrader > Formgrader)\n"
        f"feedback    {course}/feedback/<student>/{request.chapter}/{request.chapter}.html\n"
        f"notebooks   {course}/autograded/<student>/{request.chapter}/{request.chapter}.ipynb\n"
        f"journal     {course}/journal/{request.chapter}.jsonl",
        highlight=False,
        soft_wrap=True,
    )
