"""What a person sees of a graded class in the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.text import Text

from autograder.cli.decisions import decided_lines
from autograder.cli.json_lines import print_objects
from autograder.cli.listing import print_rows
from autograder.cli.plain import FLAG, flag_line, shortened_line, without_escapes
from autograder.cli.progress import moving_bar
from autograder.collect.known import RosterDiff
from autograder.course.course import Course
from autograder.course.database import shown
from autograder.course.own_cells import points_of_written
from autograder.course.rows import MarkChange, Row, points_in_words, wait_in_words
from autograder.grade.request import Request
from autograder.grade.run import Outcome
from autograder.rebuild.keep import course_now
from autograder.rebuild.since import changed_since, changes_in_words, short
from autograder.submission.result import Result
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


def json_line(result: Result, row: Row) -> None:
    """Print a result as one line of JSON, without notebook and code.

    What most people want stands first, under flat names: ``points`` of ``max`` is what counts in
    the gradebook, with scores by hand and less the penalty, or as a person set it. Points are null
    while something in them has no score, and for who is excused. ``score`` is the grader's alone;
    ``total`` and ``total_max`` are points and max again.
    """
    mine = row.standing
    more = [f"and {row.more_flags} more"] if row.more_flags else []
    about = {
        "id": row.student, "name": row.name, "chapter": result.submission.chapter,
        "state": row.state, "points": mine.total, "max": mine.max_score,
        "flag": "; ".join([*row.flags, *more]),
        "student": row.student,
        "score": row.score if row.graded else None, "max_score": row.max_score,
        "penalty": mine.penalty, "total": mine.total, "total_max": mine.max_score,
        "decided": [one.kind for one in mine.decided.all],
    }  # fmt: skip
    data = about | result.to_json()
    del data["notebook"], data["code"]
    submission = {"fault": result.submission.fault, **result.submission.to_json()}
    for name in ("remarks", "faults"):
        submission.pop(name, None)
    data["submission"] = submission
    data["remarks"] = [remark.told_as_json() for remark in result.all_remarks]
    print_objects([data])


def results_table(rows: Sequence[Row], what: Mapping[str, str] | None = None) -> None:
    """Student, score, state, the named mistakes, and the reasons of flags.

    ``what`` adds a column: a word about each student's submission.
    """
    names = ["student", "score", "state", "named mistakes and flags"]
    lines = [
        [
            Text(_who(row.student, row.name)),
            Text(", ".join(filter(None, (points_in_words(row), wait_in_words(row))))),
            Text(row.state, style=_STYLES.get(row.state, "red")),
            _remarks(row),
            *([Text(without_escapes(what.get(row.student, "")), style="italic")] if what else []),
        ]
        for row in rows
    ]
    names += ["what was handed in"] if what else []
    print_rows(console, names, lines, short=3, right=1)


def _who(student: str, name: str) -> str:
    return " ".join(map(shortened_line, filter(None, (student, name))))


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
    lines += row.information
    told = [without_escapes(line).replace(FLAG, "·") for line in lines]
    told += map(flag_line, row.flags)
    if row.more_flags:
        told.append(f"{FLAG} and {row.more_flags} more")
    return Text("\n".join(told))


def changes_table(found: Iterable[MarkChange], *, beside: bool = False) -> int:
    """Whose marks changed, by exercise; says how many did."""
    lines = []
    for one in found:
        exercises = [f"{name}: {old} → {new}" for name, (old, new) in one.exercises.items()]
        cells = (_who(one.student, one.name), one.before or "new", one.after, one.why)
        lines.append([*map(Text, cells), Text(without_escapes(", ".join(exercises)))])
    if lines:
        names = ("student", "before", "after", "why", "exercises")
        print_rows(_stream(beside), names, lines, short=4)
    return len(lines)


def say_changes(
    outcome: Outcome, *, beside: bool = False, always: bool = False, would: bool = False
) -> None:
    """Whose marks are not what they were.

    Args:
        outcome: of the run.
        beside: on the error stream, as the other one is read by a program.
        always: also say that none changed.
        would: nothing was written.
    """
    found = [one for one in outcome.changed if not one.first]
    if not found and not (always or would):
        return
    if not beside:
        _say("")
    changes_table(found, beside=beside)
    whose = {0: "nobody's marks", 1: "one student's marks"}.get(
        len(found), f"the marks of {len(found)} students"
    )
    words = f"--regrade would change {whose}. Nothing was written." if would else (
        f"{whose[0].upper()}{whose[1:]} changed."
    )  # fmt: skip
    _say(words, beside=beside)


def say_standing(
    outcome: Outcome, request: Request, *, verbose: bool = False, beside: bool = False
) -> None:
    """Who stays as he is, and why; what an older release means; what the roster has anew."""
    say_people(outcome.people, request.course, verbose=verbose, beside=beside)
    say_absent(outcome.absent, beside=beside)
    if outcome.outside:
        files = "file is" if outcome.outside == 1 else "files are"
        _say(
            f"{outcome.outside} {files} of students outside section {request.section}: collected, "
            "and graded when `grade` runs for their section or without --section.",
            beside=beside,
        )
    for line in decided_lines(outcome.rows):
        _say(without_escapes(line), beside=beside)
    now, mixed = course_now(), False
    for release, count in outcome.kept.items():
        name = short(release, now) if release else "an earlier state of the course"
        _say(
            f"{count} {'was' if count == 1 else 'were'} graded by {name} and "
            f"{'stays' if count == 1 else 'stay'} so; --regrade takes {short(now, release)}, "
            "and with --dry-run says first whose marks that would change.",
            beside=beside,
        )
        changed = changed_since(request.course, release, [request.chapter])
        mixed = mixed or any(one.what in ("new", "gone") for one in changed)
        if changes := changes_in_words(changed):
            _say(f"  Changed since {name}: {changes}.", beside=beside)
    for release, count in outcome.releases.items():
        changed = changed_since(request.course, release, [request.chapter])
        points = [one for one in changed if one.what == "points"]
        others = [one for one in changed if one.what in ("new", "gone")]
        means = ""
        if others:
            words = changes_in_words(others)
            means = f"which has other exercises ({words}): these and their points count there"
        elif points:
            means = f"today's points count there, too: {changes_in_words(points)}"
        if means:
            _say(
                f"{count} {'notebook is' if count == 1 else 'notebooks are'} of release "
                f"{short(release, now)}{',' if others else ';'} {means}.",
                beside=beside,
            )
        mixed = mixed or bool(others)
    if mixed:
        _say(
            "  Formgrader's tables have one set of cells for both versions, so a maximum there can "
            "be wrong; its page of a submission, `marks` and `report` have the right points.",
            beside=beside,
        )


def say_absent(absent: Mapping[str, int], *, beside: bool = False) -> None:
    """Who handed in before and has nothing in this download."""
    if absent:
        words = {"graded": 0, "unreadable": 0, "waiting to be graded again": 0}
        for state, count in absent.items():
            words[_STANDS.get(state, state)] += count
        counts = ", ".join(f"{count} {word}" for word, count in words.items() if count)
        _say(f"{counts} before, not in this download: they stay as they are.", beside=beside)


_STANDS = {"flagged": "graded", "grader_fault": "waiting to be graded again"}
_SHOWN = 5  # of each kind of change of a roster


def say_people(
    people: RosterDiff, course: Path, *, verbose: bool = False, beside: bool = False
) -> None:
    """What the roster has that the last one had not, in a line; with everybody if asked."""
    place = quoted(course)
    kinds = {
        "new": [_who(*one) for one in people.new],
        "gone": [_who(*one) for one in people.gone],
        "renamed": [f"{student} {old or '(no name)'} → {new or '(no name)'}"
                    for student, old, new in people.renamed],
    }  # fmt: skip
    counts = [f"{len(names)} {kind}" for kind, names in kinds.items() if names]
    if counts:
        _say(f"The roster since the last grading: {', '.join(counts)}.", beside=beside)
    for kind, names in kinds.items():
        shown = names if verbose else names[:_SHOWN]
        rest = len(names) - len(shown)
        more = f", and {rest} more (--verbose)" if rest else ""
        if names:
            _say("  " + without_escapes(f"{kind}: {', '.join(shown)}{more}"), beside=beside)
    for old, new, name in people.moved:
        rename = command(f"student rename {quoted(old)} {quoted(new)} --course {place}")
        _say(
            "  " + without_escapes(f"{name} was {old} and is {new} now? If so: {rename}"),
            beside=beside,
        )
    for one, other in people.twice:
        merge = command(f"student merge {quoted(one)} {quoted(other)} --course {place}")
        _say(without_escapes(f"⚑ {one} and {other} look like one student: {merge}"), beside=beside)


def say_where(outcome: Outcome, request: Request) -> None:
    """The counts, the commonest mistake, and where everything lies."""
    _say_counts(outcome)
    _say_class(request)
    for remark in outcome.remarks:
        _say(f"⚑ {without_escapes(remark.text)}")
    course = request.course
    chapter, place = request.chapter, quoted(course)
    report = command(f"report --course {place} --chapter {chapter}")
    written = command(f"written --course {place} --chapter {chapter}")
    in_words = f"Answers in words, question by question:\n  {written}\n"
    waiting = (
        f"What waits for a person:\n  {command(f'todo --course {place} --chapter {chapter}')}\n"
    )
    waits = points_of_written(chapter) or any(row.flags for row in outcome.rows)
    _say(
        f"\ngradebook   {_database(course)}\n"
        f"feedback    {course}/feedback/<student>/{chapter}/{chapter}.html\n"
        f"notebooks   {course}/autograded/<student>/{chapter}/{chapter}.ipynb\n"
        f"journal     {course}/journal/{chapter}.jsonl\n"
        "\nWhat the class has not understood:\n"
        f"  {report}\n"
        f"{waiting if waits else ''}"
        f"{in_words if points_of_written(chapter) else ''}"
        "To grade by hand, in a browser (then Nbgrader > Formgrader):\n"
        f"  cd {place} && {jupyter_lab()}"
    )


def _database(course: Path) -> str:
    """The gradebook, beginning as the course folder was typed if it lies in there."""
    url = Course(course).db_url
    own = course / "gradebook.db"
    return str(own) if url == f"sqlite:///{own.resolve()}" else shown(url)


def _say_counts(outcome: Outcome) -> None:
    states = Counter(row.state for row in outcome.rows)
    counts = ", ".join(f"{count} {state}" for state, count in states.most_common())
    total = len(outcome.rows)
    _say(f"\n{total} {'submission' if total == 1 else 'submissions'}: {counts}.")
    say_waiting(outcome.rows)
    if outcome.resumed:
        _say(f"This went on with the run that began at {outcome.resumed} and was interrupted.")
    if outcome.shared:
        one = "1 submission is identical to another and shares its result."
        many = f"{outcome.shared} submissions are identical to another and share its result."
        _say(one if outcome.shared == 1 else many)
    if outcome.reused == 1:
        _say("1 was graded before and is unchanged; --regrade grades it again.")
    elif outcome.reused:
        _say(f"{outcome.reused} were graded before and are unchanged; --regrade grades them again.")


def say_waiting(rows: Sequence[Row], *, would: bool = False, beside: bool = False) -> None:
    """What has no mark until a person gives one, and where another text had one.

    Args:
        rows: of the run.
        would: nothing was written.
        beside: on the error stream, as the other one is read by a program.
    """
    waiting = Counter(name for row in rows for name in row.waits)
    if not waiting:
        return
    count = sum(waiting.values())
    by_name = ", ".join(f"{times} {name}" for name, times in waiting.items())
    wait = "would wait" if would else "waits" if count == 1 else "wait"
    _say(
        f"{count} {'answer' if count == 1 else 'answers'} {wait} for a person: {by_name}. "
        f"Until then these students {'would ' if would else ''}have no mark.",
        beside=beside,
    )
    again = [
        row.student for row in rows if any(one.before is not None for one in row.waits.values())
    ]
    if again:
        more = f" and {len(again) - _NAMED} more" if len(again) > _NAMED else ""
        _say(
            "Graded by hand before, and another text now; the old mark is not counted: "
            f"{without_escapes(', '.join(again[:_NAMED]))}{more}.",
            beside=beside,
        )


def _say_class(request: Request) -> None:
    """What was contained, what was flagged, the commonest mistakes: as the report has it."""
    from autograder.report.write import class_lines

    for line in class_lines(Course(request.course), request.chapter)[1:]:
        _say(without_escapes(line))


def _stream(beside: bool) -> Console:
    return Console(stderr=True) if beside else console


def _say(line: str, *, beside: bool = False) -> None:
    # Not as rich's markup: a folder may be called [red].
    _stream(beside).print(line, highlight=False, markup=False, emoji=False, soft_wrap=True)
