"""What the README says of the catalogue is counted."""

from __future__ import annotations

from autograder.catalogue import CHAPTERS, catalogue
from autograder.files.paths import ROOT


def test_the_readmes_numbers_are_the_catalogues():
    entries = catalogue().values()
    words = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    mistakes = sum(len(entry.mistakes) for entry in entries)
    wrong = sum(len(entry.wrong) for entry in entries)
    right = sum(len(entry.others) for entry in entries)
    assert len(CHAPTERS) == 6
    assert f"{len(entries)} exercises in six chapters" in words
    assert f"{mistakes:,} named mistakes, {wrong:,} wrong answers" in words
    assert f"{right} right answers written differently" in words
