"""What every page has in common: one file, no script, one style element known by its hash."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from course_utils.texts import say, template_of
from course_utils.views.figures import points

TEMPLATES = Path(__file__).parent / "templates"


def environment(folder: Path) -> Environment:
    """Templates of the folder, and those that pages share; every text is escaped."""
    made = Environment(
        loader=FileSystemLoader([folder, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["marked"] = code_marked
    made.globals["told"] = told
    made.filters["points"] = points
    return made


def told(code: str, /, **fields: Any) -> Markup:
    """The message in the words of its template, escaped; fields that are markup stay so."""
    template = template_of(say(code, **fields))
    return Markup(escape(template)).format(**fields)


def code_marked(text: str) -> Markup:
    """Escaped, with what stands between backticks as code."""
    safe = str(escape(text))
    return Markup(re.sub(r"`([^`\n]+)`", r"<code>\1</code>", safe))


def sheet(*files: Path) -> str:
    """The style of a page: what all pages share, then its own."""
    return "\n".join(_read(path) for path in (TEMPLATES / "base.css", *files))


@cache
def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def policy(style: str, script: str = "") -> str:
    """The page's content security policy: nothing but this one style, and inlined pictures.

    A page may have one script of ours, which is named by its hash, too.

    Without ``unsafe-inline`` a style attribute has no effect either, so pages have none.
    """
    return (
        f"default-src 'none'; img-src data:; style-src {_hash_of(style)}; "
        "base-uri 'none'; form-action 'none'" + (f"; script-src {_hash_of(script)}" * bool(script))
    )


def _hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
