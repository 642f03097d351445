"""The page in a real browser: inert, light and dark, narrow, on paper, and readable."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from autograder.course.by_hand import ByHand, Given
from autograder.feedback import render_feedback
from tests.autograder.feedback.samples import EXERCISES, mixed, page_of
from tests.autograder.feedback.test_hostile_text import ATTACKS, CONTROLS, planted
from tests.autograder.feedback.test_marked_code import place, proven
from tests.browser.driver import chromium
from tests.browser.on_paper import faults_on_paper

pytestmark = pytest.mark.browser

_CONTRASTS = (Path(__file__).parent / "contrasts.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def opened(browser: Browser, file: Path, page: str, **options) -> tuple[Page, list[str]]:
    """The page in a fresh window, and what the browser had to report of it."""
    file.write_text(page, encoding="utf-8")
    window = browser.new_page(**options)
    reports: list[str] = []
    window.on("console", lambda message: reports.append(f"console: {message.text}"))
    window.on("pageerror", lambda error: reports.append(f"error: {error}"))
    window.on("request", lambda request: reports.append(f"request: {request.url}"))

    def dialog(box) -> None:
        reports.append(f"dialog: {box.message}")
        box.dismiss()

    window.on("dialog", dialog)
    window.goto(file.as_uri())
    return window, [r for r in reports if r != f"request: {file.as_uri()}"]


def test_planted_scripts_do_not_run_and_nothing_is_loaded(browser, tmp_path):
    for number, text in enumerate((*ATTACKS, " ".join(ATTACKS))):
        by_hand = ByHand(
            {"lr-init": Given(1, comment=text), text: Given(comment=text, written=True)}
        )
        page = render_feedback(planted(text), EXERCISES, course=text, by_hand=by_hand)
        window, reports = opened(browser, tmp_path / f"{number}.html", page)
        window.keyboard.press("Tab")
        window.wait_for_timeout(50)
        assert reports == []
        assert window.evaluate("document.scripts.length") == 0
        assert window.evaluate("document.querySelectorAll('style').length") == 1
        window.close()


def test_the_policy_stops_what_would_slip_through(browser, tmp_path):
    page = render_feedback(mixed(), EXERCISES)
    broken = page.replace(
        "</main>",
        "<script>document.title = 'ran'</script><img src='http://127.0.0.1:9/x' "
        "onerror=\"document.title = 'ran'\"><style>h1 { color: rgb(1, 2, 3) }</style></main>",
    )
    window, _ = opened(browser, tmp_path / "page.html", broken)
    window.wait_for_timeout(100)
    assert window.title() != "ran"
    assert window.evaluate("getComputedStyle(document.querySelector('h1')).color") != "rgb(1, 2, 3)"
    window.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_is_readable_on_a_light_and_on_a_dark_page(browser, tmp_path, scheme):
    window, reports = opened(
        browser, tmp_path / "page.html", render_feedback(mixed(), EXERCISES), color_scheme=scheme
    )
    assert reports == []
    back = window.evaluate("getComputedStyle(document.body).backgroundColor")
    brightness = sum(int(part) for part in back[4:-1].split(","))
    assert brightness > 600 if scheme == "light" else brightness < 150
    contrasts = window.evaluate(_CONTRASTS)
    assert len(contrasts) > 200
    assert [entry for entry in contrasts if entry[0] < 4.5] == []
    window.close()


@pytest.mark.parametrize("width", [320, 800, 1400])
def test_the_page_never_scrolls_sideways(browser, tmp_path, width):
    longest = f"{'x' * 5000} {CONTROLS} {'محمد ' * 300}" + "e" + "\u0301" * 500
    for name, page in (
        ("real", render_feedback(mixed(), EXERCISES)),
        ("long", render_feedback(planted(longest), EXERCISES, course=longest)),
    ):
        window, _ = opened(
            browser, tmp_path / f"{name}.html", page, viewport={"width": width, "height": 900}
        )
        assert window.evaluate("document.documentElement.scrollWidth") <= width
        window.close()


def test_on_paper_long_lines_wrap_and_the_page_is_white(browser, tmp_path):
    page = render_feedback(planted("y" * 3000), EXERCISES)
    window, _ = opened(browser, tmp_path / "page.html", page, color_scheme="dark")
    window.emulate_media(media="print", color_scheme="dark")
    window.set_viewport_size({"width": 700, "height": 1000})
    assert (
        window.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    )
    wide = "[...document.querySelectorAll('pre')].filter(p => p.scrollWidth > p.clientWidth).length"
    assert window.evaluate(wide) == 0
    assert window.pdf().startswith(b"%PDF")
    window.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marked_code_is_readable_and_stays_in_its_box(browser, tmp_path, scheme):
    """Every colour of a word on the tint of its row; what is only heard takes no room."""
    words = "# a word\n@decorated\ndef f(x): return None if x != 'a' else f\"{x:>3}\" + 3.5e1 * -x"
    source = f"{words}  # {'long ' * 60}\n"
    last = source.split("\n")[2]
    places = [place(line, text, source) for line, text in ((1, "word"), (2, "@"), (3, "None"))]
    gap = dataclasses.replace(places[0], line=3, column=len(last), end=len(last), row=last, text="")
    verdict = proven(places[0])
    assert verdict.proof is not None
    proof = dataclasses.replace(verdict.proof, places=(*places, gap))
    page = page_of(dataclasses.replace(verdict, proof=proof), source)
    for width in (320, 1400):
        window, reports = opened(
            browser, tmp_path / f"{width}.html", page,
            color_scheme=scheme, viewport={"width": width, "height": 900},
        )  # fmt: skip
        assert reports == []
        assert window.evaluate("document.querySelectorAll('.placed mark').length") == 4
        assert [entry for entry in window.evaluate(_CONTRASTS) if entry[0] < 4.5] == []
        assert window.evaluate("document.documentElement.scrollWidth") <= width
        window.close()


@pytest.mark.parametrize("passed", [False, True])
def test_on_paper_nothing_is_cut_off_or_squeezed(browser, tmp_path, passed):
    result = mixed()
    if passed:
        right = result.verdicts["lr-init"]
        result = dataclasses.replace(result, verdicts={"lr-init": right})
    page = render_feedback(result, EXERCISES[:1] if passed else EXERCISES, requests="file")
    window, _ = opened(browser, tmp_path / "page.html", page)
    assert faults_on_paper(window) == []
    window.close()
