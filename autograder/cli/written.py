"""``autograder written``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.json_lines import json_option, print_objects
from autograder.cli.options import CLASSROOM, Chapter, CourseFolder, all_existing

if TYPE_CHECKING:
    from autograder.course.course import Course
    from autograder.written.take import Kept, TakenMarks


def written(
    chapter: Chapter = None,
    course: CourseFolder = CLASSROOM,
    take: Annotated[
        list[Path] | None,
        typer.Option(
            callback=all_existing, help="A file that a page has saved; may be given several times."
        ),
    ] = None,
    overwrite: Annotated[
        bool,
        typer.Option(
            "--overwrite",
            help="With --take: replace what somebody else gave since the page was made.",
        ),
    ] = False,
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help="No names and no ids on the page.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(help="The folder for the pages; written/ in the course folder unless given."),
    ] = None,
    as_json: Annotated[
        bool,
        json_option("One JSON object a question: how many wait, and the page. --take: one a file."),
    ] = False,
) -> None:
    """Grade the answers in words, question by question, by the rubric in the chapter's source.

    Makes one page a question: every student's answer, equal texts once, with the criteria, points
    and a comment, and what the student's own file shows of the outputs that the question asks to
    quote. The page needs no server; it saves a small file, which --take writes into nbgrader's
    gradebook as formgrader would. A mark is left as it is, and named, where the student has handed
    in another text since or somebody else has graded it: exit code 1.

    Examples: python -m autograder written --chapter 06_paper --anonymous
    python -m autograder written --chapter 06_paper --take 06_paper-written-answer-ada.json
    """
    from autograder.cli.plain import without_escapes
    from autograder.course.course import Course
    from autograder.report.write import graded_chapter
    from autograder.written.course_pages import questions_to_grade, write_answers

    folder = Course(course)
    name = graded_chapter(folder, chapter)
    questions = questions_to_grade(name)
    if take:
        _take(folder, name, take, overwrite=overwrite, as_json=as_json)
        return
    for question in questions.values():
        path, found = write_answers(folder, name, question, anonymous=anonymous, out=out)
        if as_json:
            from autograder.cli.json_rows import question_row

            print_objects([question_row(found, path)])
            continue
        typer.echo(
            f"{question.id}: {found.students} answers, {len(found.answers)} to read, "
            f"{found.waiting} without points"
        )
        typer.echo(without_escapes(f"page  {path}"))


def _take(
    course: Course, chapter: str, files: list[Path], *, overwrite: bool, as_json: bool
) -> None:
    from autograder.cli.json_rows import taken_row
    from autograder.cli.plain import shortened_line, without_escapes
    from autograder.collect.group_hands import shared_sentence
    from autograder.grade.session import locked
    from autograder.typed import command, quoted
    from autograder.written.course_pages import questions_to_grade
    from autograder.written.saved import read_saved
    from autograder.written.take import take_marks

    questions = questions_to_grade(chapter)
    # Every file is read before anything is written.
    found = [(file, read_saved(file, chapter, questions)) for file in files]
    odd = False
    with locked(course):
        for file, saved in found:
            taken = take_marks(course, chapter, saved, overwrite=overwrite)
            odd = odd or bool(taken.kept)
            if as_json:
                print_objects([taken_row(file, chapter, saved, taken)])
                continue
            typer.echo(
                without_escapes(
                    f"{file}: {_said(taken)}, graded by {shortened_line(saved.grader)}."
                )
            )
            if taken.shared:
                typer.echo(without_escapes(f"  {shared_sentence(taken.shared)}"))
            for one in taken.kept:
                typer.echo(without_escapes(f"  {one.student}: {_why(one)}"))
    pages = command(f"feedback --chapter {chapter} --course {quoted(course.root)}")
    typer.echo(f"\nThe feedback pages show it after `{pages}`.", err=as_json)
    if odd:
        raise typer.Exit(1)


def _said(taken: TakenMarks) -> str:
    fresh = len(taken.written) - taken.same
    parts = [f"{fresh} {'mark' if fresh == 1 else 'marks'} written"]
    if taken.same:
        parts.append(f"{taken.same} as before")
    if taken.without:
        parts.append(f"{taken.without} without points and left as they are")
    if taken.kept:
        parts.append(f"{len(taken.kept)} not taken over")
    return ", ".join(parts)


def _why(one: Kept) -> str:
    from autograder.written.take import NOBODY, OTHER_TEXT

    if one.why == NOBODY:
        return "nobody in the course is known by this key; make the page again."
    if one.why == OTHER_TEXT:
        return "another text was handed in since the page was made; make the page again."
    now = "nothing" if one.now.points is None else f"{one.now.points:g}"
    return (
        f"somebody gave {now} since the page was made, and the file says {one.wanted.points:g}; "
        "--overwrite takes the file's."
    )
