"""What a student wrote, in everything that an instructor opens: nothing runs, nothing is loaded.

The real path: notebooks are handed in, graded into a course folder, and opened in nbconvert's
templates, in formgrader, in nbgrader's feedback, in JupyterLab and on this project's own pages.
``MATHJAX`` may name a folder with MathJax 2 (nbclassic's package has one), which these pages
would load from elsewhere; without it JupyterLab's own MathJax alone is tried.
"""

from __future__ import annotations

import copy
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlparse

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbgrader.api import Gradebook
from playwright.sync_api import Browser, Page, Route

from autograder.course.course import Course
from autograder.course.journal import Journal
from autograder.demo.answers import released_stubs
from autograder.grade.request import Request
from autograder.grade.session import grade_class
from autograder.report.write import report_path, write_report
from tests.autograder.door.conftest import nbgrader
from tests.autograder.door.test_formgrader import formgrader
from tests.browser.lab import START_SECONDS, jupyter_lab
from tests.hostile.words import ATTACHED, HONEST, PNG, TRIED

pytestmark = [pytest.mark.browser, pytest.mark.sandbox]

CHAPTER = "06_paper"
HOSTILE = sorted(TRIED)
# Of each answer, to know that it is shown.
WORDS = {
    "tags": "because < script>",
    "links-and-pictures": "PWN.push",
    "formulas-and-others": "gnihtoN",
    "honest": "What I saw",
}
NAME = "<img src=x onerror=PWN.push(1)> $\\href{javascript:PWN.push(1)}{x}$"
_RUN = "<img src=x onerror=PWN.push(1)><script>PWN.push(1)</script>"

# Shown by a cell that the student added.
SHOWN = f"""\
import sys
from IPython.display import display
for kind in ("text/html", "text/markdown", "image/svg+xml", "application/javascript",
             "text/latex", "text/vnd.mermaid", "application/vnd.jupyter.widget-view+json"):
    display({{kind: {_RUN!r}, "text/plain": {_RUN!r}}}, raw=True)
display({{"image/png": 'x" onerror="PWN.push(1)'}}, raw=True)
display({{"image/png": {PNG!r} + '" onload="PWN.push(1)'}}, raw=True)
wide = {{"image/png": {{"width": "1 onload=PWN.push(1)"}}}}
display({{"image/png": {PNG!r}}}, raw=True, metadata=wide)
print({_RUN!r}, "\\x1b[31m", {_RUN!r}, "\\x1b]8;;javascript:PWN.push(1)\\x07x", file=sys.stderr)
raise type({_RUN!r}, (Exception,), {{}})({_RUN!r})
"""
# Its words come into nbgrader's comment on the exercise.
FAILS = f"""# exercise: adam
class Adam:
    def __init__(self, *a, **k):
        raise ValueError({_RUN!r})
"""

_STUB = "window.MathJax = {Hub: {Config() {}, Queue() {}, Startup: {signal: {Interest() {}}}}};"
# Without Safe, which filters addresses and which formgrader's pages ask for.
_LOADER = """document.write(`<script type="text/x-mathjax-config">MathJax.Hub.Config({
    "HTML-CSS": {availableFonts: [], webFont: "STIX-Web"}});<` + `/script><script src="
    https://cdnjs.cloudflare.com/ajax/libs/mathjax/2.7.7/MathJax.js?config=TeX-AMS-MML_HTMLorMML-full
    "><` + `/script>`)"""
_TOUCH = """() => {
    for (const one of document.querySelectorAll('body *'))
        for (const kind of ['mouseover', 'mouseenter', 'focus', 'toggle', 'load', 'error'])
            if (!['IMG', 'SCRIPT', 'LINK', 'IFRAME'].includes(one.tagName) || kind[0] === 'm')
                one.dispatchEvent(new Event(kind));
}"""
_LINKS = """() => [...document.querySelectorAll('a, area, [href], [*|href]')].map(
    (one) => one.href?.baseVal ?? one.href ?? one.getAttribute('href')
        ?? one.getAttribute('xlink:href') ?? '')"""
_PLACES = {"", "http", "https", "mailto", "file", "attachment", "data"}


def handed_in(answer: str, student: str) -> bytes:
    """The chapter with hostile cells everywhere, and the written answer."""
    notebook = copy.deepcopy(released_stubs(CHAPTER))
    for cell in notebook.cells:
        if cell.id == "adam":
            cell.source = f"{FAILS}# {student}\n"
        if cell.id == "written-answer":
            cell.source = answer
            cell.attachments = {**ATTACHED, "curve.png": {"image/png": PNG}}
            cell.metadata["tags"] = ['"><img src=x onerror=PWN.push(1)>']
    notebook.metadata["title"], notebook.metadata["authors"] = _RUN, [{"name": _RUN}]
    notebook.metadata["kernelspec"] = {"name": _RUN, "display_name": _RUN, "language": _RUN}
    notebook.metadata["language_info"] = {"name": _RUN, "pygments_lexer": _RUN}
    raw = nbformat.v4.new_raw_cell(_RUN, id="raw", metadata={"raw_mimetype": "text/html"})
    words = nbformat.v4.new_markdown_cell(_RUN, id="words")
    shown = nbformat.v4.new_code_cell(SHOWN, id="shown")
    notebook.cells[1:1] = [raw, words]
    notebook.cells.append(shown)
    return nbformat.writes(notebook).encode()


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Course:
    """Three students who attack and an honest one, graded; the pages of all kinds written."""
    folder = tmp_path_factory.mktemp("words")
    answers = {name: "\n\n".join(TRIED[name].values()) for name in HOSTILE} | {"honest": HONEST}
    (folder / "in").mkdir()
    for student, answer in answers.items():
        (folder / "in" / student).mkdir()
        (folder / "in" / student / f"{CHAPTER}.ipynb").write_bytes(handed_in(answer, student))
    rows = "".join(f'{student},"{NAME} {student}"\n' for student in HOSTILE)
    (folder / "roster.csv").write_text(f"id,name\n{rows}honest,Zoe\n", encoding="utf-8")
    request = Request(
        folder / "in", CHAPTER, folder / "classroom", roster=folder / "roster.csv", workers=1
    )
    grade_class(request, lambda *_: None)
    return Course(folder / "classroom")


@dataclass
class Seen:
    """What a page did that it should not.

    Attributes:
        own: hosts that may be asked.
        found: what happened.
    """

    own: tuple[str, ...]
    found: list[str] = field(default_factory=list)

    def request(self, route: Route) -> None:
        """Answer what the page's own parts ask for; note and refuse everything else."""
        url = urlparse(route.request.url)
        if url.hostname == "cdnjs.cloudflare.com":
            self._from_elsewhere(route, url.path)
        elif url.scheme in ("data", "blob") or url.scheme == "file" or url.netloc in self.own:
            if url.path.endswith(("/x", "/x.png", "/logout")):
                self.found.append(f"request {route.request.url}")
            route.continue_()
        else:
            if url.hostname not in ("unpkg.com",):
                self.found.append(f"request {route.request.url}")
            route.abort()

    def _from_elsewhere(self, route: Route, path: str) -> None:
        place = path.partition("/mathjax/2.7.7/")[2]
        if not place:
            route.abort()
        elif (folder := os.environ.get("MATHJAX")) and place == "latest.js":
            route.fulfill(body=_LOADER, content_type="text/javascript")
        elif folder and (Path(folder) / place).is_file():
            route.fulfill(path=Path(folder) / place)
        elif folder:
            route.abort()
        else:
            route.fulfill(body=_STUB, content_type="text/javascript")


@pytest.fixture
def watched(browser: Browser) -> Iterator[tuple[Page, Seen]]:
    seen = Seen(())
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    context.add_init_script("window.PWN = [];")
    context.route("**/*", seen.request)
    page = context.new_page()
    context.on("page", lambda other: seen.found.append(f"opened {other.url}"))
    page.on("dialog", lambda box: (seen.found.append(f"dialog {box.message}"), box.dismiss()))
    yield page, seen
    context.close()


# Our own file for a request: plain text, every character that could be anything else encoded.
_REQUEST = re.compile(r"data:text/plain;charset=utf-8,[\w.~%-]*")


def looked_at(page: Page, seen: Seen) -> list[str]:
    """Touch everything that is there; what happened then and before."""
    page.wait_for_timeout(500)
    page.evaluate(_TOUCH)
    page.wait_for_timeout(300)
    for frame in page.frames:
        if frame.evaluate("(window.PWN || []).length"):
            seen.found.append(f"ran in {frame.url}")
    links = [link for link in page.evaluate(_LINKS) if not _REQUEST.fullmatch(link)]
    odd = {link for link in links if urlparse(link).scheme not in _PLACES}
    seen.found += [f"leads to {link[:80]}" for link in odd]
    seen.found += [f"leads to {link[:80]}" for link in links if link[:9] == "data:text"]
    if page.evaluate("document.querySelectorAll('pre.mermaid, .jp-RenderedMermaid').length"):
        seen.found.append("a diagram")
    return seen.found


def notebook_of(course: Course, student: str) -> Path:
    return course.autograded_path(student, CHAPTER)


@pytest.mark.parametrize("template", ["classic", "lab", "basic"])
@pytest.mark.parametrize("student", HOSTILE)
def test_nbconverts_page(course, watched, tmp_path, student, template):
    page, seen = watched
    text, _ = HTMLExporter(template_name=template).from_filename(str(notebook_of(course, student)))
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    page.goto((tmp_path / "page.html").as_uri())
    assert looked_at(page, seen) == []


@pytest.mark.parametrize("template", ["classic", "lab"])
def test_the_same_page_of_what_was_handed_in_would_run(watched, tmp_path, template):
    page, seen = watched
    notebook = nbformat.reads(handed_in(_RUN, "tags").decode(), 4)
    notebook.metadata.pop("language_info")
    text, _ = HTMLExporter(template_name=template).from_notebook_node(notebook)
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    page.goto((tmp_path / "page.html").as_uri())
    assert any(line.startswith("ran in") for line in looked_at(page, seen))


@pytest.mark.parametrize("student", HOSTILE)
def test_our_own_pages(course, watched, student):
    page, seen = watched
    page.goto(course.feedback_path(student, CHAPTER).as_uri())
    assert looked_at(page, seen) == []
    write_report(course, CHAPTER)
    page.goto(report_path(course, CHAPTER).as_uri())
    assert looked_at(page, seen) == []


def test_nbgraders_own_feedback_page(course, watched, tmp_path):
    page, seen = watched
    kept = {name: course.feedback_path(name, CHAPTER).read_bytes() for name in HOSTILE}
    done = nbgrader(course, "generate_feedback", CHAPTER, "--force")
    assert done.returncode == 0, done.stderr[-3000:]
    for student, own in kept.items():
        path = course.feedback_path(student, CHAPTER)
        assert path.read_bytes() != own and b"Comments:" in path.read_bytes()
        page.goto(path.as_uri())
        assert looked_at(page, seen) == []
        path.write_bytes(own)


@pytest.fixture(scope="module")
def served(course) -> Iterator[str]:
    """A Jupyter server with formgrader in the course folder."""
    with formgrader(course) as address:
        yield address


def submission(course: Course, student: str) -> str:
    with Gradebook(course.db_url, "gradients") as book:
        return book.find_submission_notebook(CHAPTER, CHAPTER, student).id


@pytest.mark.parametrize("student", HOSTILE)
def test_formgraders_grading_view_and_a_mark_by_hand(course, watched, served, student):
    page, seen = watched
    seen.own = (urlparse(served).netloc,)
    page.goto(f"{served}/submissions/{submission(course, student)}/")
    field = page.locator("input.score#written-answer")
    field.wait_for(timeout=START_SECONDS * 1000)
    assert looked_at(page, seen) == []
    page.locator("input.score.needs_manual_grade#written-answer").wait_for()
    field.fill("2")
    with page.expect_response(lambda answer: "/api/grade/" in answer.url):
        field.blur()
    with Gradebook(course.db_url, "gradients") as book:
        grades = book.find_submission_notebook(CHAPTER, CHAPTER, student).grades
        by_hand = {grade.name: grade.manual_score for grade in grades}
    assert by_hand.pop("written-answer") == 2.0 and set(by_hand.values()) <= {None}
    if where := os.environ.get("SCREENSHOTS"):
        page.locator(".nbgrader_cell", has=field).screenshot(path=f"{where}/{student}.png")


def test_formgraders_lists(course, watched, served):
    page, seen = watched
    seen.own = (urlparse(served).netloc,)
    for place in (
        f"manage_submissions/{CHAPTER}", f"gradebook/{CHAPTER}/{CHAPTER}", "manage_students",
        "manage_students/tags", f"manage_students/tags/{CHAPTER}",
    ):  # fmt: skip
        page.goto(f"{served}/{place}")
        page.wait_for_timeout(1000)
        assert looked_at(page, seen) == []


def test_an_honest_answer_can_be_read_and_seen_in_formgrader(course, watched, served):
    page, seen = watched
    seen.own = (urlparse(served).netloc,)
    page.goto(f"{served}/submissions/{submission(course, 'honest')}/")
    cell = page.locator(".nbgrader_cell", has=page.locator("input.score#written-answer"))
    cell.wait_for(timeout=START_SECONDS * 1000)
    assert looked_at(page, seen) == []
    for element in (
        "h2",
        "table",
        "ol > li",
        "ul > li",
        "del",
        "blockquote",
        ".highlight",
        "strong",
    ):
        assert cell.locator(element).count(), element
    assert cell.get_by_role("link", name="Kingma & Ba").get_attribute("href").startswith("https:")
    assert cell.locator("img").evaluate("(one) => one.naturalWidth") == 1
    words = " ".join(cell.inner_text().split())
    assert "0.14 < 0.27 and a< b" in words and "x< y>z" in words and "AT&T" in words
    if where := os.environ.get("SCREENSHOTS"):
        cell.screenshot(path=f"{where}/honest.png")


@pytest.fixture(scope="module")
def lab(course) -> Iterator[str]:
    """JupyterLab in the course folder, with every cell in the page."""
    with jupyter_lab(course.root) as address:
        yield address


@pytest.mark.parametrize("student", [*HOSTILE, "honest"])
def test_jupyterlab_opens_the_notebook(course, watched, lab, student):
    page, seen = watched
    seen.own = (urlparse(lab).netloc,)
    place = notebook_of(course, student).relative_to(course.root).as_posix()
    page.goto(f"{lab}/doc/workspaces/{student}/tree/{place}")
    answer = page.locator(".jp-MarkdownOutput", has_text=WORDS[student]).last
    answer.wait_for(timeout=START_SECONDS * 1000)
    page.locator(".jp-OutputArea-output", has_text="onerror").last.wait_for()
    if student != "tags":
        answer.locator("mjx-container").first.wait_for()
    page.wait_for_timeout(1500)
    assert looked_at(page, seen) == []
    if where := os.environ.get("SCREENSHOTS"):
        answer.screenshot(path=f"{where}/lab-{student}.png")


def test_the_original_words_are_kept(course):
    for result in Journal(course.journal_path(CHAPTER)).results():
        student = result.submission.student
        wanted = HONEST if student == "honest" else "\n\n".join(TRIED[student].values())
        assert result.code["written-answer"] == wanted.replace("\x00", "")
        assert (course.root / result.submission.file).read_bytes() == handed_in(wanted, student)
