"""What a class is told of a release, from two that a course folder keeps."""

from __future__ import annotations

import json
import shutil

import pytest

from autograder.catalogue import find_entry
from autograder.files.paths import version
from autograder.rebuild.keep import RELEASES, keep_now
from autograder.release.announced import News, announcement, news, told_class

OLD = "0.0.9+0123abcd"


@pytest.fixture
def kept(tmp_path):
    """The course as it lies here, kept twice; the second folder may be changed."""
    now = keep_now(tmp_path)
    old = shutil.copytree(now, now.with_name(OLD))
    return now, old


def rewrite(folder, change):
    path = folder / "exercises.json"
    path.write_text(json.dumps([change(one) for one in json.loads(path.read_text("utf-8"))]))


def edit_cell(folder, chapter, cell_id):
    path = folder / "notebooks" / f"{chapter}.ipynb"
    content = json.loads(path.read_text("utf-8"))
    cell = next(one for one in content["cells"] if one["id"] == cell_id)
    cell["source"] = [*cell["source"], "\n# more"]
    path.write_text(json.dumps(content), encoding="utf-8")


def test_the_same_course_has_no_news_and_the_text_says_so(kept, tmp_path):
    now, _ = kept
    assert news(tmp_path, OLD, now.name) == []
    assert told_class(tmp_path, OLD, now.name) == (
        f"Release {version()} is out.\n\nAll exercises are as in 0.0.9.\n"
    )


def test_points_contract_stub_checks_hints_new_and_gone_are_told(kept, tmp_path):
    now, old = kept

    def change(one):
        if one["id"] == "bce":
            one["parts"][0][1] += 1
        if one["id"] == "lr-init":
            one["contract"] += " Twice."
            one["hints"][0] += " And?"
        if one["id"] == "lr-train":
            one["id"] = "was-there"
        return one

    rewrite(old, change)
    edit_cell(old, "04_logistic_regression", "lr-forward")
    (old / "keys" / "softmax.safetensors").write_bytes(b"others")
    found = news(tmp_path, OLD, now.name)
    points = find_entry("bce").exercise.points
    chapter = "04_logistic_regression"
    assert News(chapter, "bce", "points", points + 1, points) in found
    assert {(one.exercise, one.what) for one in found} == {
        ("bce", "points"), ("lr-init", "contract"), ("lr-init", "hints"), ("lr-train", "new"),
        ("was-there", "gone"), ("lr-forward", "stub"), ("softmax", "checks"),
    }  # fmt: skip
    text = announcement(found, OLD, now.name)
    assert (
        f"- `bce`: {points:g} point{'s' if points != 1 else ''} instead of {points + 1:g}\n" in text
    )
    assert "- `lr-init`: what is asked for is worded anew: read it again; the hints have" in text
    assert "- `softmax`: the visible check tries other cases\n" in text
    assert text.count(f"**Chapter {chapter}**") == 1
    # Of a hint it is said that it changed, never what it says.
    assert find_entry("lr-init").exercise.hints[0] not in text


def test_text_around_the_exercises_is_counted(kept, tmp_path):
    now, old = kept
    content = json.loads((old / "notebooks" / "01_tensors.ipynb").read_text("utf-8"))
    first = next(one for one in content["cells"] if one["cell_type"] == "markdown")
    edit_cell(old, "01_tensors", first["id"])
    assert news(tmp_path, OLD, now.name) == [News("01_tensors", "", "text", after=1)]
    assert "differs in 1 cell\n" in told_class(tmp_path, OLD, now.name)


def test_a_release_that_is_not_kept_or_broken_makes_no_news(kept, tmp_path):
    now, old = kept
    assert news(tmp_path, "9.9.9+nothing", now.name) == []
    (tmp_path / RELEASES / OLD / "exercises.json").write_text("{")
    assert news(tmp_path, old.name, now.name) == []
    # Not "all is as it was": that is not known.
    assert told_class(tmp_path, old.name, now.name) == ""
