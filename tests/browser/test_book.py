"""The book in a browser: from files, without a network, by keys, on a telephone, in the dark."""

from __future__ import annotations

import functools
import http.server
import itertools
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from autograder.book.folder import make_book
from course_utils.notebook.predictions import foreseen, predictions

pytestmark = pytest.mark.browser

NARROW = {"width": 380, "height": 800}
WIDE = {"width": 1400, "height": 900}
CHAPTER = "02_autograd"
# Guesses as they are typed, right and wrong.
TYPED = ("4", " 4 ", "4.0", "−4", "-4", "40.", "0.1e2", "about 2.30", "(28,28), (5,), (1,28,28)",
         "yes", "NO!", "nan", "1e999", "-inf", "2.302", "2.31", "2.4", "999.0000001",
         "tensor([4.])", "0", "", "()", "a = 4 and b = 4", "1,000", "١")  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "book"
    make_book(folder)
    return folder


@pytest.fixture(scope="module")
def served(book) -> Iterator[str]:
    """The book on a web server of its own."""
    handler = functools.partial(_Quiet, directory=str(book))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def open_page(browser, book):
    """A function that opens a page of the book; whatever goes wrong on one fails the test."""
    wrong: list[str] = []
    contexts = []

    def opened(address: str, *, viewport=WIDE, scheme="light", scripts=True) -> Page:
        context = browser.new_context(
            viewport=viewport, color_scheme=scheme, java_script_enabled=scripts
        )
        contexts.append(context)
        home = address if address.startswith("http") else book.as_uri()
        home = "/".join(home.split("/")[:3]) if home.startswith("http") else home

        def only_the_book(route) -> None:
            if route.request.url.startswith((home, "data:")):
                route.continue_()
            else:
                wrong.append(f"asked for {route.request.url}")
                route.abort()

        context.route("**/*", only_the_book)
        page = context.new_page()
        page.on("console", lambda said: said.type == "error" and wrong.append(said.text))
        page.on("pageerror", lambda fault: wrong.append(str(fault)))
        page.on("requestfailed", lambda request: wrong.append(f"failed: {request.url}"))
        page.goto(address if address.startswith("http") else (book / address).as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


# Coloured words are half of a page's elements, and axe measures where each of them lies.
ONE_WORD_OF_EACH_COLOUR = """() => {
    const seen = new Set();
    for (const word of document.querySelectorAll('.highlight pre span')) {
        const kind = `${word.closest('.highlight').parentElement.className} ${word.className}`;
        if (seen.has(kind)) word.replaceWith(...word.childNodes);
        seen.add(kind);
    }
    return seen.size;
}"""


def findings(page: Page) -> list[str]:
    """Everything that axe finds, the least too; of the code's coloured words one of each kind."""
    assert page.evaluate(ONE_WORD_OF_EACH_COLOUR) > 10 or not page.locator(".highlight").count()
    # Without its preload axe fetches no style sheet, which a page from a file may not.
    options = {"resultTypes": ["violations"], "preload": False}
    found = Axe().run(page, None, options).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


def look_at(open_page, path: Path, viewport, scheme: str) -> None:
    page = open_page(path.name, viewport=viewport, scheme=scheme)
    for choice in page.locator(".choices li:first-child button").all():
        choice.click()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= viewport["width"], path.name
    assert findings(page) == [], path.name
    page.close()


def test_every_page_is_accessible(open_page, book):
    for path in sorted(book.glob("*.html")):
        look_at(open_page, path, WIDE, "light")


@pytest.mark.parametrize("name", ["index", "search", CHAPTER])
def test_a_telephone_in_the_dark(open_page, book, name):
    look_at(open_page, book / f"{name}.html", NARROW, "dark")


@pytest.mark.slow
def test_every_page_on_a_telephone_in_the_dark(open_page, book):
    for path in sorted(book.glob("0*.html")):
        look_at(open_page, path, NARROW, "dark")


def test_nothing_sticks_out_of_a_narrow_page(open_page, book):
    for path in sorted(book.glob("*.html")):
        page = open_page(path.name, viewport=NARROW)
        page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
        wide = page.evaluate(
            "[...document.querySelectorAll('article *')].filter(part => {"
            "const box = part.getBoundingClientRect();"
            "return box.right > innerWidth + 1 && !part.closest("
            "'pre, .table-wrapper, div.math, .output table') })"
            ".map(part => part.outerHTML.slice(0, 120))"
        )
        assert wide == [], path.name
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], path.name
        page.close()


def test_a_question_is_answered_by_keys_and_stays_answered(open_page):
    page = open_page(f"{CHAPTER}.html")
    ask = page.locator('.ask[data-question="a-small-h"]')
    wrong = next(x for x, _ in predictions()["a-small-h"].options if x != "A")
    button = ask.get_by_role("button", name=wrong, exact=False).first
    status = ask.get_by_role("status")
    outcome = page.locator('[data-outcome="a-small-h"]')
    assert status.inner_text() == "" and not outcome.evaluate("part => part.open")
    ask.get_by_role("button").first.focus()
    while not button.evaluate("e => e === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(status).to_contain_text(f"You said {wrong}: ")
    expect(status).to_contain_text("What happens is A: 0")
    expect(status).to_contain_text(predictions()["a-small-h"].replies[wrong].text[:20])
    expect(status).to_contain_text("float32 keeps about seven digits")
    assert outcome.evaluate("part => part.open")
    assert button.get_attribute("aria-pressed") == "true"
    page.reload()
    expect(status).to_contain_text(f"You said {wrong}: ")
    ask.get_by_role("button").first.click()
    expect(status).to_contain_text("This time you said A: 0. That is what happens.")


def test_an_open_question_takes_what_the_notebook_takes(open_page):
    page = open_page("01_tensors.html")
    ask = page.locator('.ask[data-kind="open"]').first
    question = predictions()[ask.get_attribute("data-question")]
    field, status = ask.get_by_label("Your guess"), ask.get_by_role("status")
    field.press("Enter")
    expect(status).to_contain_text("Write down a guess first")
    field.fill("no idea")
    field.press("Enter")
    expect(status).to_contain_text(f"You said no idea. What happens is {question.accepted[0]}.")
    field.fill(question.accepted[0].replace(" ", ""))
    field.press("Enter")
    expect(status).to_contain_text("That is what happens")


def test_the_comparison_is_python_s(open_page):
    page = open_page("01_tensors.html")
    asked = [question for question in predictions().values() if not question.options]
    accepted = [text for question in asked for text in question.accepted]
    guesses = list(dict.fromkeys((*TYPED, *accepted, *(f"{text}!" for text in accepted),
                                  *(text.replace(",", " ") for text in accepted))))  # fmt: skip
    pairs = list(itertools.product(guesses, asked))
    mine = page.evaluate(
        "pairs => pairs.map(([guess, wanted]) => wanted.some(one => bookAgree(guess, one)))",
        [[guess, list(question.accepted)] for guess, question in pairs],
    )
    theirs = [foreseen(question, guess) for guess, question in pairs]
    different = [p for p, a, b in zip(pairs, mine, theirs, strict=True) if a != b]
    assert different == []
    assert any(theirs) and not all(theirs)


def test_without_a_script_the_answer_is_folded(open_page):
    page = open_page(f"{CHAPTER}.html", scripts=False)
    ask = page.locator('.ask[data-question="a-twelve"]')
    expect(ask.get_by_role("listitem")).to_have_count(3)
    expect(ask.get_by_role("button")).to_have_count(0)
    answer = page.locator('[data-answers="a-twelve"]')
    expect(answer.get_by_text("12 is a number")).to_be_hidden()
    answer.locator("summary").click()
    expect(answer.get_by_text("12 is a number")).to_be_visible()


@pytest.mark.parametrize("how", ["file", "server"])
def test_the_search_finds_a_word_and_leads_to_it(open_page, served, how):
    page = open_page("index.html" if how == "file" else f"{served}/index.html")
    field = page.get_by_role("searchbox").or_(page.get_by_placeholder("Search")).first
    field.fill("broadcasting")
    field.press("Enter")
    results = page.locator("#search-results li")
    expect(results.first).to_be_visible()
    expect(page.locator("#search-results")).to_contain_text("1.9 Broadcasting")
    summaries = page.locator("#search-results p.context")
    if how == "server":
        expect(summaries.first).to_contain_text("roadcast")
    results.get_by_role("link").first.click()
    heading = page.locator("h2, h3").filter(has=page.locator(".highlighted"))
    expect(heading.first).to_be_in_viewport()


def test_the_menus_of_a_telephone_open_and_close_by_keys(open_page):
    page = open_page(f"{CHAPTER}.html", viewport=NARROW)
    menu = page.get_by_role("button", name="Chapters")
    menu.focus()
    page.keyboard.press("Enter")
    assert menu.get_attribute("aria-expanded") == "true"
    expect(page.get_by_role("link", name="5 · The loop").first).to_be_in_viewport()
    page.keyboard.press("Escape")
    assert menu.get_attribute("aria-expanded") == "false"


def test_code_is_copied_whole(open_page, served):
    page = open_page(f"{served}/{CHAPTER}.html")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy this code").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("from course_utils import digits")


def test_on_paper_answers_are_unfolded_and_pages_are_light(open_page):
    page = open_page(f"{CHAPTER}.html", scheme="dark")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.get_by_text("12 is a number, and so is 4.").first).to_be_visible()
    expect(page.locator(".copy").first).to_be_hidden()
    expect(page.locator(".toc-drawer")).to_be_hidden()
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert all(int(part) > 240 for part in colour.removeprefix("rgb(").rstrip(")").split(","))
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.get_by_text("12 is a number, and so is 4.").first).to_be_hidden()
