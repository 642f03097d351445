"""Whose seeds the runs are that an answer quotes: told to whoever grades, and to the student."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace

import pytest
from nbformat.v4 import new_output
from nbgrader.api import Gradebook

from autograder.build.rubric import written_questions
from autograder.collect.known import People, read_people, write_people
from autograder.collect.teams import Team, TeamMember, Teams, keep_teams
from autograder.course.course import Course, ensure_assignment, open_course
from autograder.course.journal import Journal
from autograder.course.settings import FILE
from autograder.feedback.own_seeds import own_seeds_of, seed_counts
from autograder.feedback.publish import write_pages
from autograder.nbgrader_plugin.outputs_cell import ShownSubmission, outputs_cell
from autograder.rebuild.releases import read_released
from autograder.todo.gradebook_now import called_in
from autograder.written.course_pages import write_answers
from course_utils.core.seeds import seeds_of
from tests.autograder.written.paper_class import PAPER, WRITTEN, file_of, hand_in

EVERYBODY = (0, 1, 2)
NAMES = {
    "ada": "Ada Lovelace",
    "bo": "Bo <b>Diddley</b>",
    "cy": "Cy Twombly",
    "dee": "Dee Dee",
    "eve": "Eve",
    "fay": "Fay",
    "gus": "Gus",
    "4711": "Hal",  # Canvas's number, which no student knows
    "ida2": "Ida",  # was ida before
}


def printed(seeds) -> list:
    """What the chapter's cell prints with these seeds."""
    lines = ["training cost after 10 passes, α/√t"]
    for name, cost in (("SGD Nesterov", 0.151), ("AdaGrad", 0.281), ("Adam", 0.143)):
        lines.append(f"{name:13} " + "  ".join(f"seed {seed}: {cost:.3f}" for seed in seeds))
    return [new_output("stream", name="stdout", text="\n".join(lines) + "\n")]


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Course:
    """A class whose release gave each student seeds; who ran the cell with which."""
    root = tmp_path_factory.mktemp("own-seeds") / "course"
    course = open_course(root)
    (root / FILE).write_text('name = "Gradients"\nvariants = true\n')
    ensure_assignment(course, PAPER)
    kept = root / "releases" / "1"
    kept.mkdir(parents=True)
    said = {"format": 1, "why": "released", "made": "2026", "own_seeds": True, "release": "1"}
    (kept / "release.json").write_text(json.dumps(said))
    (kept / "exercises.json").write_text("[]")
    token = own_seeds_of(course, PAPER).token

    def of(student: str) -> list:
        return printed(seeds_of(token, student, 3))

    pair = tuple(TeamMember(student) for student in ("fay", "gus"))
    keep_teams(PAPER, Teams((Team("1", pair),), root))
    ran = {
        "ada": of("ADA "),
        "bo": of(NAMES["bo"]),
        "cy": of("ada"),
        "dee": printed(EVERYBODY),
        "eve": [],
        "fay": of("gus"),
        "gus": of("gus"),
        "4711": of("2026-117"),
        "ida2": of("ida"),
    }
    others = {"4711": ["2026-117", "hal@u.example"]}
    write_people(root, People({"4711": "Hal"}, {"ida": "ida2"}, others))
    for student, shown in ran.items():
        hand_in(course, student, NAMES[student], f"Written by {student}.", shown)
    with Gradebook(course.db_url, course.course_id) as book:
        book.update_or_create_student("ada", first_name="Ada", last_name="Lovelace")
    return course


@pytest.fixture(scope="module")
def seen(course):
    """By student, what is found."""
    question = written_questions(PAPER)[WRITTEN]
    seeds = own_seeds_of(course, PAPER, called_in)
    assert seeds is not None
    place = "submitted/{0}/{1}/{1}.ipynb"
    return {
        student: seeds.seen(course.root / place.format(student, PAPER), question, student, name)
        for student, name in NAMES.items()
    }


def test_the_chapter_asks_for_three():
    assert seed_counts(read_released(PAPER)) == {"seeds": 3}


def test_whose_seeds_they_are_is_found(seen):
    states = {name: (one.state, one.whose) for name, one in seen.items()}
    assert states == {
        "ada": ("own", ""),  # capital letters and blanks do not count
        "bo": ("own", ""),  # typed the name, not the id
        "cy": ("other", "ada"),
        "dee": ("everybody", ""),
        "eve": ("none", ""),
        "fay": ("member", "gus"),
        "gus": ("own", ""),
        "4711": ("own", ""),
        "ida2": ("own", ""),
    }


def test_who_was_renamed_may_have_given_the_id_of_before(course, tmp_path):
    path = tmp_path / "x.ipynb"
    token = own_seeds_of(course, PAPER).token
    path.write_bytes(file_of("x", printed(seeds_of(token, "guest-3", 3))))
    question = written_questions(PAPER)[WRITTEN]
    assert own_seeds_of(course, PAPER).seen(path, question, "ada").state == "none"
    people = read_people(course.root)
    try:
        write_people(course.root, replace(people, aliases={"guest-3": "ada"}))
        assert own_seeds_of(course, PAPER).seen(path, question, "ada").state == "own"
        seen = own_seeds_of(course, PAPER, called_in).seen(path, question, "bo")
        assert (seen.state, seen.whose) == ("other", "ada")
    finally:
        write_people(course.root, people)


def words_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


@pytest.mark.parametrize("anonymous", [False, True])
def test_the_page_for_graders_says_it_of_each(course, tmp_path, anonymous):
    path, found = write_answers(
        course, PAPER, written_questions(PAPER)[WRITTEN], anonymous=anonymous, out=tmp_path
    )
    page = path.read_text("utf-8")
    said = words_of(page)
    assert said.count(", and the outputs show them.") == 5
    assert "which everybody has" in said and "show no run with" in said
    assert "who is in the same group" in said
    assert [writer.student for _, writer in found.with_other_seeds] == ["cy"]
    assert "Runs with another student's seeds are quoted by" in said
    if anonymous:
        for name in ("Ada Lovelace", "Cy Twombly", "Gus", "Diddley"):
            assert name not in said
    else:
        assert "which are those of Ada Lovelace" in said
        assert "<b>Diddley" not in page
    # The link of the first lines leads to the answer that is meant.
    (target,) = re.findall(r'quoted by <a href="#(answer-\d+)"', page)
    article = page.split(f'id="{target}"')[1].split("</article>")[0]
    assert "Written by cy." in article


def test_formgrader_shows_the_same(course):
    question = written_questions(PAPER)[WRITTEN]
    cell = outputs_cell(question, ShownSubmission(course.root, "cy", PAPER))
    assert "which are those of Ada Lovelace" in words_of(cell.outputs[0].data["text/html"])


def test_students_read_their_own_on_their_pages_and_nothing_of_others(course, seen):
    write_pages(course, PAPER)
    pages = {name: words_of(course.feedback_path(name, PAPER).read_text("utf-8")) for name in seen}
    for name, page in pages.items():
        shown = seen[name].found if seen[name].state == "own" else seen[name].own
        own = ", ".join(map(str, shown))
        assert own in page or name == "fay"
    assert "show no run with them" in pages["cy"] and "Lovelace" not in pages["cy"]
    assert "of the seeds 0, 1, 2" in pages["dee"]
    assert "show no run with them" in pages["eve"]
    assert "a member of your group" in pages["fay"]
    for name in ("ada", "bo", "4711", "ida2"):
        assert "outputs in your file" not in pages[name]


def test_no_mark_changes_for_it(course):
    scores = set()
    for result in Journal(course.journal_path(PAPER)).results():
        scores.add(sum(verdict.score for verdict in result.verdicts.values()))
        assert result.state == "graded"
    assert len(scores) == 1


def test_numbers_with_a_point_are_no_seeds(course, tmp_path):
    seeds = own_seeds_of(course, PAPER)
    own = seeds_of(seeds.token, "ada", 3)
    path = tmp_path / "x.ipynb"
    for text in (" ".join(f"0.{seed}" for seed in own), " ".join(f"{seed}.5" for seed in own)):
        path.write_bytes(file_of("x", [new_output("stream", name="stdout", text=text)]))
        assert seeds.seen(path, written_questions(PAPER)[WRITTEN], "ada").state == "none"
    path.write_bytes(b"no notebook")
    assert seeds.seen(path, written_questions(PAPER)[WRITTEN], "ada").state == "none"
