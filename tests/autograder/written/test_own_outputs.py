"""A student's own outputs, out of files that somebody may have made to harm whoever grades."""

from __future__ import annotations

import json

import pytest
from nbformat.v4 import new_output

from autograder.build.released import structure_of
from autograder.rebuild.releases import read_released
from autograder.written.own_outputs import MAX_IMAGES, MAX_TEXT, own_outputs
from course_utils import pictures
from tests.autograder.written.paper_class import PAPER, PRINTED, RUN, SVG, file_of, outputs
from tests.hostile.words import PNG

SEEDS = "seeds"


@pytest.fixture(scope="module")
def structure():
    return structure_of(read_released(PAPER))


@pytest.fixture
def shown(tmp_path, structure):
    """What is shown of these outputs below one cell."""

    def show(*found):
        path = tmp_path / "x.ipynb"
        path.write_bytes(file_of("An answer.", found))
        (one,) = own_outputs(path, [SEEDS], structure)
        return one

    return show


def test_lines_and_pictures_are_shown_as_text_and_images(shown):
    one = shown(*outputs())
    assert one.cell == SEEDS and not one.more
    assert PRINTED in one.text and RUN in one.text and "[U+202E]red" in one.text
    assert [image.partition(";")[0] for image in one.images] == [
        "data:image/svg+xml", "data:image/png", "data:image/svg+xml"
    ]  # fmt: skip


def test_a_picture_of_the_course_is_shown(shown):
    bundle = pictures.passes(
        {"a": {"SGD": [1.0, 0.5, 0.4], "Adam": [0.8, 0.4, 0.3]}}, y_label="cost", caption="Runs."
    )._repr_mimebundle_()
    one = shown(new_output("display_data", data=dict(bundle)))
    assert len(one.images) == 1 and one.images[0].startswith("data:image/svg+xml")


def copies(depth: int) -> str:
    rows = "".join(
        f'<g id="a{n}"><use href="#a{n - 1}"/><use href="#a{n - 1}"/></g>' for n in range(1, depth)
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg"><g id="a0"/>{rows}</svg>'


@pytest.mark.parametrize(
    "drawing",
    [
        copies(40),
        SVG.replace("<circle", "<script>1</script><circle"),
        SVG.replace("<circle", "<foreignObject/><circle"),
        SVG.replace("<circle", "<filter/><circle"),
        SVG.replace("<circle", '<image href="https://example.org/x.png"/><circle'),
        SVG.replace("<circle", '<image href="data:image/svg+xml;base64,AA"/><circle'),
        f'<!DOCTYPE svg [<!ENTITY a "b">]>{SVG}',
        SVG + "<svg/>",
        "<html><svg/></html>",
        "<svg" * 50_000,
        SVG.replace("<circle", "<!-- " + "x" * 400_000 + " --><circle"),
    ],
    ids=["copies", "script", "foreign", "filter", "elsewhere", "nested", "entity", "two", "html",
         "deep", "huge"],
)  # fmt: skip
def test_a_drawing_that_is_more_than_shapes_is_left_out(shown, drawing):
    assert shown(new_output("display_data", data={"image/svg+xml": drawing})).images == ()


def test_too_much_is_cut_and_says_so(shown):
    long = shown(new_output("stream", name="stdout", text="x" * 1_000_000))
    assert len(long.text) == MAX_TEXT and long.more
    many = shown(*[new_output("display_data", data={"image/png": PNG})] * 50)
    assert len(many.images) == MAX_IMAGES and many.more


@pytest.mark.parametrize(
    "found",
    [
        None, "text", [None, 3, "x"], [{"output_type": "stream", "text": {"a": 1}}],
        [{"output_type": "display_data", "data": []}],
        [{"output_type": "display_data", "data": {"image/png": 7, "text/html": [1, None]}}],
    ],
)  # fmt: skip
def test_outputs_of_no_known_form_show_nothing(tmp_path, structure, found):
    content = json.loads(file_of("An answer."))
    for cell in content["cells"]:
        if cell["id"] == SEEDS:
            cell["outputs"] = found
    path = tmp_path / "x.ipynb"
    path.write_text(json.dumps(content))
    (one,) = own_outputs(path, [SEEDS], structure)
    assert (one.text, one.images) == ("", ())


def test_a_file_that_cannot_be_read_shows_nothing(tmp_path, structure):
    path = tmp_path / "x.ipynb"
    assert own_outputs(path, [SEEDS], structure) == []
    path.write_text("{bad")
    assert own_outputs(path, [SEEDS], structure) == []
    other = tmp_path / "secret.ipynb"
    other.write_bytes(file_of("An answer.", outputs()))
    path.unlink()
    path.symlink_to(other)
    assert own_outputs(path, [SEEDS], structure) == []
