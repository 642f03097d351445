"""The site: Sphinx, MyST-Parser and Furo, told what they need to know."""

from __future__ import annotations

import importlib.util
import io
import re
import shutil
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from autograder.book.chapters import Chapter
from autograder.book.outputs import PICTURES
from autograder.book.pages import chapter_page, head
from autograder.errors import Refused
from course_utils.texts import say, words

HERE = Path(__file__).parent
_NEEDED = {"sphinx": "Sphinx", "myst_parser": "MyST-Parser", "furo": "Furo"}
# What Sphinx leaves for itself, and what only a browser's developer tools would ask for.
_UNUSED = (".buildinfo", "objects.inv", "*.map", "file.png", "minus.png", "plus.png")
# The corner of a table heads nothing.
_EMPTY_HEAD = re.compile(r"<th\b[^>]*>(?:</?(?:p|span)\b[^>]*>)*</th>")
_PAINTED = re.compile(r"\x1b\[[0-9;]*m")


def require_generator() -> None:
    """Raises: Refused: what makes the pages is not installed."""
    missing = [name for module, name in _NEEDED.items() if not importlib.util.find_spec(module)]
    if missing:
        lacks = " and ".join(filter(None, [", ".join(missing[:-1]), missing[-1]]))
        raise Refused(f"the book needs {lacks}: pip install -e '.[book]' installs all of it.")


def write_site(chapters: Sequence[Chapter], folder: Path, work: Path) -> None:
    """Write the book into an empty folder.

    Args:
        chapters: in their order.
        folder: for the site.
        work: an empty folder for what the site is made from.

    Raises:
        Refused: Sphinx is missing, or warns of something.
    """
    require_generator()
    sources, extra = work / "sources", work / "extra"
    write_sources(chapters, sources, extra)
    lines = [f"{name} = {value!r}" for name, value in _settings(extra).items()]
    (sources / "conf.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
    _run(sources, folder, work / "doctrees")
    for pattern in _UNUSED:
        for path in folder.rglob(pattern):
            path.unlink()
    for path in folder.glob("*.html"):
        path.write_text(tidied(path.read_text("utf-8")), encoding="utf-8")
    if (sources_of := folder / "_sources").is_dir():
        sources_of.rmdir()
    (folder / ".nojekyll").write_bytes(b"")  # a forge's pages pass over names like _static


def write_sources(chapters: Sequence[Chapter], sources: Path, extra: Path) -> None:
    """Write the pages in Markdown, and their pictures beside them."""
    pictures = extra / PICTURES
    sources.mkdir(parents=True)
    pictures.mkdir(parents=True)
    for chapter in chapters:
        page = chapter_page(chapter)
        (sources / f"{page.name}.md").write_text(page.text, encoding="utf-8")
        for name, content in page.pictures.items():
            (pictures / name).write_bytes(content)
    (sources / "index.md").write_text(_index(chapters), encoding="utf-8")


def _index(chapters: Sequence[Chapter]) -> str:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"), undefined=StrictUndefined,
        autoescape=False, trim_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    about = words(say("book.about"))
    text = environment.get_template("index.md.j2").render(
        title=words(say("book.title")),
        about=about,
        chapters=chapters,
        minutes=_minutes,
    )
    return f"{head(about)}\n\n{text}"


def _minutes(chapter: Chapter) -> str:
    if not chapter.minutes:
        return ""
    return f" · {words(say('book.minutes', minutes=chapter.minutes))}"


def _settings(extra: Path) -> dict[str, Any]:
    """Sphinx's configuration; no date, no version, nothing that is fetched."""
    title = words(say("book.title"))
    return {
        "project": title,
        "html_title": title,
        "html_short_title": title,
        "language": "en",
        "extensions": ["myst_parser", "autograder.book.extension"],
        "source_suffix": {".md": "markdown"},
        "myst_enable_extensions": ["dollarmath"],
        "myst_dmath_allow_labels": False,
        # Jupyter's Markdown knows none of these: what looks like them is text.
        "myst_disable_syntax": [
            "myst_line_comment", "myst_target", "myst_block_break", "myst_role",
        ],
        "myst_heading_anchors": 4,
        "myst_heading_slug_func": "autograder.book.site.anchor_of",
        "suppress_warnings": ["myst.header"],
        "html_theme": "furo",
        "html_math_renderer": "mathml",
        "pygments_style": "a11y-high-contrast-light",
        "pygments_dark_style": "a11y-high-contrast-dark",
        "html_static_path": [str(HERE / "static")],
        "html_extra_path": [str(extra)],
        "html_css_files": ["book.css"],
        "html_js_files": ["ask.js", "page.js"],
        "templates_path": [str(HERE / "templates")],
        "html_copy_source": False,
        "html_show_sourcelink": False,
        "html_show_copyright": False,
        "html_use_index": False,
        "html_theme_options": {"top_of_page_buttons": [], "navigation_with_keys": False},
        "smartquotes": False,
    }  # fmt: skip


def anchor_of(heading: str) -> str:
    """A heading's anchor as JupyterLab makes it, so that links between notebooks work here.

    They are written with escapes. MyST-Parser has undone those by the time it looks an anchor up,
    but for the signs that mean something in an address.
    """
    anchor = heading.strip().replace(" ", "-")
    return re.sub("[;/?:@&=+$,#]", lambda found: quote(found.group(), safe=""), anchor)


def tidied(html: str) -> str:
    """The page with what a screen reader misses in the generator's HTML."""
    html = html.replace('<aside class="sidebar-drawer">', '<aside class="sidebar-drawer" '
                        f'aria-label="{words(say("book.chapters"))}">')  # fmt: skip
    html = html.replace('<aside class="toc-drawer">', '<aside class="toc-drawer" '
                        f'aria-label="{words(say("book.on-page"))}">')  # fmt: skip
    return _EMPTY_HEAD.sub("<td></td>", html)


def _run(sources: Path, folder: Path, doctrees: Path) -> None:
    from sphinx.application import Sphinx
    from sphinx.errors import SphinxError
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    warned = io.StringIO()
    try:
        with warnings.catch_warnings(), patch_docutils(), docutils_namespace():
            # MyST-Parser still asks for what Sphinx will have in another place.
            warnings.simplefilter("ignore", PendingDeprecationWarning)
            app = Sphinx(
                sources, sources, folder, doctrees, "html", status=None, warning=warned,
                freshenv=True,
            )  # fmt: skip
            app.build(force_all=True)
    except SphinxError as fault:
        raise Refused(f"the book cannot be made: {fault}") from None
    lines = [line for line in _PAINTED.sub("", warned.getvalue()).splitlines() if line.strip()]
    if lines:
        more = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
        told = lines[0].replace(f"{sources}/", "")
        raise Refused(f"the book cannot be made: {told}{more}")
    shutil.rmtree(doctrees, ignore_errors=True)
