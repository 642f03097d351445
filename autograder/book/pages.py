"""A chapter's page in Markdown: text, code and outputs, without what only a notebook can do."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from nbformat import NotebookNode

from autograder.book.chapters import Chapter
from autograder.book.outputs import Outputs
from autograder.build.frame import WAY_ON
from autograder.files.paths import CHECK_PREFIX
from course_utils.core.exercise import START
from course_utils.notebook.predictions import Prediction
from course_utils.texts import Words, say, words
from course_utils.views import html

# About running and handing in a notebook, and ways that every page of the book has.
_LEFT_OUT = {"colab-setup", "how-it-works", "hand-in-text", "hand-in", WAY_ON}
_WAYS = re.compile(
    r"^← \[.*\n+| · in Colab, too: .*$|^Run the two closed cells below first: .*$", re.MULTILINE
)
# What only a notebook can do, and what the page says in its place; nothing of a check.
_CALLS = {
    "check": "", "hint": "", "reset": "", "submit": "", "explain": "",
    "progress": "book.progress", "review": "book.review", "arrange": "book.arrange",
}  # fmt: skip
_GUESS = re.compile(r'guess\("([a-z0-9-]+)"\)')
_ASKED = re.compile(r"\*\*Predict(?: \d+)?\.\*\*")
_FOLDED = "<details>\n<summary>Answer</summary>"
_NOTEBOOK = re.compile(r"\]\((\d\d_\w+)\.ipynb")
_FORM = re.compile(r"^#\s*@title\s*(.*?)\s*(?:\{.*\})?\s*\n")
_MARKER = re.compile(r"^# exercise: .*\n")


@dataclass(frozen=True, slots=True)
class Page:
    """A page in MyST's Markdown, and its pictures by file name."""

    name: str
    text: str
    pictures: dict[str, bytes]


def chapter_page(chapter: Chapter) -> Page:
    """The page of a chapter."""
    outputs = Outputs(chapter.name)
    writer = _Writer(chapter, outputs)
    blocks = [head(chapter.description), *writer.blocks()]
    return Page(chapter.name, "\n\n".join(blocks) + "\n", outputs.pictures)


def head(description: str) -> str:
    """The front matter: what search engines and shared links say of the page."""
    return f"---\nmyst:\n  html_meta:\n    description: {json.dumps(description)}\n---"


def raw(text: str) -> str:
    """HTML that the page takes as it is."""
    longest = max(map(len, re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{{raw}} html\n{text}\n{fence}"


@dataclass(slots=True)
class _Writer:
    """Walks through a chapter's cells; ``asked`` is the question whose answer has not come yet."""

    chapter: Chapter
    outputs: Outputs
    asked: str = ""

    def blocks(self) -> Iterator[str]:
        cells = self.chapter.notebook.cells
        for cell, after in zip(cells, [*cells[1:], None], strict=True):
            if cell.id in _LEFT_OUT:
                continue
            if cell.cell_type == "markdown":
                yield from self._text(cell, after)
            elif cell.cell_type == "code":
                yield from self._code(cell, after)

    def _text(self, cell: NotebookNode, after: NotebookNode | None) -> Iterator[str]:
        text = self.outputs.text(cell.id, _WAYS.sub("", cell.source))
        text = _NOTEBOOK.sub(r"](\1.md", text)
        if cell.metadata.get("nbgrader", {}).get("solution"):
            yield self._line(say("book.write-text", link="{link}"))
            return
        question = self._question(after)
        if self.asked and _FOLDED in text:
            opened = f'<details class="answer" data-answers="{self.asked}">'
            text = text.replace("<details>", opened, 1) if text.startswith("<d") else text.replace(
                _FOLDED, _FOLDED.replace("<details>", opened), 1)  # fmt: skip
            self.asked = ""
        if question is None:
            yield text
            return
        self.asked = question.id
        found = _ASKED.search(text)
        start = max(0, text.rfind("\n\n", 0, found.start())) if found else 0
        if text[:start].strip():
            yield text[:start].rstrip()
        yield from _ask(question, text[start:])

    def _question(self, cell: NotebookNode | None) -> Prediction | None:
        """The question that this cell asks."""
        found = _GUESS.match(cell.source) if cell is not None else None
        return self.chapter.questions.get(found.group(1)) if found else None

    def _code(self, cell: NotebookNode, after: NotebookNode | None) -> Iterator[str]:
        if self._question(cell):
            return  # the text above asks it
        call = _only_call(cell.source)
        name = call.partition("(")[0]
        if name in _CALLS and (_CALLS[name] or self.chapter.name != START):
            if code := _CALLS[name]:
                yield self._line(say(code, **_fields(code, call)))
            return  # the start page shows what the others look like
        if cell.metadata.get("nbgrader", {}).get("solution"):
            yield from self._exercise(cell, after)
            return
        yield raw('<div class="cell">')
        yield _listing(cell)
        if shown := self.outputs.html(cell.id, self.chapter.shown.get(cell.id, ())):
            yield raw(self._shown(shown))
        yield raw("</div>")
        if "labs." in cell.source:
            yield self._line(say("book.move", link="{link}"))

    def _shown(self, shown: str) -> str:
        """Outputs between a question and its answer are folded: they give it away."""
        output = f'<div class="output">{shown}</div>'
        if not self.asked:
            return output
        summary = escape(words(say("book.shown")))
        return (
            f'<details class="outcome" data-outcome="{self.asked}"><summary>{summary}</summary>\n'
            f"{output}</details>"
        )

    def _exercise(self, cell: NotebookNode, after: NotebookNode | None) -> Iterator[str]:
        yield raw('<div class="cell exercise">')
        yield _listing(cell)
        if after is not None and after.id == CHECK_PREFIX + cell.id:
            told = say("book.write", link="{link}", call=after.source.strip().splitlines()[-1])
        else:
            told = say("book.write-text", link="{link}")
        yield self._line(told)
        yield raw("</div>")

    def _line(self, told: Words) -> str:
        """A sentence of the book's own; ``{link}`` becomes the one to the chapter in Colab."""
        link = f'<a href="{self.chapter.colab}">{escape(words(say("book.colab")))}</a>'
        return raw(f'<p class="run">{html.marked(words(told)).replace("{link}", link)}</p>')


def _fields(code: str, call: str) -> dict[str, str]:
    return {} if code == "book.progress" else {"call": call, "link": "{link}"}


def _ask(question: Prediction, text: str) -> Iterator[str]:
    """The question with its options as a list, which the page's script makes into buttons."""
    accepted = escape(json.dumps(question.accepted, ensure_ascii=False))
    kind = "choice" if question.options else "open"
    yield raw(f'<div class="ask" data-question="{question.id}" data-kind="{kind}" '
              f'data-accepted="{accepted}">')  # fmt: skip
    yield text
    yield raw('<div class="reply" role="status"></div></div>')


def _only_call(source: str) -> str:
    """The first call of a cell that holds nothing but imports and calls of the course's own."""
    try:
        lines = ast.parse(source).body
    except SyntaxError:  # a cell with a shell's line
        return ""
    calls = [line for line in lines if not isinstance(line, (ast.Import, ast.ImportFrom))]
    for line in calls:
        call = line.value if isinstance(line, ast.Expr) else None
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name)):
            return ""
        if call.func.id not in _CALLS:
            return ""
    return ast.unparse(calls[0]).replace("'", '"') if calls else ""


def _listing(cell: NotebookNode) -> str:
    """The cell's code; folded where it is in the notebook, or where it only draws."""
    source, title = _MARKER.sub("", cell.source), ""
    if form := _FORM.match(source):
        title, source = form.group(1), source[form.end() :]
    hidden = cell.metadata.get("jupyter", {}).get("source_hidden") or bool(form)
    draws = re.match(r"(pictures|labs)\.\w+\(", source) is not None
    code = f"```python\n{source.strip()}\n```"
    if not (hidden or draws or cell.id == "setup"):
        return code
    summary = escape(title or words(say("book.code")))
    if cell.id == "setup":
        summary = escape(words(say("book.set-up")))
    opened = raw(f'<details class="folded"><summary>{summary}</summary>')
    return f"{opened}\n\n{code}\n\n{raw('</details>')}"
