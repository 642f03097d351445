"""The README's pictures can be taken anew at any time."""

from __future__ import annotations

import re

import pytest
from PIL import Image

from autograder.files.paths import ROOT
from tests.browser.pictures import FOLDER, MOST_BYTES, PICTURES, make

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_readme_shows_only_pictures_that_are_made_here():
    shown = re.findall(r"docs/images/([a-z-]+)\.png", (ROOT / "README.md").read_text())
    assert shown
    assert set(shown) <= set(PICTURES)


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_taken_and_is_small(browser, tmp_path, name):
    made = make(browser, name, tmp_path / f"{name}.png")
    assert made.stat().st_size <= MOST_BYTES
    assert (FOLDER / made.name).stat().st_size <= MOST_BYTES
    with Image.open(made) as drawn:
        assert len(set(drawn.convert("RGB").getdata())) > 20  # no empty page
