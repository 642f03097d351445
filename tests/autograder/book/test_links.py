"""A site that is not whole is found out: broken links, pictures without words, strangers."""

from __future__ import annotations

import pytest

from autograder.book.links import site_faults

HEAD = '<html lang="en"><head><title>t</title><meta name="description" content="d">'
GOOD = f'{HEAD}</head><body><h1 id="a">A</h1><a href="two.html#b">b</a><a href="#a">a</a></body>'


def faults(tmp_path, one: str, two: str = f'{HEAD}</head><p id="b">b') -> list[str]:
    (tmp_path / "one.html").write_text(one, encoding="utf-8")
    (tmp_path / "two.html").write_text(two, encoding="utf-8")
    (tmp_path / "a picture.svg").write_text("<svg/>")
    return site_faults(tmp_path)


def test_a_whole_site_has_no_faults(tmp_path):
    link = '<a href="https://example.org/">elsewhere</a><img src="a%20picture.svg" alt="words">'
    assert faults(tmp_path, GOOD + link) == []


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ('<a href="three.html">', "leads to three.html, which is not there"),
        ('<a href="two.html#c">', "leads to two.html#c: there is no such place"),
        ('<a href="#c">', "leads to #c: there is no such place"),
        ('<img src="no.svg" alt="x">', "leads to no.svg, which is not there"),
        ('<img src="a%20picture.svg">', "has a picture without words"),
        ('<script src="https://cdn.example/x.js"></script>', "fetches https://cdn.example/x.js"),
        ('<link rel="stylesheet" href="//cdn.example/x.css">', "fetches //cdn.example/x.css"),
    ],
)
def test_what_is_wrong_is_said_with_its_page(tmp_path, html, told):
    (fault, *_) = faults(tmp_path, GOOD + html)
    assert fault.startswith("one.html ") and told in fault


def test_a_page_needs_title_language_and_description(tmp_path):
    found = faults(tmp_path, "<html><body>nothing")
    assert {line.removeprefix("one.html has no ") for line in found} == {
        "title.", "description.", "language.",
    }  # fmt: skip
