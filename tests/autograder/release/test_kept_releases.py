"""A submission of an older release is graded by that release; a stamp is only a hint."""

from __future__ import annotations

import json

import pytest

from autograder.catalogue import find_entry
from autograder.errors import Refused
from autograder.files.paths import version
from autograder.grade.context import bytes_key, grading_context
from autograder.grade.examiner import Examiner
from autograder.rebuild.release_keys import keys_of_release
from autograder.rebuild.releases import open_releases, release_named_in
from autograder.submission.remark import texts
from autograder.submission.result import Submission
from course_utils.core.key import from_file, to_bytes
from tests.autograder.release.conftest import CHAPTER, OLD, OLD_PROSE, OLD_STUB
from tests.sources import source_of

BCE = "# exercise: bce\ndef bce(yhat, y):\n    return F.binary_cross_entropy(yhat, y)\n"


def text_of(notebook) -> str:
    return "\n".join(cell.source for cell in notebook.cells)


def test_a_stamped_submission_is_rebuilt_from_its_own_release(course, handed_in):
    rebuilt, release = open_releases(CHAPTER, course).rebuild(handed_in(bce=BCE))
    assert release.name == OLD
    assert rebuilt.remarks == []
    assert rebuilt.code["bce"].strip() == BCE.strip()
    assert OLD_PROSE in text_of(rebuilt.notebook)


def test_the_older_stub_is_not_taken_for_an_answer(course, handed_in):
    rebuilt, _ = open_releases(CHAPTER, course).rebuild(handed_in())
    assert "bce" in rebuilt.untouched
    today, _ = open_releases(CHAPTER, None).rebuild(handed_in())
    assert OLD_STUB.strip() in today.code["bce"] and "bce" not in today.untouched


def test_a_lost_stamp_is_made_up_for_by_the_text(course, handed_in):
    rebuilt, release = open_releases(CHAPTER, course).rebuild(handed_in(stamp=None))
    assert release.name == OLD
    assert texts(rebuilt.remarks) == (
        f"it does not say which release it is of; judging by its text, it is {OLD}",
    )


def test_a_forged_stamp_is_contradicted_by_the_text(course, handed_in):
    releases = open_releases(CHAPTER, course)
    rebuilt, release = releases.rebuild(handed_in(stamp=version()))
    assert release.name == OLD
    assert texts(rebuilt.remarks) == (
        f"it says release {version()}, but its text is that of {OLD}, which counts",
    )
    _, release = releases.rebuild(handed_in(stamp=OLD, prose=False))
    assert release is releases.current


def test_an_unknown_release_is_flagged_and_the_likeliest_counts(course, handed_in):
    releases = open_releases(CHAPTER, course)
    rebuilt, release = releases.rebuild(handed_in(stamp="7.7.7+unknown0", prose=False))
    assert release is releases.current
    (flag,) = texts(rebuilt.remarks)
    assert "'7.7.7+unknown0' is not kept" in flag and flag.endswith(f"{version()} counts")


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"metadata": 3}', b"\xff", b'{"metadata": {"workbook": []}}',
             b'{"metadata": {"workbook": {"release": 3}}}', b"[" * 100_000],
)  # fmt: skip
def test_a_file_without_a_stamp_says_nothing(data):
    assert release_named_in(data) == ""


def test_the_visible_keys_that_students_saw_count(course):
    (release,) = open_releases(CHAPTER, course).kept
    found = keys_of_release(release, CHAPTER)
    assert set(found.keys) >= {"bce", "lr-backward"} and not found.remarks and not found.unknown


def test_keys_that_no_longer_fit_and_contracts_that_changed_are_told(course):
    kept = course / "releases" / OLD
    other = from_file(kept / "keys" / "lr-init.safetensors")
    (kept / "keys" / "bce.safetensors").write_bytes(to_bytes(other))
    exercises = json.loads((kept / "exercises.json").read_text("utf-8"))
    for exercise in exercises:
        if exercise["id"] == "lr-backward":
            exercise["contract"] += " And twice."
    (kept / "exercises.json").write_text(json.dumps(exercises))
    (release,) = open_releases(CHAPTER, course).kept
    found = keys_of_release(release, CHAPTER)
    assert "no longer fit" in found.remarks["bce"].text and "bce" not in found.keys
    assert "contract has changed" in found.remarks["lr-backward"].text


def test_a_new_release_makes_earlier_results_be_looked_at_again(course, tmp_path):
    before = grading_context(CHAPTER, "secret", course=tmp_path / "empty")
    after = grading_context(CHAPTER, "secret", course=course)
    submission = Submission("ada", CHAPTER, "f.ipynb", "00")
    assert bytes_key(before, submission) != bytes_key(after, submission)


def test_a_damaged_release_is_refused_in_a_sentence(course):
    (course / "releases" / OLD / "exercises.json").write_text("{")
    (course / "releases" / OLD / "release.json").touch()
    with pytest.raises(Refused, match="cannot be read"):
        open_releases(CHAPTER, course)


@pytest.mark.sandbox
def test_the_older_release_is_graded_in_the_sandbox(course, handed_in):
    regions = {
        cell.id: cell.source for cell in source_of(CHAPTER).cells if "BEGIN SOL" in cell.source
    }
    examiner = Examiner(CHAPTER, "secret", course=course)
    submission = Submission("ada", CHAPTER)
    try:
        result = examiner.grade_bytes(submission, handed_in(**regions))
        assert (result.state, result.release) == ("graded", OLD), result.flags
        assert (
            result.score
            == result.max_score
            == sum(find_entry(name).exercise.points for name in result.verdicts)
        )
        assert OLD_PROSE in result.notebook
        empty = examiner.grade_bytes(submission, handed_in())
        assert {verdict.state for verdict in empty.verdicts.values()} == {"not_attempted"}
        gone = json.loads(handed_in(**regions))
        assert gone["metadata"]["workbook"]["release"] == OLD
    finally:
        examiner.close()
