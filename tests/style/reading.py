"""Every text that a student or an instructor reads, with its file and line."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

HIDDEN = "□"
"""Stands where a text has code, mathematics, a link's target or a field: one word, never judged."""

Section = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, a list's item, a table's cell, a string, a docstring or a comment.

    Attributes:
        path: below the checkout, with slashes.
        line: where the text begins.
        kind: ``prose``, ``table``, ``string``, ``comment``, ``manual`` (a docstring that users
            read), ``catalogue`` or ``page``.
        words: the text, code and the like hidden, its line breaks kept.
        cell: in a chapter, the id of its cell.
        section: in a chapter, the section; (1, 0) is before the first one.
        aside: whether it is a heading, a table's cell, or says what the chapter will hold.
    """

    path: str
    line: int
    kind: str
    words: str
    cell: str = ""
    section: Section | None = None
    aside: bool = False


def texts_of(root: Path) -> list[Text]:
    """All texts of a checkout, file by file."""
    found: list[Text] = []
    for path in sorted((root / "solutions").glob("[0-9][0-9]_*.py")):
        found += chapter_texts(path, root)
    for package in ("autograder", "course_utils"):
        for path in sorted((root / package).rglob("*.py")):
            if not _name(path, root).startswith(CODES):
                found += python_texts(path, root)
        for path in sorted((root / package).rglob("*.html*")):
            found += page_texts(path, root)
        for path in sorted((root / package).rglob("*.md*")):
            text = _JINJA.sub(lambda m: "\n" * m[0].count("\n"), path.read_text("utf-8"))
            found += markdown_texts(text, _name(path, root))
    for path in sorted((root / "autograder" / "catalogue").rglob("*.mistakes")):
        found += mistakes_texts(path, root)
    for path in sorted((root / "autograder" / "catalogue").rglob("*.topics")):
        found += topics_texts(path, root)
    for path in pages(root):
        found += markdown_texts(path.read_text("utf-8"), _name(path, root))
    return found


CODES = ("course_utils/data/", "course_utils/probes/")
"""Whose texts are codes: what a probe says is compared with the keys, and stays as it is."""

# Made from docstrings, which are read where they stand; and the page that has to name what it bans.
_NOT_READ = {"docs/commands.md", "docs/style.md"}


def pages(root: Path) -> list[Path]:
    """README and the like, the pages of docs, those of the forge."""
    found = [*root.glob("*.md"), *(root / "docs").glob("*.md"), *(root / ".github").rglob("*.md")]
    return sorted(path for path in found if _name(path, root) not in _NOT_READ)


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


# ------------------------------------------------------------------ markdown

_FENCE = re.compile(r"^( *)(```|~~~)[^\n]*\n.*?^ *\2[^\n]*$", re.MULTILINE | re.DOTALL)
_MASKED = re.compile(
    r"<!--.*?-->"  # a comment
    r"|\$\$.+?\$\$|(?<![\\$])\$[^$\n]+\$"  # mathematics
    r"|(`+)(?!`).+?(?<!`)\1(?!`)"  # code
    r"|\[\[\d+\.\d+\]\]|\{\{[^}\n]*\}\}"  # a link to a section, what the build puts in
    r"|(?<=\])\([^)\s]*(?: \"[^\"]*\")?\)"  # the target of a link
    r"|https?://\S+"
    r"|</?[a-z][^>\n]*>",  # a tag
    re.DOTALL,
)
_ITEM = re.compile(r"^ *(?:>+ *)?(?:[-*+] +|\d+\. +|#{1,6} +)|^ *>+ *")
_HEAD = re.compile(r"^#{1,6} ")
_RULER = re.compile(r"^ *\|?[ :|-]+$")


def masked(text: str) -> str:
    """The text without code, mathematics, addresses and bold; its line breaks stay."""

    def hide(match: re.Match[str]) -> str:
        gone = match[0]
        word = "" if gone.startswith(("<", "(")) else HIDDEN
        return word + "\n" * gone.count("\n")

    return _MASKED.sub(hide, text).replace("**", "")


def markdown_texts(
    source: str, path: str, first: int = 1, *, cell: str = "", section: Section | None = None
) -> Iterator[Text]:
    """The paragraphs, items and cells of tables of a page, from its line ``first`` on."""
    source = _FENCE.sub(lambda m: "\n" * m[0].count("\n"), source)
    source = masked(source)
    begun: list[str] = []
    start = 0
    kind, aside = "prose", False

    def done() -> Iterator[Text]:
        nonlocal begun
        if any(line.strip() for line in begun):
            yield Text(path, first + start, kind, "\n".join(begun), cell, section, aside)
        begun = []

    for number, line in enumerate([*source.splitlines(), ""]):
        quote = re.match(r"^ *>+ ?", line)
        bare = line[quote.end() :] if quote else line
        if not bare.strip():
            yield from done()
        elif bare.lstrip().startswith("|"):
            yield from done()
            if not _RULER.match(bare):
                for part in bare.strip().strip("|").split("|"):
                    if part.strip():
                        yield Text(path, first + number, "table", part.strip(), cell, section, True)
        elif bare.startswith(("    ", "\t")) and not begun:
            continue  # a block of code
        elif _ITEM.match(bare):
            yield from done()
            start, kind, aside = number, "prose", bool(_HEAD.match(bare))
            begun = [_ITEM.sub("", bare)]
        else:
            if not begun:
                start, aside = number, False
            begun.append(bare)


# ------------------------------------------------------------------ chapters

_CELL = re.compile(r"^# %%(?P<markdown> \[markdown\])?(?P<header>[^\n]*)$", re.MULTILINE)
_SECTION = re.compile(r"^## (\d+)\.(\d+) ", re.MULTILINE)


def chapter_texts(path: Path, root: Path) -> Iterator[Text]:
    """A chapter: its text cells by paragraph, the strings and comments of its code."""
    source = path.read_text("utf-8")
    name, chapter = _name(path, root), int(path.name[:2])
    heads = list(_CELL.finditer(source))
    section: Section = (chapter, 0)
    lines: list[tuple[int, int, str, Section]] = []
    for head, follows in zip_longest(heads, heads[1:]):
        end = follows.start() if follows else len(source)
        first = source.count("\n", 0, head.end()) + 2
        body = source[head.end() + 1 : end]
        named = re.search(r'id="([^"]*)"', head["header"])
        cell = named[1] if named else ""
        if head["markdown"]:
            text = re.sub(r"^# ?", "", body, flags=re.MULTILINE)
            if found := _SECTION.search(text):
                section = (int(found[1]), int(found[2]))
            for each in markdown_texts(text, name, first, cell=cell, section=section):
                announced = cell == "title" or re.match(r"Next, chapter|\*?Optional", each.words)
                yield replace(each, aside=True) if announced else each
        else:
            lines.append((first, first + body.count("\n"), cell, section))
    for each in [*_strings(source, name), *_comments(source, name)]:
        for first, last, cell, place in lines:
            if first <= each.line <= last:
                yield Text(name, each.line, each.kind, each.words, cell, place)


def _comments(source: str, path: str) -> Iterator[Text]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            text = token.string.lstrip("# ")
            if not re.match(r"exercise: |type: |noqa|fmt: |ruff: |%%|BEGIN |END ", text):
                yield Text(path, token.start[0], "comment", masked(text))


# ------------------------------------------------------------------ Python

_WORDS = re.compile(r"[A-Za-z][a-zA-Z’']+")
_FIELD = re.compile(r"\{\{?[^{}]*\}?\}")


MANUAL = ("autograder/cli/", "course_utils/notebook/")
"""Whose functions' docstrings users read: ``--help``, docs/commands.md, ``help(check)``."""
# A string that is a program, a pattern or a page.
_CODE = re.compile(
    r"^[^ ]*$|\n *(?:import|from|def|class|return|for|if|\w+ [-+*/@]?=) |\w = .*\n|\\[bdsSw(]|\(\?"
    r"|^\s*<[a-z!]|\n\s*<[a-z]|[;{]\s*[a-z-]+:[^ ]|^#"
)


def python_texts(path: Path, root: Path) -> Iterator[Text]:
    """What a module says: its strings of three words and more, and its docstrings."""
    return _strings(path.read_text("utf-8"), _name(path, root))


def _strings(source: str, path: str) -> Iterator[Text]:
    nodes = list(_nodes(ast.parse(source)))
    docs: set[ast.AST] = set()
    public: set[ast.AST | None] = set()
    inside = set()
    for node in nodes:
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if not getattr(node, "name", "_").startswith("_"):
                public.add(node.body[0].value if isinstance(node.body[0], ast.Expr) else None)
            if ast.get_docstring(node, clean=False) and isinstance(node.body[0], ast.Expr):
                docs.add(node.body[0].value)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            docs.add(node.value)  # what is said of an attribute
        elif isinstance(node, ast.JoinedStr):
            inside |= {id(value) for value in node.values}
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            parts = [
                value.value if isinstance(value, ast.Constant) else HIDDEN for value in node.values
            ]
            text, kind = "".join(str(part) for part in parts), "string"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) in inside:
                continue
            text, kind = node.value, "manual" if node in docs else "string"
            if node in docs and not (path.startswith(MANUAL) and node in public):
                continue
        else:
            continue
        if kind == "string" and (len(_WORDS.findall(text)) < 3 or _CODE.search(text)):
            continue
        # A docstring has paragraphs, and so has a long text.
        if "\n\n" in text or kind == "manual":
            yield from _paragraphs(text, path, node.lineno, kind)
        else:
            yield Text(path, node.lineno, kind, _FIELD.sub(HIDDEN, masked(text)))


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """What `ast.walk` gives, in half its time: operators and contexts are left out.

    Those are one object for all trees, and what somebody notes on one (its parent, say) would
    lead out of this tree.
    """
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for field in node._fields:
            value = getattr(node, field, None)
            if isinstance(value, list):
                waiting += [each for each in value if isinstance(each, ast.AST)]
            elif isinstance(value, ast.AST) and not isinstance(value, _SHARED):
                waiting.append(value)


_SHARED = (ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop)


def _paragraphs(text: str, path: str, first: int, kind: str) -> Iterator[Text]:
    text = re.sub(r"::\n(?:\n|[ \t]+[^\n]*\n)+", lambda m: "\n" * m[0].count("\n"), text + "\n")
    for each in markdown_texts(_dedent(text), path, first):
        words = _FIELD.sub(HIDDEN, re.sub(r":[a-z]+:□", HIDDEN, each.words))
        yield Text(path, each.line, kind, words)


def _dedent(text: str) -> str:
    # Lines of Args: are items of their own.
    return re.sub(r"^ +(?=[\w*]+: )", "\n", text, flags=re.MULTILINE).replace("\n    ", "\n")


# ------------------------------------------------------------------ the catalogue's files


_MISTAKE = re.compile(r"^[a-z0-9][a-z0-9-, ]*(?: \[[^\]]*\])?(?:: |$)", re.DOTALL)


def mistakes_texts(path: Path, root: Path) -> Iterator[Text]:
    """The sentences of a file of mistakes and their reasons, without its edits."""
    name, state = _name(path, root), "edit"
    begun: list[str] = []
    start = 0

    def done() -> Iterator[Text]:
        nonlocal begun
        text = "\n".join(begun)
        if state == "head":
            text = _MISTAKE.sub(lambda m: "\n" * m[0].count("\n"), text)
        if text.strip():
            yield Text(name, start, "catalogue", masked(text))
        begun = []

    for number, line in enumerate([*path.read_text("utf-8").splitlines(), "#"], 1):
        if not line.strip():
            continue
        indent, text = len(line) - len(line.lstrip()), line.strip()
        if indent == 0:
            now = "edit" if text.startswith("#") else "head"
        elif indent == 4:
            now = "edit" if text.startswith("|") else "why"
        else:
            now = state
        if now != state or indent == 0:
            yield from done()
            state, start = now, number
        if state != "edit":
            begun.append(text)


def topics_texts(path: Path, root: Path) -> Iterator[Text]:
    """The sentences of a file of worked examples."""
    begun: list[str] = []
    start = 0
    for number, line in enumerate([*path.read_text("utf-8").splitlines(), ""], 1):
        text = line.strip()
        if line.startswith("    ") and text[:1] not in (">", "|", "-", "+", "@", "#"):
            begun = begun or []
            if not begun:
                start = number
            begun.append(text)
        elif begun:
            yield Text(_name(path, root), start, "catalogue", masked("\n".join(begun)))
            begun = []


# ------------------------------------------------------------------ templates of pages

_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}", re.DOTALL)
_VALUE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_SCRIPT = re.compile(r"<(script|style|svg|code|pre)\b.*?</\1>", re.DOTALL)
_INLINE = re.compile(r"</?(?:a|b|i|em|strong|span|small|abbr|kbd|sup|sub|time|wbr)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>", re.DOTALL)


def page_texts(path: Path, root: Path) -> Iterator[Text]:
    """What a template of a page says between its tags."""

    def hide(word: str) -> Callable[[re.Match[str]], str]:
        return lambda match: word + "\n" * match[0].count("\n")

    text = _SCRIPT.sub(hide(HIDDEN), path.read_text("utf-8"))
    text = _VALUE.sub(hide(HIDDEN), _JINJA.sub(hide(""), text))
    text = _TAG.sub(hide("\0"), _INLINE.sub(hide(""), text))
    line = 1
    for part in text.split("\0"):
        for block in re.split(r"(\n\s*\n)", part):
            if len(_WORDS.findall(block)) >= 2:
                before = len(block) - len(block.lstrip())
                yield Text(
                    _name(path, root), line + block[:before].count("\n"), "page", block.strip()
                )
            line += block.count("\n")
