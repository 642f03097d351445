"""The command as a person runs it: ended, killed, started twice, its processes shot."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.course.course import Course
from autograder.course.journal import Journal
from autograder.files.paths import ROOT
from tests.autograder.grade.processes import shoot
from tests.autograder.grade.runs import Run, until, written_down
from tests.autograder.grade.small_class import (
    CHAPTER,
    as_json,
    command,
    executions,
    hand_in,
    heads,
    left_behind,
    notebooks,
    words,
)

pytestmark = pytest.mark.sandbox


@pytest.fixture
def class_of_four(tmp_path):
    made = notebooks()
    again = made["wrong"].replace("torch.zeros(())", "torch.ones(())")
    files = {"ada": made["right"], "bo": made["wrong"], "cy": made["stub"], "di": again}
    return hand_in(tmp_path / "in", files)


SCORES = {"ada": 20, "bo": 18, "cy": 0, "di": 18}


def scores(course: Path) -> dict[str, float]:
    results = Journal(Course(course).journal_path(CHAPTER)).results()
    return {result.submission.student: result.score for result in results}


def graded_once(course: Path) -> bool:
    works = [work for work, _ in executions(course)]
    people = [head["student"] for head in heads(course)]
    return len(works) == len(set(works)) and len(people) == len(set(people))


def test_a_run_is_ended_in_order_goes_on_and_survives_the_death_of_its_processes(
    class_of_four, forks, tmp_path
):
    course = tmp_path / "course"
    first = Run(class_of_four, course, "--workers", "1")
    until(lambda: written_down(course) >= 1)
    first.send_signal(signal.SIGSTOP)  # else it may be done before the second asks
    assert len(first.offspring()) >= 2, "a grading process and its sandbox"

    second = forks.run(words(class_of_four, course))
    assert second.code == 3
    (sentence,) = second.output.splitlines()
    assert "another grading run is at work" in sentence

    first.send_signal(signal.SIGTERM)
    first.send_signal(signal.SIGCONT)
    code, out, err = first.end()
    done = written_down(course)
    if code == 0:  # it was done before the signal came
        assert done == 4
    else:
        assert code == 143, err
        assert not out
        assert "ended by SIGTERM" in err and "of 4 submissions are done and kept" in err
        assert len(err.strip().splitlines()) == 1
    until(lambda: not first.offspring())

    third = Run(class_of_four, course, "--workers", "1", "--json")
    until(lambda: len(third.offspring()) >= 2 or third.poll() is not None)
    for _, process in sorted(third.offspring().items())[-1:]:
        shoot(process)
    code, out, err = third.end()
    assert code == 0, err
    assert {line["submission"]["student"]: line["state"] for line in as_json(out)} == dict.fromkeys(
        SCORES, "graded"
    )
    assert scores(course) == SCORES
    assert graded_once(course)
    until(lambda: not third.offspring())  # one that has just ended may not be reaped yet


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_a_run_that_is_killed_again_and_again_comes_to_the_same(
    seed, class_of_four, forks, tmp_path
):
    course, dice = tmp_path / "course", random.Random(seed)
    kills = 0
    for _ in range(8):
        run = Run(class_of_four, course, "--workers", "2")
        time.sleep(dice.uniform(0.0, 12.0))
        kills += run.poll() is None
        run.send_signal(signal.SIGKILL)
        run.end()
        until(lambda run=run: not run.offspring())
    last = Run(class_of_four, course)
    code, _, err = last.end()
    assert code == 0, err
    assert kills and scores(course) == SCORES and graded_once(course)
    before = left_behind(course)
    assert not list(course.rglob("*.new"))
    for name in ("feedback", "autograded"):
        subprocess.run(["rm", "-r", str(course / name)], check=True)
    (course / "gradebook.db").unlink()
    assert forks.run(words(class_of_four, course)).code == 0
    assert left_behind(course) == before, "what the kills left is not what the journal says"


@pytest.mark.slow
def test_a_disk_that_fills_up_ends_the_run_in_order_and_it_goes_on_when_there_is_room(
    begun, tmp_path
):
    """A real full disk: a small file system in a namespace of its own, made larger later."""
    disk = tmp_path / "disk"
    disk.mkdir()
    prefix = ["unshare", "--mount"]
    if os.getuid() != 0:
        prefix += ["--map-current-user", "--keep-caps"]
    line = " ".join([sys.executable, *command(begun / "everybody", disk / "course")])
    script = f"""
        mount -t tmpfs -o size=32m full {disk}
        cp -r {begun}/course {disk}/course
        free=$(df --output=avail -B1 {disk} | tail -1)
        head -c $((free - 60000)) /dev/zero > {disk}/filler
        {line}; echo "first $?"
        rm {disk}/filler
        {line}; echo "second $?"
        rm -rf {tmp_path}/kept; cp -r {disk}/course {tmp_path}/kept
    """
    done = subprocess.run(
        [*prefix, "sh", "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=1800
    )
    assert "first 4" in done.stdout and "second 0" in done.stdout, done.stdout + done.stderr
    (sentence,) = [x for x in done.stderr.splitlines() if x.startswith("autograder:")]
    assert "full" in sentence and "The same command goes on" in sentence
    expected = {"ada": 20, "bo": 18, "cy": 0, "guest-1": 20, "guest-2": 18, "di": 20, "ed": 18}
    assert scores(tmp_path / "kept") == expected
    assert not list((tmp_path / "kept").rglob("*.new"))
