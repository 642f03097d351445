"""SVG elements: one writer for all drawings, which lets no text out of its place."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from course_utils.views.svg import decimal, element

printable = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cn", "Co"]))


@given(printable, printable)
def test_words_and_attributes_come_back_as_they_went_in(words: str, label: str) -> None:
    root = ElementTree.fromstring(element("text", text=words, aria_label=label, class_="a"))
    assert (root.text or "") == words and len(root) == 0
    assert root.attrib == {"aria-label": label, "class": "a"}


def test_what_stands_inside_is_an_element_and_none_is_left_out() -> None:
    inner = element("rect", x=1.25, y=2, width=3.0, fill=None)
    assert inner == '<rect x="1.2" y="2" width="3"/>'
    assert element("g", inner, inner) == f"<g>{inner}{inner}</g>"


def test_numbers_are_rounded_to_a_tenth() -> None:
    assert [decimal(v) for v in (0.1 + 0.2, 10.0, 100, 99.96)] == ["0.3", "10", "100", "100"]
