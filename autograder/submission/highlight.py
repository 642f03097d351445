"""A student's text made safe to look at: control signs made visible, code coloured."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

MAX_CODE = 20_000  # characters of one exercise's code; more is nobody's answer
_SHORT = 1500  # characters of code whose HTML is worth keeping
_LIGHT, _DARK = "default", "github-dark"
_CLASS = "code"

# Joiners stay: names in Persian or Hindi, and some emoji, need them.
_HARMLESS = {"\u200c", "\u200d"}
_WRITTEN = {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}
_MOST_MARKS = 3  # accents on one letter; a higher pile covers other lines
_UNUSUAL = re.compile(r"[^\n\t\x20-\x7e]+")


def visible(text: str) -> str:
    """The text with every control character written as its code point: ``[U+202E]``.

    That is so for NUL, the right-to-left override or half a surrogate pair; the
    pictures that Unicode has for some of them are missing from many fonts. Of
    accents piled on one letter the first three are kept.
    """
    return _UNUSUAL.sub(_signs, text.replace("\r\n", "\n"))


def _signs(run: re.Match[str]) -> str:
    shown, marks = [], 0
    for char in run.group():
        category = unicodedata.category(char)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks <= _MOST_MARKS:
            plain = char in _HARMLESS or category not in _WRITTEN
            shown.append(char if plain else f"[U+{ord(char):04X}]")
    return "".join(shown)


def code_html(source: str) -> Markup:
    """The code as spans with a class for each kind of word, for a ``pre`` element."""
    whole = source.strip("\r\n")
    rest = len(whole) - MAX_CODE
    text = visible(whole[:MAX_CODE])
    if rest > 0:
        text += f"\n# … {rest} more characters are not shown."
    return _often(text) if len(text) < _SHORT else _coloured(text)


def _coloured(text: str) -> Markup:
    return Markup(highlight(text, lexer(), formatter()))


_often = lru_cache(200)(_coloured)  # short answers are equal to the letter more often than not


@cache
def lexer() -> PythonLexer:
    """What reads code; it keeps nothing of what it has read."""
    return PythonLexer(stripnl=False, ensurenl=False)


@cache
def formatter() -> HtmlFormatter[str]:
    """What makes spans of words; making one takes as long as a page's code."""
    return HtmlFormatter(nowrap=True)


@cache
def code_css() -> str:
    """The colours of code, on a light page and on a dark one."""
    return (
        f"{_rules(_LIGHT)}\n@media screen and (prefers-color-scheme: dark) {{\n{_rules(_DARK)}\n}}"
    )


def _rules(style: str) -> str:
    sheet = HtmlFormatter(style=style, nobackground=True).get_style_defs(f".{_CLASS}")
    # Only rules for words: those for line numbers and for lexing errors say nothing here,
    # and a half-written line is no error of the page's reader.
    kept = (line for line in sheet.splitlines() if line.startswith(f".{_CLASS} ."))
    return "\n".join(line.partition(" /*")[0] for line in kept if f".{_CLASS} .err" not in line)
