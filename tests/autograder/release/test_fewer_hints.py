"""An instructor gives fewer hints: what is kept back is nowhere in what students get."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile

import pytest

from autograder.build.stamp import release_name
from autograder.course.settings import FILE
from autograder.release.make import make_release
from course_utils.core.exercise import exercises

SUM = "def bce(yhat, y): return -(y * yhat.log() + (1 - y) * (1 - yhat).log()).sum()\n"


@pytest.fixture(scope="module", params=[2, 1, 0])
def fewer(request, tmp_path_factory):
    """How many hints; the public tree; what the unpacked wheel says to a student."""
    folder = tmp_path_factory.mktemp("hints")
    (folder / "course").mkdir()
    (folder / "course" / FILE).write_text(f"hints = {request.param}\n")
    made = make_release(folder / "public", folder / "course", "graded", check=False)
    assert made.release == release_name("graded", request.param) != release_name("graded")
    (wheel,) = (folder / "public").glob("*.whl")
    with zipfile.ZipFile(wheel) as file:
        file.extractall(folder / "alone")

    def says(code: str) -> str:
        lead = f"import sys; sys.path.insert(0, {str(folder / 'alone')!r})\n"
        code = f"{lead}from course_utils import check, hint\n{code}"
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=600
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    return request.param, folder / "public", says


def test_the_wheel_holds_that_many_hints_and_no_file_the_others(fewer):
    count, tree, _ = fewer
    (wheel,) = tree.glob("*.whl")
    with zipfile.ZipFile(wheel) as file:
        given = json.loads(file.read("course_utils/data/exercises.json"))
        texts = [file.read(name).decode("utf-8", "replace") for name in file.namelist()]
    assert {len(exercise["hints"]) for exercise in given} == {count}
    texts += [path.read_text("utf-8", "replace") for path in tree.rglob("*") if path.is_file()]
    every = "\n".join(texts)
    for exercise in exercises().values():
        for kept_back in exercise.hints[count:]:
            assert json.dumps(kept_back, ensure_ascii=False)[1:-1] not in every, exercise.id


def test_a_student_is_told_how_many_there_are(fewer):
    count, tree, says = fewer
    said = says('hint("bce", 3)\n' + 'hint("bce")\n' * 3)
    assert "nearly the line" not in said
    if count:
        assert f"has the hints 1 to {count}, not 3" in said
        assert f"hint {count} of {count}" in said and "hint 3" not in said
    else:
        assert said.count("This course gives no hints") == 4
    readme = (tree / "README.md").read_text("utf-8")
    assert "nearly the line" not in readme and ("`hint()` goes on" in readme) == bool(count)


def test_the_card_of_a_mistake_that_comes_again_offers_no_other(fewer):
    count, _, says = fewer
    said = says(SUM + 'for _ in range(5):\n    check("bce", bce)\n')
    assert "not yet" in said.lower()
    assert "nearly the line" not in said
    for kept_back in exercises()["bce"].hints[count:]:
        assert kept_back not in said
    assert ("hint(" in said) == bool(count)
