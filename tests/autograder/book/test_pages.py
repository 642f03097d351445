"""A chapter's page: what it takes from a notebook, what it leaves out, what it folds."""

from __future__ import annotations

import base64
import re

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.book.chapters import Chapter, _shown, read_chapters
from autograder.book.pages import chapter_page
from course_utils.notebook.predictions import predictions

SOLUTION = {"nbgrader": {"solution": True, "grade": False}}
CHECK = {"nbgrader": {"solution": False, "grade": True}}
DRAWING = base64.b64encode(b"<svg xmlns='http://www.w3.org/2000/svg'/>").decode()
STYLE = "<style>.course-picture{color-scheme:dark}</style>"


def page_of(*cells, shown=None) -> str:
    notebook = new_notebook(
        cells=[new_markdown_cell("# 2 · Title\n\nAbout it.", id="title"), *cells]
    )
    return chapter_page(Chapter("02_autograd", notebook, shown or {}, predictions())).text


def printed(text: str) -> list:
    return [new_output("stream", name="stdout", text=text)]


def drawn(html: str) -> list:
    return [new_output("display_data", data={"text/html": html, "text/plain": "words"})]


def test_an_exercise_is_its_stub_and_a_word_on_where_to_write_it():
    stub = "# exercise: bce\ndef bce(yhat, y):\n    raise NotAttempted  # replace this line"
    text = page_of(
        new_code_cell(stub, id="bce", metadata=SOLUTION),
        new_code_cell('check("bce")', id="check-bce", metadata=CHECK),
        shown={"bce": printed("of the solution"), "check-bce": printed("passed")},
    )
    assert "raise NotAttempted" in text and "# exercise: bce" not in text
    assert "of the solution" not in text and "passed" not in text
    (line,) = re.findall('<p class="run">.*', text)
    assert "check(&quot;bce&quot;)" in line or 'check("bce")' in line
    assert "colab.research.google.com" in line and "02_autograd.ipynb" in line


@pytest.mark.parametrize("name", ["colab-setup", "how-it-works", "hand-in-text", "hand-in"])
def test_what_is_about_running_a_notebook_is_left_out(name):
    assert "of no use" not in page_of(new_code_cell("print('of no use')", id=name))
    assert "of no use" not in page_of(new_markdown_cell("of no use", id=name))


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("progress()", "progress()"),
        ("review()", "review()"),
        ('from course_utils import arrange\n\narrange("loop")', 'arrange("loop")'),
    ],
)
def test_what_only_a_notebook_can_do_is_a_line(source, told):
    text = page_of(new_code_cell(source, id="x"), shown={"x": printed("a table")})
    assert "<code" in text and told in text.replace("&quot;", '"')
    assert "```python" not in text and "a table" not in text


@pytest.mark.parametrize("source", ['hint("bce")', 'check("bce")', "submit()", 'reset("bce")'])
def test_calls_about_an_answer_are_left_out(source):
    text = page_of(new_code_cell(source, id="x"), shown={"x": printed("a card")})
    assert "a card" not in text and source not in text


def test_an_output_is_shown_only_where_both_notebooks_have_the_same_cell():
    student = new_notebook(cells=[new_code_cell("1 + 1", id="a"), new_code_cell("stub", id="b")])
    solved = new_notebook(
        cells=[
            new_code_cell("1 + 1", id="a", outputs=printed("2")),
            new_code_cell("the solution", id="b", outputs=printed("secret")),
            new_code_cell("hidden", id="c", outputs=printed("secret")),
        ]
    )
    assert set(_shown(student, solved)) == {"a"}


def test_outputs_between_a_question_and_its_answer_are_folded():
    question = predictions()["a-twelve"]
    asked = f"## 2.2 Twelve\n\n**Predict 1.** {question.text}\n\n- A: one\n- B: two\n- C: three"
    folded = "<details>\n<summary>Answer</summary>\n\n**A.** Because.\n\n- B: no\n\n</details>"
    text = page_of(
        new_markdown_cell(asked, id="q"),
        new_code_cell('guess("a-twelve")', id="guess-a-twelve"),
        new_code_cell("1 + 1", id="before"),
        new_markdown_cell(f"{folded}\n\nOn.", id="answer"),
        new_code_cell("2 + 2", id="after"),
        shown={"before": printed("two"), "after": printed("four")},
    )
    assert "guess(" not in text
    opened, _, rest = text.partition('<div class="ask" data-question="a-twelve"')
    assert opened.rstrip().endswith("```{raw} html") and "## 2.2 Twelve" in opened
    assert 'data-accepted="[&quot;A&quot;]"' in rest
    outcome = rest.index('<details class="outcome" data-outcome="a-twelve">')
    assert outcome < rest.index("<pre>two</pre>") < rest.index('data-answers="a-twelve"')
    assert rest.count("<details") == 2, "what comes after the answer is not folded"


def test_pictures_become_files_and_nothing_is_announced():
    figure = (
        f'<figure><img src="data:image/svg+xml;base64,{DRAWING}" alt="a curve">'
        f'<div role="status" aria-live="polite">words</div></figure>{STYLE}'
    )
    cells = [new_code_cell("pictures.curve()", id="one"), new_code_cell("labs.secant()", id="two")]
    notebook = new_notebook(cells=cells)
    shown = {"one": drawn(figure), "two": drawn(figure)}
    page = chapter_page(Chapter("02_autograd", notebook, shown, {}))
    assert page.pictures == {
        f"02_autograd-{name}.svg": base64.b64decode(DRAWING) for name in ("one", "two")
    }
    assert 'src="pictures/02_autograd-one.svg" alt="a curve"' in page.text
    assert "base64" not in page.text and "status" not in page.text
    assert page.text.count(STYLE) == 1, "the same rules come once"
    assert page.text.count('<details class="folded">') == 2, "code that only draws is folded"
    assert page.text.count("To move it yourself") == 1


def test_a_picture_in_markdown_becomes_a_file_with_its_words():
    row = f'| ![3 inputs, "so" | said](data:image/svg+xml;base64,{DRAWING}) | one |'
    notebook = new_notebook(cells=[new_markdown_cell(row, id="chapters")])
    page = chapter_page(Chapter("00_start", notebook, {}, {}))
    assert list(page.pictures) == ["00_start-chapters.svg"]
    alt = "3 inputs, &quot;so&quot; &#124; said"
    assert f'<img src="pictures/00_start-chapters.svg" alt="{alt}">' in page.text


def test_the_start_page_shows_what_a_check_looks_like():
    notebook = new_notebook(cells=[new_code_cell('check("warm-up")', id="check-warm-up")])
    shown = {"check-warm-up": drawn("<div>not yet</div>")}
    assert "<div>not yet</div>" in chapter_page(Chapter("00_start", notebook, shown, {})).text
    assert "not yet" not in chapter_page(Chapter("01_tensors", notebook, shown, {})).text


def test_ways_that_every_page_has_and_words_on_running_cells_are_left_out(chapters):
    for chapter in chapters:
        text = chapter_page(chapter).text
        for words in ("← [", "in Colab, too:", "Where to go from here", "two closed cells"):
            assert words not in text, (chapter.name, words)
        assert "Colab" not in chapter.description and len(chapter.description) > 60


def test_a_form_of_colab_and_a_hidden_source_are_folded():
    form = new_code_cell('# @title Set-up {"display-mode": "form"}\nx = 1', id="a")
    hidden = new_code_cell("y = 2", id="b", metadata={"jupyter": {"source_hidden": True}})
    text = page_of(form, hidden)
    assert "<summary>Set-up</summary>" in text and "@title" not in text
    assert text.count('<details class="folded">') == 2


def test_links_between_notebooks_lead_to_pages():
    text = page_of(
        new_markdown_cell("[on](03_modules.ipynb) [it](02_autograd.ipynb#2.1-The-words)")
    )
    assert "[on](03_modules.md) [it](02_autograd.md#2.1-The-words)" in text


@pytest.fixture(scope="module")
def chapters() -> list[Chapter]:
    return read_chapters()


def test_every_question_of_the_course_is_on_its_page(chapters):
    there = [
        name
        for chapter in chapters
        for name in re.findall('data-question="([^"]+)"', chapter_page(chapter).text)
    ]
    assert sorted(there) == sorted(predictions())


def test_no_heading_stands_in_a_block_of_html(chapters):
    """Sphinx opens a section there: the page would come apart."""
    for chapter in chapters:
        inside, code = 0, False
        for line in chapter_page(chapter).text.splitlines():
            code ^= line.startswith("```")
            inside += len(re.findall(r"<(?:div|details)\b", line))
            inside -= len(re.findall(r"</(?:div|details)>", line))
            assert code or inside == 0 or not re.match("#{1,4} ", line), (chapter.name, line)
        assert inside == 0, chapter.name


def test_no_solution_and_no_pass_is_on_a_page(chapters):
    for chapter in chapters:
        text = chapter_page(chapter).text
        assert "BEGIN SOLUTION" not in text and "the visible checks pass" not in text
        assert "raise NotAttempted" in text or not chapter.minutes
