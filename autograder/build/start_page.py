"""What the start page tells of the chapters and the calls: made of them, never typed twice."""

from __future__ import annotations

import base64
import importlib
import inspect
import re
from xml.etree import ElementTree

import nbformat

from autograder.build.outline import ChapterOutline, colab_address, course_hours, outlines
from autograder.catalogue import catalogue
from autograder.files.paths import SOLUTIONS
from autograder.translation import translated
from course_utils.texts import say, words

_PICTURE = re.compile(r'<img src="data:image/svg\+xml;base64,([^"]+)"')
_PATHS = re.compile(r' d="[^"]+"')
_NUMBERS = re.compile(r"-?\d+\.\d+")
_SVG = "http://www.w3.org/2000/svg"
_WIDTH = 120  # pixels of a chapter's picture


def chapters_text() -> str:
    """The chapters as a table: a picture, a link, the minutes, and what each ends with."""
    chapters = outlines()
    rows = "\n".join(map(_row, chapters))
    hours, with_numpy = course_hours()
    # Words that do not break: else a phone makes the pictures as small as a letter.
    room = words(say("notebook.looks"))
    whole = words(say("notebook.hours", hours=hours, fewer=with_numpy, count=len(chapters)))
    return f"| {room} | {whole} |\n|:--|:--|\n{rows}\n\n{words(say('notebook.links'))}"


def size_text() -> str:
    """How many chapters and exercises there are, and how long they take, in a sentence."""
    hours, fewer = course_hours()
    count = len(outlines())
    return words(
        say("notebook.size", count=count, exercises=len(catalogue()), hours=hours, fewer=fewer)
    )


def _row(chapter: ChapterOutline) -> str:
    link = f"**[{chapter.title}]({chapter.name}.ipynb)**"
    colab = f"[{words(say('notebook.in-colab-link'))}]({colab_address(chapter.name)})"
    minutes = words(say("notebook.minutes", count=chapter.minutes))
    ends = words(say("notebook.chapter-ends", ends=chapter.ends))
    told = f"{link} · {minutes} · {colab}<br>{ends}"
    return f"| {_cover(chapter)} | {told} |"


def _cover(chapter: ChapterOutline) -> str:
    """The chapter's picture, small, as its solved notebook shows it; nothing before that is run."""
    path = SOLUTIONS / f"{chapter.name}.ipynb"
    if not chapter.cover or not path.exists():
        return ""
    for cell in nbformat.read(path, 4).cells:
        for output in cell.get("outputs", ()) if cell.id == chapter.cover else ():
            if found := _PICTURE.search(output.get("data", {}).get("text/html", "")):
                small = _shrunk(base64.b64decode(found[1]).decode())
                data = base64.b64encode(small.encode()).decode()
                # Its words are gone, and those of the solved notebook are English.
                alt = re.sub(r"[\[\]|\n]", " ", words(say("notebook.cover", title=chapter.title)))
                return f"![{alt}](data:image/svg+xml;base64,{data})"
    return ""


def _shrunk(svg: str) -> str:
    """The same drawing so small that nobody can read in it: without its words."""
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    drawing = ElementTree.fromstring(svg)
    for parent in list(drawing.iter()):
        for part in list(parent):
            if _is_word(parent, part):
                parent.remove(part)
    *_, width, height = map(float, drawing.get("viewBox", f"0 0 {_WIDTH} {_WIDTH}").split())
    drawing.set("width", str(_WIDTH))
    drawing.set("height", f"{height / width * _WIDTH:.0f}")
    text = ElementTree.tostring(drawing, encoding="unicode")
    return _PATHS.sub(lambda path: _NUMBERS.sub(_rounded, path[0]), text)


def _is_word(parent: ElementTree.Element, part: ElementTree.Element) -> bool:
    """Whether it is letters, or only goes with them; the box around a word is none."""
    if part.tag.endswith("metadata") or part.get("id", "").startswith("legend_"):
        return True
    inside = parent.get("id", "").startswith("text_")
    return inside and not part.get("id", "").startswith("patch_")


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number[0]):.1f}".removesuffix(".0")


def calls_text() -> str:
    """The course's own calls as a table, by their own first sentences."""
    package = importlib.import_module("course_utils")
    rows = []
    for name in package.__all__:
        call = getattr(package, name)
        if inspect.isfunction(call):
            told = (inspect.getdoc(call) or "").split("\n\n")[0].replace("\n", " ")
            told = translated(f"call/{name}", told.replace("|", "/"))
            rows.append(f"| `{_written(name, call)}` | {told} |")
    head = f"| {words(say('notebook.write'))} | {words(say('notebook.does'))} |\n|:--|:--|\n"
    return head + "\n".join(rows)


def _written(name: str, call: object) -> str:
    shown = []
    assert callable(call)
    for one in inspect.signature(call).parameters.values():
        if one.kind is inspect.Parameter.KEYWORD_ONLY:
            shown.append(f"{one.name}=…")
        elif one.kind is inspect.Parameter.VAR_POSITIONAL:
            shown.append(f"*{one.name}")
        elif one.kind is not inspect.Parameter.VAR_KEYWORD:
            shown.append(one.name)
    return f"{name}({', '.join(shown)})"


TABLES = {"{{chapters}}": chapters_text, "{{calls}}": calls_text, "{{size}}": size_text}
"""What the source of the start page leaves to the build."""
