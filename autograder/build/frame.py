"""What every notebook gets at its ends: the way back, Colab's set-up, handing in, the way on."""

from __future__ import annotations

import json

import nbformat
from nbformat import NotebookNode

from autograder.build.outline import colab_address, outline, start_link
from autograder.catalogue.chapters import CHAPTERS
from autograder.files.paths import repository, version
from course_utils.core.exercise import START
from course_utils.texts import Message, say, words

WAY_ON = "way-on"


def way_back(chapter: str) -> str:
    """The line below a notebook's title: to what comes before it, here and in Colab.

    In Colab links between notebooks lead nowhere, so it has a line of its own. They are words
    and no badges: a picture from elsewhere would be a hole where there is no network.
    """
    what = "open-page" if chapter == START else "open-chapter"
    here = f"[**{words(say(f'notebook.{what}'))}**]({colab_address(chapter)})"
    if chapter == START:
        return here
    links = [start_link(words(say("notebook.start-page")))]
    there = [_in_colab(say("notebook.the-start-page"), START)]
    if before := _beside(chapter, -1):
        links.append(f"[{outline(before).title}]({before}.ipynb)")
        there.append(_in_colab(say("notebook.before"), before))
    too = words(say("notebook.in-colab-too", links=" · ".join(there)))
    return f"← {' · '.join(links)}\n\n{here} · {too}"


def _in_colab(what: Message, chapter: str) -> str:
    return f"[{words(what)}]({colab_address(chapter)})"


def way_on_cell(chapter: str) -> NotebookNode:
    """The last cell: where one goes from here."""
    after = CHAPTERS[0] if chapter == START else _beside(chapter, +1)
    if after:
        coming = outline(after)
        begins = chapter == START
        code = "notebook.begin" if begins else "notebook.coming"
        link = f"**[{coming.title}]({after}.ipynb)**"
        here = words(say(code, link=link, count=coming.minutes))
        there = [_in_colab(say("notebook.first" if begins else "notebook.next"), after)]
    else:
        here, there = words(say("notebook.last")), []
    if chapter != START:
        back = say("notebook.back", link=start_link(words(say("notebook.start-page"))))
        here += f"\n\n{words(back)}"
        there.append(_in_colab(say("notebook.the-start-page"), START))
    links = say("notebook.in-colab", links=" · ".join(there))
    text = f"## {words(say('notebook.way-on'))}\n\n{here}\n\n{words(links)}"
    cell: NotebookNode = nbformat.v4.new_markdown_cell(text, id=WAY_ON)
    return cell


def _beside(chapter: str, step: int) -> str:
    """The chapter before or after this one; empty where there is none."""
    place = CHAPTERS.index(chapter) + step
    return CHAPTERS[place] if 0 <= place < len(CHAPTERS) else ""


def fold(cell: NotebookNode, words: str) -> None:
    """Close a cell's code; one line says what it does.

    JupyterLab shows that line of a closed cell, Colab makes it the title of a form, and where
    nothing is closed it is a comment.
    """
    cell.source = f"# @title {words}\n{cell.source}"
    cell.metadata["jupyter"] = {"source_hidden": True}
    cell.metadata["cellView"] = "form"


def wheel_address() -> str:
    """Where a release's wheel of ``course_utils`` lies."""
    return (
        f"https://github.com/{repository()}/releases/download/v{version()}/"
        f"gradient_workbook-{version()}-py3-none-any.whl"
    )


def colab_cell() -> NotebookNode:
    """The set-up cell: installs the package where it is missing or older than the notebook.

    A version that is as new or newer is left alone. pip is told not to touch anything
    else: torch, numpy, matplotlib and ipywidgets are Colab's own. Where nothing can be
    installed the cell fails, with a sentence: a run of all cells ends here, and not in a
    NameError below.
    """
    news = json.dumps(words(say("notebook.not-installed")), ensure_ascii=False)
    release = tuple(int(part) for part in version().split("."))
    source = (
        "import importlib, sys\n"
        "try:\n"
        f'    assert importlib.import_module("course_utils").RELEASE >= {release}\n'
        "except (ImportError, AttributeError, AssertionError):\n"
        '    !"{sys.executable}" -m pip install -qqq --retries 0 --no-deps -U '
        f'"{wheel_address()}"\n'
        f"    if _exit_code: raise SystemExit({news})\n"
        '    [sys.modules.pop(m) for m in [*sys.modules] if m.startswith("course_utils")]'
    )
    cell: NotebookNode = nbformat.v4.new_code_cell(source, id="colab-setup")
    fold(cell, words(say("notebook.colab-cell")))
    return cell


HAND_IN = ("hand-in-text", "hand-in")


def hand_in_cells() -> list[NotebookNode]:
    """The last cells: what handing in means, and ``submit()``."""
    told = (say("notebook.hand-in-why"), say("notebook.hand-in-run"))
    text = "\n\n".join([f"## {words(say('notebook.hand-in'))}", *map(words, told)])
    button = nbformat.v4.new_code_cell(
        "from course_utils import submit\n\nsubmit()",
        id="hand-in",
        metadata={"tags": ["demo"]},
    )
    return [nbformat.v4.new_markdown_cell(text, id="hand-in-text"), button]
