"""What Sphinx is taught for the book: MathML, and the words of the pages' scripts."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from sphinx.application import Sphinx

from autograder.book.mathml import set_block, set_inline
from course_utils.texts import say, template_of, words

# What the scripts say: the notebooks' own words, and a few of the book's.
_WORDS = (
    "guess.hit", "guess.hit-again", "guess.missed", "guess.missed-again", "guess.nothing",
    "guess.placeholder", "guess.label", "guess.button", "guess.expect", "book.copy", "book.copied",
    "book.copy-code", "book.chapters", "book.on-page",
)  # fmt: skip


def _complete(app: Sphinx, page: str, template: str, context: dict[str, Any], tree: Any) -> None:
    """Give a page's head what its scripts say, and that of the search a description."""
    told = {code.partition(".")[2]: template_of(say(code)) for code in _WORDS}
    data = json.dumps(told, ensure_ascii=False, sort_keys=True).replace("</", "<\\/")
    lines = [f'<script type="application/json" id="book-words">{data}</script>']
    if page == "search":
        about = escape(words(say("book.about")), quote=True)
        lines.append(f'<meta name="description" content="{about}">')
    context["metatags"] = "\n".join([context.get("metatags", ""), *lines])


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.add_html_math_renderer("mathml", (set_inline, None), (set_block, None))
    app.connect("html-page-context", _complete)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
