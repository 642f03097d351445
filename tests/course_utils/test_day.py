"""What is around an exercise: the last one is meant, a pass says what is next, progress is kept."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from jupyter_client.manager import start_new_kernel

from autograder.catalogue.chapters import CHAPTERS, exercises_in
from course_utils import check, explain, guess, hint, progress, reset, summary
from course_utils.core.exercise import exercises
from course_utils.notebook import check as checks
from course_utils.notebook import hint as hints
from course_utils.notebook import keeping, records, settings
from course_utils.notebook.buttons import Buttons, Offer
from course_utils.notebook.last import last_exercise
from course_utils.notebook.predictions import predictions
from course_utils.notebook.settings import course
from course_utils.views.card import Card
from tests.course_utils.answers import right
from tests.course_utils.shells import ipython, run


@pytest.fixture(autouse=True)
def fresh_session(tmp_path, monkeypatch):
    """A folder and a memory of its own for each test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.setattr(checks, "_repeats", {})
    monkeypatch.setattr(hints, "_shown", {})
    monkeypatch.setattr(records, "_session", {})


@pytest.fixture
def told(capsys):
    """What an action shows."""

    def act(action, *given, **named) -> str:
        capsys.readouterr()
        action(*given, **named)
        return capsys.readouterr().out

    return act


def passed(names, tries: int = 1) -> None:
    """As if these had passed."""
    for name in names:
        points = exercises()[name].points
        records._session[name] = records.Record("passed", points, tries, "", tries, "2026-03-01")


@pytest.fixture
def graded(monkeypatch):
    """A copy of a graded course."""
    strict = replace(course(), mode="graded")
    monkeypatch.setattr("course_utils.notebook.passed.course", lambda: strict)
    monkeypatch.setattr("course_utils.notebook.ways.course", lambda: strict)


# The last one is meant.


def test_without_an_id_the_last_one_is_meant(told) -> None:
    told(check, "bce", lambda yhat, y: 1)
    for action in (check, hint, reset):
        assert told(action).startswith("bce: ")
    told(hint, "softmax")
    assert told(hint).startswith("softmax: hint 2")


def test_in_a_notebook_the_cell_that_was_run_last_is_meant() -> None:
    with ipython() as running:
        run(running, "check('bce')")
        run(running, "# exercise: softmax\ndef softmax(x):\n    return x")
        assert last_exercise().id == "softmax"
        run(running, "hint('mse')")
        assert last_exercise().id == "mse"
        run(running, "x = 1  # nothing")
        assert last_exercise().id == "mse"
        run(running, "check('no-such-one')")
        assert last_exercise().id == "mse"


def test_the_next_morning_the_last_one_that_was_checked_is_meant(told, monkeypatch) -> None:
    told(check, "mse", right("mse"))
    told(check, "bce", right("bce"))
    monkeypatch.setattr("course_utils.notebook.last._named", [])
    monkeypatch.setattr(records, "_checked", [])
    monkeypatch.setattr(records, "_session", {})
    assert last_exercise().id == "bce"


def test_the_next_morning_a_pass_is_not_forgotten_before_the_cell_was_run(told) -> None:
    passed(["softmax"])
    said = told(check, "softmax")
    assert "It passed before, and that still counts. `softmax` is not defined yet" in said


def test_guess_without_an_id_is_the_question_asked_last(capsys) -> None:
    name = next(iter(predictions()))
    with ipython() as running:
        run(running, f"guess({name!r})")
        capsys.readouterr()
        run(running, "guess()")
    assert name in capsys.readouterr().out


def test_nothing_was_done_yet(told) -> None:
    assert told(explain).startswith("Which exercise?")
    assert told(guess).startswith("Which question?")


# A pass.


def test_a_pass_says_how_far_and_what_is_next(told) -> None:
    passed(["batch-to-columns", "mean-image"])
    text = told(check, "row-normalize", right("row-normalize"))
    assert text.startswith(
        "row-normalize: passed · 3 of 8 in this chapter · next: mse, about 6 minutes"
    )
    assert exercises()["row-normalize"].practised in text


def test_what_is_next_may_lie_before_it(told) -> None:
    names = [exercise.id for exercise in exercises_in("01_tensors")]
    passed(set(names) - {"mse", "softmax"})
    assert "next: mse," in told(check, "softmax", right("softmax"))


def test_a_chapter_that_is_done_leads_to_the_next(told) -> None:
    names = [exercise.id for exercise in exercises_in("01_tensors")]
    passed(set(names) - {"softmax"})
    text = told(check, "softmax", right("softmax"))
    assert text.startswith("softmax: passed · 8 of 8 in this chapter\n")
    assert "Chapter 1 is done. summary(1) writes a page" in text
    first = exercises_in(CHAPTERS[1])[0]
    assert f"Next: {first.id} in 02_autograd, about {first.minutes} minutes." in text


def test_the_course_that_is_done_says_so(told) -> None:
    passed(set(exercises()) - {"bce"})
    text = told(check, "bce", right("bce"))
    assert "and with it the course" in text and "summary()" in text and "next:" not in text


def test_on_ones_own_other_ways_and_the_solution_can_be_opened(told) -> None:
    text = told(check, "row-normalize", right("row-normalize"))
    assert "Another way: the axis put back by None:\n    def row_normalize(x):" in text
    assert "The course's own solution:" in text


def test_where_the_course_is_graded_no_other_way_is_told(told, graded) -> None:
    text = told(check, "row-normalize", right("row-normalize"))
    assert "Another way" not in text and "solution" not in text
    assert "hidden ones with other numbers run at grading" in text


def test_every_exercise_says_what_it_was_for() -> None:
    assert [e.id for e in exercises().values() if not e.practised.endswith(".")] == []


# A page of one's own.


def test_the_page_tells_what_came_at_once_and_what_took_tries(told) -> None:
    names = [exercise.id for exercise in exercises_in("01_tensors")]
    passed(names[1:])
    passed(names[:1], tries=4)
    text = told(summary, 1, name="Ada <3")
    page = Path("my_01_tensors.html").read_text("utf-8")
    assert "my_01_tensors.html" in text and "Ada &lt;3" in page and "8 of 8 exercises" in page
    at_once, _, fought = page.partition("Solved after several tries")
    assert exercises()[names[0]].title in fought and "4 checks" in fought
    assert exercises()[names[1]].title in at_once
    assert "<script" not in page and "http" not in page


def test_what_was_guessed_wrongly_and_later_right_stands_on_the_page(told) -> None:
    question = next(q for q in predictions().values() if q.options and q.chapter == CHAPTERS[0])
    wrong = next(letter for letter, _ in question.options if letter not in question.accepted)
    passed(["mse"])
    told(guess, question.id, wrong)
    told(summary, 1)
    assert "later right" not in Path("my_01_tensors.html").read_text("utf-8")
    told(guess, question.id, question.accepted[0])
    told(summary, 1)
    assert "Guessed wrongly, and later right" in Path("my_01_tensors.html").read_text("utf-8")


def test_of_an_older_release_it_is_not_known_how_many_tries(told) -> None:
    records._session["mse"] = records.Record("passed", 2.0, 5)
    told(summary)
    page = Path("my_course.html").read_text("utf-8")
    assert "Passed" in page and "first check" not in page and "tries" not in page


def test_an_empty_page_and_a_folder_that_cannot_be_written(told, monkeypatch) -> None:
    assert "No exercise has passed yet" in told(summary)
    assert "There is no chapter" in told(summary, "qqq")
    passed(["mse"])
    Path("my_course.html").mkdir()
    assert "my_course.html could not be written" in told(summary)


# Progress is kept.


def test_one_call_keeps_it_and_one_brings_it_back(told, tmp_path, monkeypatch) -> None:
    told(check, "bce", right("bce"))
    assert "Saved to gradient_workbook_progress.json" in told(progress, save=True)
    told(check, "mse", right("mse"))  # it is kept from now on
    other = tmp_path / "other machine"
    other.mkdir()
    (other / keeping.COPY_NAME).write_bytes(Path(keeping.COPY_NAME).read_bytes())
    monkeypatch.chdir(other)
    monkeypatch.setattr(records, "_session", {})
    monkeypatch.setattr(records, "_copies", [])
    assert "2 exercises changed" in told(progress, load=True)
    assert records.has_passed("bce") and records.has_passed("mse")


def test_where_drive_is_mounted_it_goes_there_and_stays_there(told, tmp_path, monkeypatch) -> None:
    drive = tmp_path / "drive" / "MyDrive"
    drive.mkdir(parents=True)
    monkeypatch.setattr(keeping, "DRIVE", drive)
    told(check, "bce", right("bce"))
    assert str(drive) in told(progress, save=True)
    monkeypatch.chdir(drive.parent)  # Colab's next day: its own files are gone
    monkeypatch.setattr(records, "_session", {})
    monkeypatch.setattr(records, "_copies", [])
    told(progress, load=True)
    told(check, "mse", right("mse"))
    kept = json.loads((drive / keeping.COPY_NAME).read_text())["exercises"]
    assert kept["bce"]["state"] == kept["mse"]["state"] == "passed"


def test_in_colab_without_drive_it_says_how_to_mount_it(told, monkeypatch) -> None:
    monkeypatch.setattr(keeping, "in_colab", lambda: True)
    assert 'drive.mount("/content/drive")' in told(progress, save=True)
    Path(keeping.COPY_NAME).unlink()
    assert 'drive.mount("/content/drive")' in told(progress, load=True)


def test_a_file_that_holds_more_is_not_made_poorer(told) -> None:
    told(check, "bce", right("bce"))
    told(progress, save="mine.json")
    records._session.clear()
    Path(records.FILE_NAME).unlink()
    records._copies.clear()
    told(check, "mse", right("mse"))
    told(progress, save="mine.json")
    kept = json.loads(Path("mine.json").read_text())["exercises"]
    assert set(kept) == {"bce", "mse"}
    assert not records.has_passed("bce")  # only a load brings it


def test_a_file_of_something_else_is_left_alone(told) -> None:
    Path("thesis.txt").write_text("years of work")
    assert "Nothing was saved to thesis.txt" in told(progress, save="thesis.txt")
    assert Path("thesis.txt").read_text() == "years of work"


@pytest.mark.parametrize("content", ['{"exercises": ["squat"], "owner": "me"}', '{"exercises": 5}'])
def test_a_file_in_which_our_word_stands_by_chance_is_left_alone(content, told) -> None:
    Path("mine.json").write_text(content)
    assert "Nothing was saved to mine.json" in told(progress, save="mine.json")
    assert Path("mine.json").read_text() == content


def test_rows_that_this_release_cannot_read_are_kept(told) -> None:
    newer = {"state": "mastered", "points": 3.0, "checks": 1}
    more = {"state": "passed", "points": 2.0, "checks": 1, "stars": 3}
    sure = {"text": "A", "hit": True, "sure": 2}
    rows = {"softmax": newer, "bce": more}
    content = {"format": 2, "exercises": rows, "guesses": {"t-call": sure}}
    for name in (records.FILE_NAME, "copy.json"):
        Path(name).write_text(json.dumps(content))
    told(progress, save="copy.json")
    told(check, "mse", right("mse"))
    for name in (records.FILE_NAME, "copy.json"):
        after = json.loads(Path(name).read_text())
        assert after["exercises"]["softmax"] == newer
        assert after["exercises"]["bce"]["stars"] == 3
        assert after["guesses"]["t-call"]["sure"] == 2
        assert after["exercises"]["mse"]["state"] == "passed"


def test_a_second_damaged_file_does_not_take_the_place_of_the_first(told) -> None:
    for number, content in enumerate(("half a fi", "another ha", "and a th"), start=1):
        Path(records.FILE_NAME).write_text(content)
        told(check, "bce", right("bce"))
        aside = sorted(Path().glob(".course_progress.damaged*.json"))
        assert len(aside) == number and content in {path.read_text() for path in aside}
    assert Path(records.DAMAGED_NAME).read_text() == "half a fi"


def test_what_a_newer_release_has_written_is_kept(told) -> None:
    told(check, "bce", right("bce"))
    content = json.loads(Path(records.FILE_NAME).read_text())
    content["badges"] = {"x": 1}
    content["exercises"]["value-ops"] = {"state": "passed", "points": 3.0, "checks": 1, "new": 1}
    Path(records.FILE_NAME).write_text(json.dumps(content))
    told(check, "mse", right("mse"))
    after = json.loads(Path(records.FILE_NAME).read_text())
    assert after["badges"] == {"x": 1} and after["exercises"]["value-ops"]["state"] == "passed"


def test_progress_tells_the_time_that_is_left(told) -> None:
    chapter = exercises_in("01_tensors")
    whole = course().chapters["01_tensors"].minutes

    def row() -> str:
        lines = told(progress).splitlines()
        return next(line for line in lines if line.split()[:1] == ["01_tensors"]).rstrip()

    assert row().endswith(f"{round(whole / 60)} h")
    passed([exercise.id for exercise in chapter[:3]])
    open_minutes = sum(exercise.minutes for exercise in chapter[3:])
    all_minutes = sum(exercise.minutes for exercise in chapter)
    assert row().endswith(f"{5 * round(whole * open_minutes / all_minutes / 5)} min")
    passed([exercise.id for exercise in chapter])
    assert row().endswith("–")


def test_a_copy_of_a_graded_course_has_no_file_of_ways() -> None:
    assert not (settings.COURSE_FILE.parent / "ways.json").exists()


# Buttons.


def test_a_button_brings_its_card_and_a_copy_of_it(monkeypatch) -> None:
    shown: list = []

    class Handle:
        def update(self, content) -> None:
            shown.append(content._repr_mimebundle_())

    cards = iter([Card("<p>one</p>", "one"), Card("<p>two</p>", "two")])
    text = "a </script> b"
    offers = [
        Offer("button.hint", lambda: next(cards)),
        Offer("button.reset", lambda: next(cards), lambda: text),
    ]
    buttons = Buttons(exercises()["bce"], offers)
    buttons._handle = Handle()
    first, second, copy = buttons.box.children
    assert copy.layout.display == "none"
    first.click()
    assert "<p>one</p>" in shown[-1]["text/html"] and copy.layout.display == "none"
    second.click()
    assert shown[-1]["text/plain"] == "two" and copy.layout.display is None
    copy.click()
    assert shown[-1]["text/html"].count("</script>") == 1
    assert "two" in shown[-1]["text/html"] and copy.description == "Copied"


# What takes long is told while it runs.

SLOW = """
import time
from course_utils.notebook import running
running._FIRST, running._AGAIN = 0.3, 0.3
def bce(yhat, y):
    begun = time.monotonic()
    while time.monotonic() - begun < 1.2:
        pass
    return -(y * yhat.log() + (1 - y) * (1 - yhat).log()).mean()
"""


@pytest.mark.parametrize("stopped", [False, True])
def test_a_long_answer_is_told_while_it_runs_in_the_place_of_its_card(tmp_path, stopped) -> None:
    manager, client = start_new_kernel(cwd=str(tmp_path))
    seen: list[dict] = []

    def keep(message) -> None:
        if message["msg_type"] in ("display_data", "update_display_data"):
            seen.append(message["content"])
            if stopped and len(seen) == 1:
                manager.interrupt_kernel()

    try:
        client.execute_interactive("import torch\nfrom course_utils import check", timeout=120)
        client.execute_interactive(SLOW, timeout=120)
        client.execute_interactive("check('bce')", timeout=120, output_hook=keep)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    texts = [each["data"]["text/plain"] for each in seen]
    assert texts[0].startswith("bce: your code has been running for")
    assert "in the line" in texts[0]
    word = "stopped by you after" if stopped else "bce: passed"
    card = next(each for each in seen if word in each["data"]["text/plain"])
    assert seen[0]["transient"] == card["transient"] != {}
