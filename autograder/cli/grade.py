"""``autograder grade``."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.json_lines import json_option
from autograder.cli.options import (
    CLASSROOM,
    NewCourseFolder,
    UsualChapter,
    a_date,
    existing,
    offers,
    one_of,
)

if TYPE_CHECKING:
    from autograder.cli.hands import Hands
    from autograder.grade.request import Request
    from autograder.grade.run import Outcome

_USUAL = "04_logistic_regression"


def _layouts() -> tuple[str, ...]:
    from autograder.collect.layouts import LAYOUTS

    return LAYOUTS


def grade(
    submissions: Annotated[
        Path,
        typer.Argument(
            callback=existing,
            help="What the LMS hands out: Canvas's or Moodle's zip, an nbgrader submitted/ tree, "
            "a folder or an archive; or one notebook.",
        ),
    ],
    chapter: UsualChapter = None,
    course: NewCourseFolder = CLASSROOM,
    roster: Annotated[
        Path | None,
        typer.Option(
            callback=existing,
            help="The class: a CSV with the columns id and name, Canvas's gradebook export, "
            "or Moodle's grading worksheet, grades or participants export. Without it the class "
            "list of the last grading says whose a file is.",
        ),
    ] = None,
    groups: Annotated[
        Path | None,
        typer.Option(
            help="Who hands in together: a CSV with the columns group and id, Canvas's export of "
            "a group set, or Moodle's grading worksheet. All members get the group's mark. Kept "
            "for this chapter; those of the last time count when it is left out."
        ),
    ] = None,
    layout: Annotated[
        str,
        typer.Option(
            callback=one_of(_layouts),
            autocompletion=offers(_layouts),
            help="auto, canvas, moodle, nbgrader, folders (one a student) or flat.",
        ),
    ] = "auto",
    due: Annotated[
        str,
        typer.Option(
            callback=a_date,
            help='When it was due: "2026-03-01 23:59", in this machine\'s time unless a zone is '
            "given; a day alone means its end. Kept in the gradebook, whose date counts when this "
            "is left out. What being late costs: `help late`.",
        ),
    ] = "",
    section: Annotated[
        str,
        typer.Option(
            help="Grade this section alone, by the roster's column Section or sections.csv in the "
            "course folder; all others stay as they are."
        ),
    ] = "",
    trust_timestamps: Annotated[
        bool,
        typer.Option(
            "--trust-timestamps",
            help="Trust nbgrader's timestamp.txt: only where a server wrote it, not `nbgrader "
            "submit` on the student's side.",
        ),
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help="Show which student each file belongs to; grade and write nothing. With "
            "--regrade: grade, show whose marks would change, and write nothing.",
        ),
    ] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; one per core unless given.")
    ] = None,
    regrade: Annotated[
        bool, typer.Option("--regrade", help="Grade again what has been graded already.")
    ] = False,
    as_json: Annotated[
        bool,
        json_option(
            "One JSON object a submission, when it is ready: id, name, chapter, state, "
            "points, max, flag, and then everything else. points is null without a mark.",
        ),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Name everybody who is new on the roster.")
    ] = False,
    unsandboxed: Annotated[
        bool,
        typer.Option("--unsandboxed", help="Run without isolation: for trusted submissions only."),
    ] = False,
    cluster: Annotated[
        str | None,
        typer.Option(
            help="Grade on the workers of a Dask cluster: its scheduler's address, such as "
            "tls://host:8786; docs/cluster.md. --workers has no effect then."
        ),
    ] = None,
) -> None:
    """Grade a class: marks into nbgrader's gradebook, a feedback page for each student.

    Whatever ends it (Ctrl-C, SIGTERM, a crash, a full disk), the same command goes on: nothing
    is graded twice. Identical answers are graded once. No mark changes by itself: students who
    are not in the download keep theirs, and so do those who were graded before the course was
    changed. It shows whose marks a new file or --regrade has changed; `diff` shows it again. Exit
    code 1 when something was flagged, unreadable or missing.

    A submission is late if the LMS marks it as late or the collector's clock proves it, never by
    a time that a student can set. docs/lms.md says what is assumed of each LMS; `help late` says
    what lateness costs, and where that is set.

    Examples: python -m autograder grade submissions.zip --roster roster.csv --dry-run
    python -m autograder grade submissions.zip --roster gradebook-export.csv --due 2026-03-01
    """
    from autograder.cli.hands import hands
    from autograder.collect.roster import Roster, read_roster
    from autograder.grade.request import Request
    from autograder.grade.start import begun_pool

    request = Request(
        submissions, chapter or _USUAL, course, roster, workers, regrade,
        unsandboxed, layout=layout, due=due, trust_timestamps=trust_timestamps,
        said=chapter is not None, elsewhere=cluster is not None, groups=groups,
        section=section,
    )  # fmt: skip
    # Before anything is begun: a roster with a fault and an unknown section are refused here.
    people = read_roster(roster) if roster else Roster()
    if section:
        from autograder.grade.share import share_of

        share_of(request, people)
    if dry_run and not regrade:
        _say_what_would_happen(request, as_json)
        return
    # Before anything slow is imported here: who grades is at work meanwhile.
    begin = partial(begun_pool, request.chapter, workers, unsandboxed=unsandboxed)
    with hands(cluster, workers, unsandboxed=unsandboxed, begin=begin) as graders:
        request = replace(request, workers=graders.workers)
        outcome = _graded(request, graders, dry_run=dry_run, as_json=as_json, quiet=quiet)
    _say(outcome, request, dry_run=dry_run, as_json=as_json, verbose=verbose)
    if not dry_run and not all(row.in_order for row in outcome.rows):
        raise typer.Exit(1)


def _graded(
    request: Request, graders: Hands, *, dry_run: bool, as_json: bool, quiet: bool
) -> Outcome:
    from autograder.cli.table import json_line, progress_bar
    from autograder.errors import Refused
    from autograder.grade.session import grade_class
    from autograder.sandbox.jobs import SandboxUnavailable
    from course_utils.core.exercise import UnknownExercise

    tell = json_line if as_json else lambda result, row: None
    try:
        with progress_bar(quiet or as_json) as progress:
            if not dry_run:
                return grade_class(request, progress, graders.open_pool, tell)
            from autograder.grade.preview import preview, without_due

            return preview(without_due(request), progress, graders.open_pool, tell)
    except (UnknownExercise, SandboxUnavailable) as fault:
        raise Refused(str(fault)) from None


def _say(
    outcome: Outcome, request: Request, *, dry_run: bool, as_json: bool, verbose: bool
) -> None:
    from autograder.cli.table import (
        results_table,
        say_changes,
        say_standing,
        say_waiting,
        say_where,
    )

    if dry_run:
        say_changes(outcome, beside=as_json, would=True)
        say_waiting(outcome.rows, would=True, beside=as_json)
        say_standing(outcome, request, beside=as_json)
        return
    if not as_json:
        results_table(outcome.rows)
    say_changes(outcome, beside=as_json, always=request.regrade)
    say_standing(outcome, request, verbose=verbose, beside=as_json)
    if not as_json:
        say_where(outcome, request)


def _say_what_would_happen(request: Request, as_json: bool) -> None:
    from autograder.cli.plan_table import plan_lines, plan_table
    from autograder.cli.table import say_absent, say_people
    from autograder.collect.intake import dry_run, prepare
    from autograder.collect.lateness import due_in_gradebook
    from autograder.course.course import Course
    from autograder.grade.share import mine_alone, share_of

    mine = share_of(request, prepare(request.intake).roster) if request.section else None
    collected = dry_run(
        request.source, request.chapter, request.course, request.intake, said=request.said
    )
    collected.submissions = mine_alone(collected.submissions, mine)
    if mine is not None:
        collected.files = [file for file in collected.files if file.student in mine]
    if as_json:
        plan_lines(collected)
    else:
        kept = due_in_gradebook(Course(request.course).db_url, request.chapter)
        known = bool(request.due) or bool(kept)
        plan_table(collected, known)
    say_people(collected.people, request.course, beside=as_json)
    say_absent(collected.absent, beside=as_json)
