"""The book as a whole: made once, always the same, and nothing in it that students must not see."""

from __future__ import annotations

import dataclasses
import importlib.util
import os
import shutil
import subprocess
import sys
from urllib.parse import quote

import nbformat
import pytest

from autograder.book import site as site_module
from autograder.book.chapters import Chapter, read_chapters
from autograder.book.folder import make_book
from autograder.book.links import site_faults
from autograder.build.source import read_source
from autograder.errors import Refused
from autograder.files.page_text import page_text
from autograder.files.paths import NOTEBOOKS, ROOT
from autograder.release.scan import scan

CHAPTER = "04_logistic_regression"


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("book") / "book"
    make_book(folder)
    return folder


def contents(folder) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_every_chapter_has_its_page_in_order(book):
    names = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))
    assert {f"{name}.html" for name in names} <= set(contents(book))
    start = (book / "index.html").read_text("utf-8")
    places = [start.index(f'href="{name}.html"') for name in names]
    assert places == sorted(places)
    assert site_faults(book) == []


def test_the_same_course_gives_the_same_bytes_and_an_old_book_is_replaced(book, tmp_path):
    again = shutil.copytree(book, tmp_path / "again")
    (again / "07_gone.html").write_text("of an earlier course")
    (again / "CNAME").write_text("book.example.org")
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "book", str(again)], capture_output=True, text=True,
        env={**os.environ, "PYTHONHASHSEED": "7"}, cwd=ROOT, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "no solution found" in done.stdout
    assert (again / "CNAME").read_text() == "book.example.org"
    (again / "CNAME").unlink()
    assert contents(again) == contents(book)
    assert str(tmp_path).encode() not in b"".join(contents(book).values())


def test_a_release_may_hold_it(book, tmp_path):
    shutil.copytree(book, tmp_path / "public" / "book")
    assert scan(tmp_path / "public") == []


def test_a_solution_is_found_behind_the_colours_of_the_code(tmp_path):
    solved = {cell.id: cell.source for cell in read_source(CHAPTER, fill=False).cells}
    notebook = nbformat.read(NOTEBOOKS / f"{CHAPTER}.ipynb", 4)
    for cell in notebook.cells:
        if cell.id == "lr-backward":
            cell.source = solved[cell.id].replace("### BEGIN SOLUTION", "").replace("### END", "")
    (chapter,) = [c for c in read_chapters() if c.name == CHAPTER]
    with pytest.raises(Refused, match=f"{CHAPTER}.html holds lines of"):
        make_book(tmp_path / "book", [dataclasses.replace(chapter, notebook=notebook)])
    assert list(tmp_path.iterdir()) == [], "nothing was written"


def test_what_the_generator_warns_of_is_a_refusal(tmp_path):
    (chapter, *_) = read_chapters()
    text = nbformat.v4.new_markdown_cell("# 1 · One\n\n[nowhere](09_none.ipynb)", id="title")
    notebook = nbformat.v4.new_notebook(cells=[text])
    with pytest.raises(Refused, match=r"the book cannot be made: .*09_none"):
        make_book(tmp_path / "book", [dataclasses.replace(chapter, notebook=notebook)])


def test_without_the_generator_one_sentence_says_what_to_install(tmp_path, monkeypatch):
    found = importlib.util.find_spec

    def lacking(name: str, *rest):
        return None if name in ("furo", "myst_parser") else found(name, *rest)

    monkeypatch.setattr(site_module.importlib.util, "find_spec", lacking)
    with pytest.raises(Refused, match=r"needs MyST-Parser and Furo: pip install -e '\.\[book\]'"):
        make_book(tmp_path / "book")


def test_a_folder_with_something_else_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Refused, match=r"holds mine\.txt, and no earlier book"):
        make_book(tmp_path)
    with pytest.raises(Refused, match="is a file"):
        make_book(tmp_path / "mine.txt")


@pytest.mark.parametrize(
    "heading", ["2.3 The derivative, by trying", "Whose? The paper's: 1/N", "Größe & `x.T`"]
)
def test_links_to_sections_work_whatever_their_heading(tmp_path, heading):
    bare = heading.replace("`", "")
    link = f"02_autograd.ipynb#{quote(bare.replace(' ', '-'), safe='')}"
    chapters = []
    for name, text in (("01_tensors", f"[there]({link})"), ("02_autograd", f"## {heading}")):
        cell = nbformat.v4.new_markdown_cell(f"# Title\n\nAbout it.\n\n{text}", id="title")
        notebook = nbformat.v4.new_notebook(cells=[cell])
        chapters.append(Chapter(name, notebook, {}, {}))
    make_book(tmp_path / "book", chapters)
    assert "there</span>" in (tmp_path / "book" / "01_tensors.html").read_text("utf-8")


def test_text_of_a_page_keeps_its_lines_and_loses_its_marks():
    html = (
        "<pre><span>a</span> <b>=</b> 1\nb = <i>2</i></pre><p>&lt;x&gt;</p><script>c = 3</script>"
    )
    lines = [line for line in page_text(html).splitlines() if line]
    assert lines == ["a = 1", "b = 2", "<x>", "c = 3"]
