"""What a grader that breaks says on each host, and to whom."""

from __future__ import annotations

import json

import pytest

from autograder.bundle import run
from autograder.bundle.layout import SETTINGS
from tests.autograder.bundle.imitation import CHAPTER

_SAID = "the right answer is 42"


@pytest.fixture
def breaking(tmp_path, monkeypatch):
    """A bundle whose grader breaks, with a folder that has results of an earlier run."""

    def grade(*words, **more):
        raise ValueError(_SAID)

    about = {"chapter": CHAPTER, "protection": "sandbox", "version": "1"}
    (tmp_path / SETTINGS).write_text(json.dumps(about))
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "results.json").write_text('{"score": 20}')
    for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "grade_folder", grade)
    return tmp_path


def test_gradescope_has_no_results_and_the_instructor_reads_why(breaking, capfd):
    assert run.main(["gradescope", str(breaking)]) == 1
    assert not (breaking / "results" / "results.json").exists()
    said = "".join(capfd.readouterr())
    assert _SAID in said and "Traceback" in said and "never a zero" in said


def test_prairielearn_takes_no_attempt_and_the_instructor_reads_why(breaking, capfd):
    assert run.main(["prairielearn", str(breaking)]) == 0
    results = json.loads((breaking / "results" / "results.json").read_text())
    assert (
        results["gradable"] is False and "a grader error, not yours" in results["format_errors"][0]
    )
    assert _SAID not in json.dumps(results) and _SAID in "".join(capfd.readouterr())


def test_on_github_nothing_is_reported_and_nothing_of_ours_is_printed(breaking, capfd):
    assert run.main(["github-classroom", str(breaking)]) == 1
    said = "".join(capfd.readouterr())
    assert "a grader error, not yours" in said and "ValueError" in said
    assert _SAID not in said and "Traceback" not in said and "autograder/" not in said
    assert not (breaking / "GITHUB_OUTPUT").exists()
