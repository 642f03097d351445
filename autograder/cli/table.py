"""What a person sees of a graded class in the terminal."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

from autograder.cli.plain import plain
from autograder.cli.progress import moving_bar
from autograder.cli.rows import print_rows
from autograder.grade.result import Result
from autograder.grade.rows import Change, Row, wait_in_words, written
from autograder.grade.run import Outcome
from autograder.grade.session import Request
from autograder.typed import command, jupyter_lab, quoted

console = Console()
_NAMED = 8
_STYLES = {"graded": "green", "flagged": "yellow", "unreadable": "red", "missing": "dim"}


@contextmanager
def progress_bar(quiet: bool) -> Iterator[Callable[[int, int, Result], None]]:
    """A bar with rate and time left; a function that moves it."""
    if quiet:
        yield lambda done, total, result: None
        return
    with moving_bar("grading") as move:
        yield lambda done, total, result: move(done, total)


@contextmanager
def json_lines() -> Iterator[Callable[[int, int, Result], None]]:
    """A function that prints a result as one line of JSON, without notebook and code."""

    def show(done: int, total: int, result: Result) -> None:
        data = result.to_json()
        del data["notebook"], data["code"]
        # In ASCII: a terminal obeys some characters beyond it.
        print(json.dumps(data), flush=True)

    yield show


def results_table(rows: Sequence[Row], what: Mapping[str, str] | None = None) -> None:
    """Student, score, state, the named mistakes, and the reasons of flags.

    ``what`` adds a column: a word about each student's submission.
    """
    names = ["student", "score", "state", "named mistakes and flags"]
    lines = [
        [
            Text(_who(row.student, row.name)),
            Text(", ".join(filter(None, (written(row), wait_in_words(row))))),
            Text(row.state, style=_STYLES.get(row.state, "red")),
            _remarks(row),
            *([Text(plain(what.get(row.student, "")), style="italic")] if what else []),
        ]
        for row in rows
    ]
    names += ["what was handed in"] if what else []
    print_rows(console, names, lines, short=3, right=1)


def _who(student: str, name: str) -> str:
    return plain(" ".join(filter(None, (student, name))))


def _remarks(row: Row) -> Text:
    lines = [
        f"{exercise}: {mark.mistake or mark.state}"
        for exercise, mark in row.marks.items()
        if mark.state not in ("passed", "not_attempted")
    ]
    empty = sum(mark.state == "not_attempted" for mark in row.marks.values())
    if empty and row.state not in ("unreadable", "missing"):
        lines.append(f"{empty} not attempted")
    for name, one in row.waits.items():
        earlier = (
            "" if one.before is None else f"; an earlier text was given {one.before:g} by hand"
        )
        lines.append(f"{name}: waits for a person{earlier}")
    lines += [f"⚑ {flag}" for flag in row.flags]
    if row.more_flags:
        lines.append(f"⚑ and {row.more_flags} more")
    return Text("\n".join(map(plain, lines)))


def changes_table(found: Iterable[Change]) -> int:
    """Whose marks changed, by exercise; says how many did."""
    lines = []
    for one in found:
        exercises = [f"{name}: {old} → {new}" for name, (old, new) in one.exercises.items()]
        cells = (_who(one.student, one.name), one.before or "new", one.after, one.why)
        lines.append([*map(Text, cells), Text(plain(", ".join(exercises)))])
    if lines:
        print_rows(console, ("student", "before", "after", "why", "exercises"), lines, short=4)
    return len(lines)


def say_where(outcome: Outcome, request: Request) -> None:
    """The counts, the commonest mistake, and where everything lies."""
    _say_counts(outcome)
    _say_class(request)
    for note in outcome.notes:
        _say(f"⚑ {plain(note)}")
    course = request.course
    chapter, place = request.chapter, quoted(course)
    report = command(f"report --course {place} --chapter {chapter}")
    _say(
        f"\ngradebook   {course}/gradebook.db\n"
        f"feedback    {course}/feedback/<student>/{chapter}/{chapter}.html\n"
        f"notebooks   {course}/autograded/<student>/{chapter}/{chapter}.ipynb\n"
        f"journal     {course}/journal/{chapter}.jsonl\n"
        "\nWhat the class has not understood:\n"
        f"  {report}\n"
        "To grade by hand, in a browser (then Nbgrader > Formgrader):\n"
        f"  cd {place} && {jupyter_lab()}"
    )


def _say_counts(outcome: Outcome) -> None:
    states = Counter(row.state for row in outcome.rows)
    counts = ", ".join(f"{count} {state}" for state, count in states.most_common())
    _say(f"\n{len(outcome.rows)} submissions: {counts}.")
    _say_waiting(outcome.rows)
    if outcome.resumed:
        _say(f"This went on with the run that began at {outcome.resumed} and was interrupted.")
    if outcome.shared:
        _say(f"{outcome.shared} are equal to another's answers and were graded with these.")
    if outcome.reused:
        _say(f"{outcome.reused} were graded before and are unchanged; --regrade grades them again.")


def _say_waiting(rows: Sequence[Row]) -> None:
    """What has no mark until a person gives one, and where another text had one."""
    waiting = Counter(name for row in rows for name in row.waits)
    if not waiting:
        return
    count = sum(waiting.values())
    by_name = ", ".join(f"{times} {name}" for name, times in waiting.items())
    _say(
        f"{count} {'answer waits' if count == 1 else 'answers wait'} for a person: {by_name}. "
        "Until then these students have no mark."
    )
    again = [
        row.student for row in rows if any(one.before is not None for one in row.waits.values())
    ]
    if again:
        more = f" and {len(again) - _NAMED} more" if len(again) > _NAMED else ""
        _say(
            "Graded by hand before, and another text now; the old mark is not counted: "
            f"{plain(', '.join(again[:_NAMED]))}{more}."
        )


def _say_class(request: Request) -> None:
    """What was contained, what was flagged, the commonest mistakes: as the report has it."""
    from autograder.grade.course import Course
    from autograder.report.write import class_lines

    for line in class_lines(Course(request.course), request.chapter)[1:]:
        _say(plain(line))


def _say(line: str) -> None:
    # Not as rich's markup: a folder may be called [red].
    console.print(line, highlight=False, markup=False, emoji=False, soft_wrap=True)
