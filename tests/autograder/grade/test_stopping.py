"""What is said when a disk is full or a folder may not be written, and with which exit code."""

from __future__ import annotations

import errno
import os

import pytest

from autograder.cli import app
from autograder.course.course import Course
from autograder.errors import Refused, Stopped
from autograder.feedback import publish
from autograder.grade.stopping import Tally, resumable
from tests.autograder.grade.small_class import CHAPTER, copied

CLOSED = (errno.EROFS, errno.EACCES, errno.EPERM)


def raised(number: int, tally: Tally) -> Exception:
    with pytest.raises((Stopped, Refused)) as told, resumable(tally):
        raise OSError(number, os.strerror(number), "/course/gradebook.db")
    return told.value


@pytest.mark.parametrize("number", CLOSED)
def test_a_folder_that_may_not_be_written_is_refused_and_nothing_is_said_to_go_on(number):
    told = raised(number, Tally())
    assert isinstance(told, Refused)
    why = "read-only" if number == errno.EROFS else "no permission"
    assert "/course/gradebook.db" in str(told) and why in str(told)
    assert "goes on" not in str(told)
    halfway = raised(number, Tally(3, 5))
    assert isinstance(halfway, Stopped) and "3 of 5 submissions are done" in str(halfway)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_takes_nothing_back_that_was_graded_before(number):
    told = raised(number, Tally())
    assert isinstance(told, Stopped) and told.code == 4
    assert "the disk is full" in str(told)
    assert "what was graded before is kept" in str(told) and "nothing was graded" not in str(told)


@pytest.mark.sandbox
@pytest.mark.parametrize(("number", "code"), [(errno.EROFS, 3), (errno.ENOSPC, 4)])
def test_pages_that_cannot_be_written_are_told_in_one_sentence(
    begun, tmp_path, monkeypatch, capsys, number, code
):
    course = copied(begun, tmp_path)

    def shut(path, *rest, **more):
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(publish, "write_atomic", shut)
    line = ["autograder", "feedback", "--course", str(course), "--chapter", CHAPTER]
    monkeypatch.setattr("sys.argv", line)
    monkeypatch.setattr("autograder.cli.app.listen", lambda: None)  # signals stay pytest's
    with pytest.raises(SystemExit) as end:
        app.main()
    assert end.value.code == code
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and str(Course(course).feedback_path("ada", CHAPTER)) in told
