"""``autograder similar`` as a person types it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.collect.teams import Team, TeamMember, Teams, keep_teams
from autograder.course.course import Course
from autograder.similar.gather import likeness_in
from autograder.similar.hand_in_groups import HandInGroups
from tests.autograder.cli.test_report_command import refusal, run
from tests.autograder.feedback.samples import CHAPTER
from tests.autograder.report.classes import write_journal
from tests.autograder.similar.classes import DISGUISED, UNUSUAL, independent, with_answers


@pytest.fixture(scope="module")
def classroom(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course") / "classroom"
    students = with_answers(
        independent(30), s003=("lr-backward", UNUSUAL), s009=("lr-backward", DISGUISED)
    )
    write_journal(Course(folder).journal_path(CHAPTER), students)
    return folder


def test_the_pairs_are_said_and_the_page_is_written(classroom):
    before = Course(classroom).journal_path(CHAPTER).read_bytes()
    done = run("similar", "--chapter", "4", "--course", classroom)
    assert done.exit_code == 0, done.output
    assert done.output.startswith("30 different submissions compared.\n")
    assert "Name s003 (s003) and Name s009 (s009): lr-backward\n" in done.output
    assert "no verdicts" in done.output
    path = classroom / "report" / f"{CHAPTER}-similar.html"
    assert done.output.endswith(f"answers that are alike  {path}\n")
    assert "never a verdict" in path.read_text(encoding="utf-8")
    assert Course(classroom).journal_path(CHAPTER).read_bytes() == before


def test_the_pairs_as_data(classroom):
    done = run("similar", "--course", classroom, "--json")
    assert done.exit_code == 0, done.output
    pairs = [json.loads(line) for line in done.output.splitlines()]
    first = pairs[0]
    assert (first["students"], first["others"]) == (["s003"], ["s009"])
    assert first["exercises"] == ["lr-backward"] == list(first["reasons"])
    assert first["chapter"] == CHAPTER and first["surprise"] > 9
    assert [one["surprise"] for one in pairs] == sorted(
        (one["surprise"] for one in pairs), reverse=True
    )


def test_members_of_one_group_are_no_pair_and_the_others_stay_one(tmp_path):
    """s003 and s009 hand in together, each a file of their own; s020 is of another group."""
    same = dict.fromkeys(("s003", "s009", "s020"), ("lr-backward", UNUSUAL))
    folder = tmp_path / "classroom"
    write_journal(Course(folder).journal_path(CHAPTER), with_answers(independent(30), **same))
    alone = run("similar", "--course", folder).output
    assert alone.count("  surprise ") == 3 and "left out" not in alone
    teams = (team("One", "s003", "s009"), team("Two", "s020", "s021"))
    keep_teams(CHAPTER, Teams(teams, folder))
    for more in ((), ("--anonymous",)):
        done = run("similar", "--course", folder, *more)
        assert done.output.count("  surprise ") == 2, done.output
        assert "1 pair is left out: students who hand in as one group" in done.output
        page = Path(done.output.split()[-1]).read_text("utf-8")
        assert "1 more is a pair of students who hand in as one group" in page
    assert "Name s003 (s003) and Name s009 (s009)" not in run("similar", "--course", folder).output
    told = run("similar", "--course", folder, "--json")
    assert len(told.stdout.splitlines()) == 2 and "1 pair is left out" in told.stderr


def test_equal_files_of_one_group_are_nothing_to_look_at(tmp_path):
    found = likeness_in(
        [one_file(one) for one in independent(8)], CHAPTER, {}, None,
        HandInGroups.made([[f"s{number:03}" for number in range(8)]]),
    )  # fmt: skip
    assert len(found.authors) == 1 and found.one_file == []
    others = likeness_in([one_file(one) for one in independent(8)], CHAPTER, {})
    assert len(others.one_file) == 1


def one_file(result):
    """The result of one and the same file."""
    return replace(result, submission=replace(result.submission, digest="same"))


def team(name, *students):
    return Team(name, tuple(TeamMember(student) for student in students))


def test_without_names_neither_page_nor_data_names_anybody(tmp_path):
    told = UNUSUAL.replace("\n", "  # as Zebedee said\n", 1)
    students = with_answers(independent(30), s003=("lr-backward", told), s009=("lr-backward", told))
    students = [
        replace(one, submission=replace(one.submission, name="Zebedee Quux"))
        if one.submission.student == "s003" else one for one in students
    ]  # fmt: skip
    folder = tmp_path / "classroom"
    write_journal(Course(folder).journal_path(CHAPTER), students)
    named = run("similar", "--course", folder).output
    assert "Zebedee Quux (s003)" in named
    done = run("similar", "--course", folder, "--anonymous", "--json")
    (first, *_) = [json.loads(line) for line in done.output.splitlines()]
    assert first["students"][0].startswith("student ")
    page = folder / "report" / f"{CHAPTER}-similar-without-names.html"
    for text in (done.output, page.read_text("utf-8")):
        for name in ("Zebedee", "Quux", "s003", "s009"):
            assert name not in text
    assert run("similar", "--course", folder, "--anonymous", "--json").output == done.output


def test_another_place_for_the_page_and_one_that_cannot_be_written(classroom, tmp_path):
    out = tmp_path / "page.html"
    assert run("similar", "--course", classroom, "--out", out).exit_code == 0
    assert out.is_file()
    (tmp_path / "file").write_text("")
    assert "cannot be written" in refusal(
        "similar", "--course", classroom, "--out", tmp_path / "file" / "page.html"
    )


def test_what_is_not_graded_is_refused_with_what_to_do(tmp_path):
    assert "grade" in refusal("similar", "--course", tmp_path)
    done = run("similar", "--chapter", "9", "--course", tmp_path)
    assert done.exit_code == 2
    assert "there is no chapter '9'" in done.stderr
