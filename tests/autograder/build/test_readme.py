"""What the README says of the course is counted, and nobody counts by hand."""

from __future__ import annotations

import re

import pytest

from autograder.build import builder, readme
from autograder.build.outline import SourceError, course_hours
from autograder.catalogue import CHAPTERS, catalogue
from autograder.files.paths import ROOT


def words_of(text: str) -> str:
    return " ".join(text.split())


def test_the_readmes_numbers_are_the_catalogues():
    entries = catalogue().values()
    words = words_of((ROOT / "README.md").read_text(encoding="utf-8"))
    mistakes = sum(len(entry.mistakes) for entry in entries)
    wrong = sum(len(entry.wrong) for entry in entries)
    right = sum(len(entry.variants) for entry in entries)
    assert f"{len(entries)} exercises in {len(CHAPTERS)} chapters" in words
    assert f"{mistakes:,} named mistakes, {wrong:,} wrong answers" in words
    assert f"{right} right answers written differently" in words
    hours, with_numpy = course_hours()
    chapters = f"The {len(CHAPTERS)} chapters take about {hours} hours"
    assert f"{chapters}, or {with_numpy} if you know NumPy" in words


@pytest.fixture
def stale(tmp_path, monkeypatch):
    """A README of yesterday, in the place of the project's."""
    path = tmp_path / "README.md"
    path.write_text(re.sub(r"\b\d,\d{3}\b", "1,000", readme.README.read_text(encoding="utf-8")))
    monkeypatch.setattr(readme, "README", path)
    monkeypatch.setattr(builder, "README", path)
    return path


def test_a_number_of_yesterday_is_counted_anew_and_nothing_else_is_changed(stale):
    assert readme.readme_text() == (ROOT / "README.md").read_text(encoding="utf-8")


def test_a_check_names_a_readme_of_yesterday_and_a_build_writes_it(stale, monkeypatch):
    # What is about the whole course, and no exercise and no chapter; no key is there to be removed.
    monkeypatch.setattr(builder, "CHAPTERS", ())
    monkeypatch.setattr(builder, "catalogue", dict)
    monkeypatch.setattr(builder, "KEYS_FOLDER", stale.parent / "keys")
    monkeypatch.setattr(builder, "_write", written := Writes())
    assert any("README.md is not what its source makes" in f for f in builder.check_build().faults)
    builder.build(exercises=())
    stale.write_text(written.contents["README.md"])
    assert not any("README.md" in fault for fault in builder.check_build().faults)


class Writes:
    """Keeps what a build would write."""

    def __init__(self) -> None:
        self.contents: dict[str, str | bytes] = {}

    def __call__(self, path, content, report) -> None:
        self.contents[path.name] = content


@pytest.mark.parametrize(
    "damage", [("<!-- end -->", ""), ("<!-- built: hours -->", ""), ("built: hours", "built: days")]
)
def test_a_mark_that_is_gone_is_told(stale, damage):
    stale.write_text(stale.read_text().replace(*damage))
    with pytest.raises(SourceError, match="has to hold each of these once: <!-- built: catalogue"):
        readme.readme_text()
