"""What of a page, a text or a drawing is plain English, or put together of pieces."""

from __future__ import annotations

import html
import re
from functools import cache
from html.parser import HTMLParser

from autograder.translation.fixed import without_names
from autograder.translation.pseudo import CLOSING, OPENING

# Code, formulas and what is drawn in a page of its own.
_QUIET = {
    *("code", "pre", "script", "style", "samp", "kbd", "textarea", "svg", "math", "option"),
    "mjx-container",
}
_INLINE = {
    *("a", "b", "i", "em", "strong", "span", "code", "samp", "kbd", "sub", "sup", "small"),
    *("img", "br", "wbr", "abbr"),
}
DEEPEST = 3  # a name within a clause within a sentence
_WORD = re.compile(r"(?<![^\W_])[A-Za-z]{3,}(?![^\W_])")


class _Blocks(HTMLParser):
    """The text of every block, code left out; alternative texts are blocks of their own."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.blocks = [""]
        self.depth = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.depth += tag in _QUIET
        if tag in _QUIET:
            self.blocks[-1] += " · "
        elif tag not in _INLINE and not self.depth:
            self.blocks.append("")
        for name, said in attrs:
            if name in ("alt", "aria-label", "title") and said not in (None, "", "null"):
                self.blocks[-1:] = [said, self.blocks[-1]]

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag in _QUIET
        if tag not in _INLINE and tag not in _QUIET and not self.depth:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        self.blocks[-1] += "" if self.depth else data


def blocks(shown: str) -> list[str]:
    """A page in blocks; a text is one, a drawing one for each of its words."""
    if shown.lstrip().startswith("<svg") or shown.lstrip().startswith("<?xml"):
        found = re.findall(r"<text[^>]*>(.*?)</text>", shown, re.DOTALL)
        return [html.unescape(re.sub(r"<[^>]*>", "", text)) for text in found]
    if re.match(r"\s*<", shown):
        return [text for text in _Blocks(shown).blocks if text.strip()]
    return [shown]


@cache
def _any_of(called: frozenset[str]) -> re.Pattern[str]:
    every = "|".join(map(re.escape, sorted(called, key=len, reverse=True)))
    return re.compile(rf"(?<![\w-])(?:{every})(?![\w-])")


def plain(block: str, called: frozenset[str] = frozenset()) -> list[str]:
    """The words of plain letters in it that are no code, formula or name."""
    text = re.sub(r"`[^`]+`|\$[^$]+\$|\"[^\"]*\"|https?:\S+", " ", block)
    text = re.sub(r"\w+(Error|Exception)\b", " ", without_names(text))
    if called and _WORD.search(text):
        text = _any_of(called).sub(" ", text)
    return _WORD.findall(text)


def faults_of_brackets(block: str) -> str:
    """Why the brackets of a block are those of no single text; empty where they are."""
    now = 0
    for letter in block:
        now += (letter == OPENING) - (letter == CLOSING)
        if now < 0:
            return "a text ends that has not begun"
        if now > DEEPEST:
            return "texts stand within texts"
    # A name too long for its box is cut, with a sign.
    return "a text does not end" if now and "…" not in block else ""


def names() -> frozenset[str]:
    """What is called by its name in every language: exercises, questions, chapters."""
    from autograder.catalogue import CHAPTERS
    from course_utils.core.exercise import exercises
    from course_utils.line_puzzles.all_puzzles import PUZZLES
    from course_utils.notebook.predictions import predictions
    from course_utils.review_questions.bank import review_bank

    called = [*exercises(), *PUZZLES, *predictions(), *CHAPTERS, *review_bank()]
    called += [name.partition("-")[2] for name in review_bank()]
    called += ["None", *(kind.__name__ for kind in (float, int, bool, str, list, tuple, dict))]
    return frozenset([*called, *(name.replace("-", " ") for name in called)])
