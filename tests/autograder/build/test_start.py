"""The start page, and the ways between the notebooks: links, words, calls, what is folded."""

from __future__ import annotations

import re

import nbformat
import pytest
from nbformat import NotebookNode

import course_utils
from autograder.build.header import fresh_visible_keys
from autograder.build.links import broken_links, links_of
from autograder.build.outline import SourceError, linked, outline, outlines
from autograder.build.source import read_source
from autograder.build.trial import try_one
from autograder.catalogue import CHAPTERS, catalogue, run, warm_up_entry
from autograder.catalogue.chapters import NOTEBOOK_NAMES
from autograder.files.paths import NOTEBOOKS, SOLUTIONS
from course_utils.core.exercise import START, WARM_UP, exercises, find_exercise
from course_utils.core.judge import judge
from course_utils.core.key import visible_keys
from course_utils.core.released import chapters
from course_utils.notebook import records

SECTION = re.compile(r"^## (\d+\.\d+) ", re.MULTILINE)
WORD = re.compile(r"^- \*\*(.+?)\*\*: .+ \[(\d+\.\d+)\]\(", re.MULTILINE)
CALL = re.compile(r"^\| (.+?) \| .+ \| \[(\d+\.\d+)\]\(", re.MULTILINE)


@pytest.fixture(scope="module")
def notebooks() -> dict[str, NotebookNode]:
    return {name: nbformat.read(NOTEBOOKS / f"{name}.ipynb", 4) for name in NOTEBOOK_NAMES}


@pytest.fixture(scope="module")
def sections() -> dict[str, str]:
    """The texts and the code of every numbered section."""
    found: dict[str, str] = {}
    for chapter in CHAPTERS:
        cells = nbformat.read(SOLUTIONS / f"{chapter}.ipynb", 4).cells
        parts = SECTION.split("\n" + "\n".join(cell.source for cell in cells))
        found |= dict(zip(parts[1::2], parts[2::2], strict=True))
    return found


def text(notebook: NotebookNode, cell_id: str) -> str:
    return next(cell.source for cell in notebook.cells if cell.id == cell_id)


def test_every_link_leads_to_a_notebook_and_to_a_heading_in_it(notebooks):
    assert list(broken_links(notebooks)) == []
    assert sum(len(links_of(cell)) for cell in notebooks[START].cells) > 120


def test_a_link_into_nothing_is_found(notebooks):
    cell = nbformat.v4.new_markdown_cell("[a](02_autograd.ipynb#2.6-Gradients) [b](09_none.ipynb)")
    cell.source += " [c](#Glossary) [d](https://example.org) `[e](f)`"
    odd = nbformat.v4.new_notebook(cells=[cell])
    faults = list(broken_links({**notebooks, "odd": odd}))
    assert ["no heading" in fault for fault in faults] == [True, False, True]
    with pytest.raises(SourceError, match=r"x.py: \[\[2.99\]\] leads nowhere"):
        linked("see [[2.99]]", "x.py")


def test_the_start_page_names_every_chapter_with_its_minutes_and_its_picture(notebooks):
    table = text(notebooks[START], "chapters")
    for chapter in outlines():
        assert f"**[{chapter.title}]({chapter.name}.ipynb)** · {chapter.minutes} minutes" in table
        assert f"It ends with {chapter.ends}" in table
    pictures = re.findall(r"!\[([^\]]+)\]\(data:image/svg\+xml;base64,([^)]+)\)", table)
    assert len(pictures) == len(CHAPTERS)
    assert all(len(alt) > 20 for alt, _ in pictures)
    assert sum(len(data) for _, data in pictures) < 20_000 * len(CHAPTERS)


def test_every_word_of_the_glossary_stands_in_the_section_that_it_names(notebooks, sections):
    glossary = text(notebooks[START], "glossary")
    words = WORD.findall(glossary)
    assert len(words) == glossary.count("\n- ") > 60
    names = [word for word, _ in words]
    assert names == sorted(names, key=str.casefold)
    for word, section in words:
        assert stem(word) in sections[section].lower(), (word, section)


def stem(word: str) -> str:
    """A word as it may stand in a sentence: in the plural, as a verb."""
    return word.lower().removesuffix("s").removesuffix("e")


def test_every_call_of_the_cheat_sheet_stands_in_the_section_that_it_names(notebooks, sections):
    rows = CALL.findall(text(notebooks[START], "pytorch-calls"))
    assert len(rows) > 35
    for calls, section in rows:
        for call in re.findall(r"`([^`]+)`", calls):
            names = re.findall(r"(?<![\w.\"])(?:\w+\.)*([A-Za-z_]{3,})(?=\()|\.([A-Za-z_]+)", call)
            for name in (first or second for first, second in names):
                assert name in sections[section], (call, name, section)


def test_the_course_s_own_calls_are_all_there(notebooks):
    table = text(notebooks[START], "calls")
    for name in course_utils.__all__:
        if re.match("[a-z]", name) and callable(getattr(course_utils, name)):
            assert f"| `{name}(" in table


def test_the_start_page_is_no_chapter_and_nothing_in_it_is_graded(notebooks):
    assert START not in CHAPTERS and START not in chapters()
    assert not any("nbgrader" in cell.metadata for cell in notebooks[START].cells)
    assert WARM_UP not in exercises() and WARM_UP not in catalogue()


@pytest.mark.parametrize("chapter", NOTEBOOK_NAMES)
def test_every_notebook_has_its_way_back_and_its_way_on(notebooks, chapter):
    cells, place = notebooks[chapter].cells, NOTEBOOK_NAMES.index(chapter)
    first, last = cells[0].source, cells[-1].source
    if place:
        assert f"({START}.ipynb)" in first.splitlines()[2]
    if place > 1:
        assert f"[{outline(CHAPTERS[place - 2]).title}]({CHAPTERS[place - 2]}.ipynb)" in first
    if chapter == CHAPTERS[-1]:
        assert f"({START}.ipynb)" in last and "last chapter" in last
    else:
        after = outline(CHAPTERS[place])
        assert f"[{after.title}]({after.name}.ipynb)**, about {after.minutes} minutes" in last
    # Colab opens no neighbours: what leads somewhere here has its second link there.
    for end in (first, last):
        for name in re.findall(r"\]\((\w+)\.ipynb\)", end):
            assert f"/notebooks/{name}.ipynb)" in end


@pytest.mark.parametrize("chapter", NOTEBOOK_NAMES)
def test_what_prepares_or_draws_is_closed_and_says_what_it_does(notebooks, chapter):
    cells = notebooks[chapter].cells
    folded = [cell for cell in cells if cell.metadata.get("jupyter")]
    ids = [cell.id for cell in cells if cell.cell_type == "code"]
    assert ids[:2] == ["colab-setup", "setup"]
    assert {"colab-setup", "setup"} <= {cell.id for cell in folded}
    for cell in folded:
        assert cell.metadata["jupyter"] == {"source_hidden": True}
        assert cell.metadata["cellView"] == "form"
        assert re.match(r"# @title [A-Z][^\n]{8,90}\n", cell.source), cell.id
    open_ones = [cell for cell in cells if cell.cell_type == "code" and cell not in folded]
    assert not any(cell.source.startswith("# @title") for cell in open_ones)


def test_the_tour_s_answer_makes_the_mistake_that_its_text_promises():
    source = read_source(START, fill=False)
    answer = next(cell.source for cell in source.cells if cell.id == WARM_UP)
    names: dict[str, object] = {}
    exec(answer, names)
    verdict = try_one(warm_up_entry(), names)
    assert verdict.state == "wrong" and verdict.mistake == "no-parentheses"
    exec(answer.replace("f - 32", "(f - 32)"), names)
    assert try_one(warm_up_entry(), names).state == "passed"


def test_the_warm_up_is_judged_like_an_exercise():
    entry = warm_up_entry()
    keys = visible_keys(WARM_UP)
    assert find_exercise("celsius") == find_exercise(WARM_UP)
    assert find_exercise(WARM_UP).to_json() == entry.exercise.to_json() | {"defines": ["celsius"]}
    for one in (entry.right, *entry.variants):
        verdict = judge(entry.exercise, keys, [run(entry, one.obj, case) for case in keys.cases])
        assert verdict.state == "passed", one.name
    for mistake, one in entry.wrong:
        verdict = judge(entry.exercise, keys, [run(entry, one.obj, case) for case in keys.cases])
        assert verdict.mistake == mistake, one.name
    assert fresh_visible_keys(WARM_UP).mistakes.keys() == entry.mistakes.keys()


def test_a_tour_is_nobody_s_progress(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    course_utils.check(WARM_UP, lambda f: f - 32 / 1.8)
    course_utils.check(WARM_UP, lambda f: (f - 32) / 1.8)
    assert "the parentheses are missing" in capsys.readouterr().out
    assert WARM_UP not in records.records()
    assert list(tmp_path.iterdir()) == []


def test_on_the_start_page_nothing_is_handed_in(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / f"{START}.ipynb").write_bytes((NOTEBOOKS / f"{START}.ipynb").read_bytes())
    for path in (None, f"{START}.ipynb"):
        course_utils.submit(path)
        assert "There is nothing to hand in on this page" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == [f"{START}.ipynb"]
