"""What an instructor reads in the class report."""

from __future__ import annotations

import itertools
import re
import statistics
import tracemalloc

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.catalogue import CHAPTERS, catalogue, find_entry
from autograder.files.paths import NOTEBOOKS
from autograder.report import gather, render_report
from autograder.report.charts import bins
from autograder.report.items import in_words, items
from autograder.report.names import Pseudonyms
from autograder.report.page import feedback_link
from autograder.report.prose import exercise_texts, render_markdown
from autograder.submission.remark import Remark
from autograder.submission.result import Result, Submission
from tests.autograder.feedback.reading import Reader
from tests.autograder.feedback.samples import CHAPTER, EXERCISES, mixed
from tests.autograder.feedback.test_hostile_text import ATTACKS, CONTROLS, planted
from tests.autograder.report.classes import make
from tests.autograder.report.inert import assert_report_inert

TEXTS = exercise_texts(nbformat.read(NOTEBOOKS / f"{CHAPTER}.ipynb", 4))


@pytest.fixture(scope="module")
def data():
    return gather(make(62), CHAPTER, EXERCISES)


@pytest.fixture(scope="module")
def page(data) -> str:
    return render_report(
        data, title="4 · By hand", course="Gradients", texts=TEXTS, link=feedback_link(CHAPTER)
    )


def test_the_first_screen_says_what_to_teach_again_what_needs_attention_and_the_marks(page, data):
    text = Reader(page).text
    head = text[: text.index("What to teach again")]
    assert head.startswith("4 · By hand: class report Gradients · Class report 4 · By hand")
    assert "Teach again first The backward pass, by hand lr-backward" in head
    backward = next(i for i in items(data) if i.exercise.id == "lr-backward")
    count = backward.mistakes[0].count
    assert f"{round(100 * count / 60)} % ({count}): the sum over the batch is not divided" in head
    assert "Needs your attention 1 unreadable, 1 not handed in, 1 stopped by the sandbox" in head
    half = statistics.median(row.score for row in data.graded)
    assert f"Half of the class has {half:g} points or more of 20" in head
    assert "60 of 62 students" in head


def test_the_mistake_to_reteach_stands_beside_its_mathematics_and_the_exercises_text(page):
    text = Reader(page).text
    block = text[text.index("1. The backward pass") : text.index("2. ")]
    assert re.search(r"\d+ % \(\d+\) the sum over the batch is not divided by m", block)
    assert find_entry("lr-backward").mistakes["missing-mean"].why in block
    assert "Contract. LR.backward(x, yhat, y) -> None stores" in block
    assert "Help: I get" not in block and "Stuck?" not in block


def test_every_exercise_has_its_counts_as_numbers_beside_the_bar(page):
    for exercise in EXERCISES:
        row = page[page.index(f'<tr><th scope="row"><a href="#m-{exercise.id}">') :]
        row = row[: row.index("</tr>")]
        counts = [int(n) for n in re.findall(r'<td class="n">(\d+)', row)]
        label = re.search(r'class="shares".*?aria-label="([^"]*)"', row)
        assert label and sum(counts[:3]) == 60
        assert [int(n) for n in re.findall(r"\d+", label[1])] == [n for n in counts[:3] if n]


def test_discrimination_is_said_in_words(page, data):
    text = Reader(page).text
    for item in items(data):
        assert item.discrimination is not None and item.discrimination > 0
        words = in_words(item.discrimination, item.answers)
        assert f"{item.discrimination:.2f} {words}" in text
    assert "students who do well elsewhere do well here" in text


def test_the_histogram_has_a_table_with_the_same_counts(page):
    table = page[page.index('<table class="plain">') :]
    cells = [int(n) for n in re.findall(r"<td>(\d+)</td>", table[: table.index("</table>")])]
    bars = [int(n) for n in re.findall(r'<text class="count"[^>]*>(\d+)<', page)]
    assert sum(cells) == 60
    assert [n for n in cells if n] == bars


@given(st.lists(st.floats(0, 20), max_size=60), st.sampled_from([0.5, 1.0, 3.0, 7.0, 20.0, 23.5]))
@settings(max_examples=60, deadline=None)
def test_every_mark_falls_into_one_bin(scores, most):
    marks = [min(score, most) for score in scores]
    found = bins(marks, most)
    assert sum(one.count for one in found) == len(marks)
    assert found[0].low == 0 and found[-1].high == most
    assert all(a.high == b.low for a, b in itertools.pairwise(found))


def test_mistakes_are_counted_and_the_rare_ones_folded(page, data):
    text = Reader(page).text
    assert re.search(r"\d+ rarer mistakes?, \d+ students?", text)
    assert "ran out of time" in text
    assert len(data.mistakes) > 30


def test_stopped_odd_and_repaired_submissions_are_named_with_their_reason(page):
    text = Reader(page).text
    remarks = text[text.index("Remarks Without a mark") : text.index("Library calls") or None]
    assert "1 without a file that could be graded" in text
    assert "1 handed in nothing" in text
    assert re.search(r"Stopped by the sandbox No harm was done;.*1 left processes running", text)
    assert "2 changed a locked check; the released text counted" in text
    assert remarks is not None


def test_library_answers_are_a_note_and_never_a_mark(page):
    text = Reader(page).text
    part = text[text.rindex("Answers that hand the work to the library") :]
    assert "A note, never a mark" in part
    assert "in From a score to a probability, by torch.sigmoid" in part


def test_what_is_not_run_in_grading_is_said(page):
    assert "no exercise needs, are not run in grading" in Reader(page).text


def test_students_are_linked_to_their_pages(page, data):
    links = [a["href"] for a in Reader(page).tags("a") if not (a["href"] or "").startswith("#")]
    wanted = {f"../feedback/{row.student}/{CHAPTER}/{CHAPTER}.html" for row in data.rows}
    assert set(links) == wanted


def test_the_table_of_students_is_folded_and_has_everybody(page, data):
    table = page[page.index('<details class="students">') :]
    for row in data.rows:
        assert row.student in table
    assert f"All {len(data.rows)} students" in table
    assert '<details class="students" open' not in page


def test_without_names_no_id_and_no_name_is_in_the_file(data):
    secret = "seed"
    page = render_report(
        data, texts=TEXTS, names=Pseudonyms(data.rows, secret), link=None, title="4 · By hand"
    )
    assert "without names" in page
    for row in data.rows:
        assert row.student not in page
        assert row.name not in page
    assert not [a for a in Reader(page).tags("a") if not (a["href"] or "").startswith("#")]
    assert page == render_report(
        data, texts=TEXTS, names=Pseudonyms(data.rows, secret), link=None, title="4 · By hand"
    )


def test_without_names_a_flag_carries_no_id_in():
    flags = (
        Remark("not-read", why=Remark("encrypted")).in_file("parkolu_60449_80_x.ipynb"),
        Remark("foreign-notebook").in_file("parkolu_60449_80_x.ipynb"),
        Remark("earlier", text="as 60449, Olu Park, wrote"),
        Remark("same-file", student="60449", more=0),
    )
    rows = [
        Result(Submission("60449", CHAPTER, name="Olu Park"), "flagged", mixed().verdicts, flags)
    ]
    found = gather(rows, CHAPTER, EXERCISES)
    page = render_report(found, names=Pseudonyms(found.rows, "seed"))
    assert "60449" not in page and "Park" not in page and "parkolu" not in page


@pytest.mark.parametrize("text", [*ATTACKS, CONTROLS])
def test_planted_text_is_shown_and_does_nothing(text):
    plain = render_report(
        gather([planted("plain words")], CHAPTER, EXERCISES), course="plain words"
    )
    page = render_report(
        gather([planted(text)], CHAPTER, EXERCISES), course=text, link=feedback_link(CHAPTER)
    )
    assert_report_inert(page)
    for tag in ("section", "svg", "table", "style", "meta", "title", "details"):
        assert len(Reader(page).tags(tag)) == len(Reader(plain).tags(tag)), tag


def test_the_page_is_inert_and_has_landmarks(page):
    assert_report_inert(page)
    reader = Reader(page)
    assert len(reader.tags("h1")) == 1 and reader.tags("main") and reader.tags("nav")
    ids = [attributes["id"] for _, attributes in reader.elements if attributes.get("id")]
    assert len(ids) == len(set(ids))
    targets = {(a["href"] or "")[1:] for a in reader.tags("a") if (a["href"] or "").startswith("#")}
    assert targets <= set(ids)


@pytest.mark.parametrize("states", [[], ["missing"], ["unreadable", "missing"], ["grader_fault"]])
def test_a_class_without_a_mark_has_a_report_too(states):
    results = [Result(Submission(f"s{n}", CHAPTER), s) for n, s in enumerate(states)]
    page = render_report(gather(results, CHAPTER, EXERCISES))
    assert_report_inert(page)
    assert "Nothing is graded yet." in Reader(page).text


def test_results_of_another_release_are_said_and_not_counted():
    page = render_report(gather([mixed()], CHAPTER, EXERCISES[:3]))
    text = Reader(page).text
    assert "exercises that this chapter does not have any more (bce, logistic-function" in text
    more = render_report(gather([mixed()], CHAPTER, [*EXERCISES, find_entry("softmax").exercise]))
    assert "has an exercise to be regraded" in Reader(more).text


def test_every_exercise_of_the_course_has_its_text_with_mathematics_and_without_markup():
    found: dict[str, str] = {}
    for chapter in CHAPTERS:
        found |= exercise_texts(nbformat.read(NOTEBOOKS / f"{chapter}.ipynb", 4))
    assert set(found) == set(catalogue())
    for name, text in found.items():
        assert "$" not in Reader(text).text, name
        assert "Contract." in Reader(text).text, name
        assert_report_inert(text)
    assert "<math" in found["lr-backward"]


def test_markdown_is_sanitised():
    text = (
        "<script>alert(1)</script>\n\n<img src=x onerror=alert(2)>[a](javascript:alert(3))\n\n"
        "<style>*{}</style>\n\nw <b style='color:red'>b</b> $\\frac{a}{b}$ $\\broken{$"
    )
    html = render_markdown(text)
    assert_report_inert(html)
    assert "<mfrac>" in html and "alert(1)" not in html


@pytest.mark.parametrize(
    "formula",
    [
        r"\text{<script>alert(1)</script>}",
        r"\href{javascript:alert(1)}{x}",
        r"\style{background:url(//x)}{x}",
        r"\class{shares}{x}",
        r"\begin{matrix} a & \text{<img src=x onerror=alert(1)>} \end{matrix}",
        r"\broken{<script>alert(1)</script>",
    ],
)
def test_a_formula_carries_nothing_in(formula):
    html = render_markdown(f"a ${formula}$ b\n\n$${formula}$$\n\n{formula}")
    assert_report_inert(html)
    assert not [a for _, a in Reader(html).elements if a.keys() & {"class", "href"}]


def test_markdown_outside_of_formulas_carries_nothing_in():
    html = render_markdown(
        "[a](javascript:alert(1) 'b') ![c](https://x/y.png) <https://x> [d]\n\n[d]: https://x\n\n"
        "```python onload=x\n<script>alert(2)</script>\n```\n\n```mermaid\ngraph\n```\n\n"
        "| a |\n|:-:|\n| <b onclick=alert(3)>b</b> |\n\n"
        "![e](attachment:none.png) `<script>` &lt;script&gt;"
    )
    assert_report_inert(html)
    allowed = {"p", "pre", "code", "table", "thead", "tbody", "tr", "th", "td"}
    assert {tag for tag, _ in Reader(html).elements} <= allowed
    assert not [a for _, a in Reader(html).elements if a]


def test_signs_of_a_formula_are_written_once_escaped():
    html = render_markdown(r"$a < b \& c > d$")
    assert "<mo>&lt;</mo>" in html and "&amp;#" not in html


def test_three_thousand_students_are_read_one_at_a_time_and_fit_on_one_page():
    # Each result holds 60 kB of notebook: 180 MB in all, of which nothing may stay.
    results = make(3000, bulk=60_000)
    next(results)  # the verdicts are made once, before anything is measured
    tracemalloc.start()
    found = gather(results, CHAPTER, EXERCISES)
    page = render_report(found, texts=TEXTS, link=feedback_link(CHAPTER))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found.rows) == 2999
    assert peak < 60e6
    assert len(page.encode()) < 3e6
    assert "All 2999 students" in page
