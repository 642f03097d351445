"""The proof that a public tree holds no answer: every file is known, every text is searched."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import nbformat

from autograder.build import leaks
from autograder.build.outline import source_path
from autograder.catalogue import CHAPTERS, Entry, catalogue
from autograder.files.page_text import page_text
from course_utils.notebook.settings import SELF_STUDY
from course_utils.notebook.ways import WAYS_NAME

# What a release holds; everything else is a fault.
_TREE = re.compile(
    r"README\.md|LICENSE|LICENSE-TEXT|LICENSE-DIGITS\.md|environment\.yml|requirements\.txt"
    r"|notebooks/\d\d_\w+\.ipynb|gradient_workbook-[\w.]+-py3-none-any\.whl"
    r"|\.github/workflows/book\.yml"
    r"|book/(\.nojekyll|([\w-]+/)*[\w.-]+\.(html|js|css|svg|png|jpg|gif|txt|woff2))"
)
_WHEEL = re.compile(
    r"course_utils/(\w+/)*\w+\.(py|css|js|html|svg)|course_utils/py\.typed"
    r"|course_utils/data/(\w+/)*[\w-]+\.(json|safetensors|npz)|course_utils/data/digits/README\.md"
    r"|gradient_workbook-[\w.]+\.dist-info/(METADATA|WHEEL|RECORD|licenses/[\w./-]+)"
)
_COURSE, _WAYS = "course_utils/data/course.json", f"course_utils/data/{WAYS_NAME}"
_TEXT = (".py", ".json", ".md", ".txt", ".yml", ".css", ".js", ".html", ".svg", "METADATA")
_BINARY = (".png", ".jpg", ".gif", ".woff2")
_WINDOW = 3
# Long enough to be told from a line that anybody writes.
_LONG = 30
_WORDS = ("BEGIN HIDDEN TESTS", "BEGIN SOLUTION", "from autograder", "import autograder")
# A line is ordinary if the given code of a course is full of it.
_ORDINARY = re.compile(
    r"^(def|class|super\(\)|return(x|self)?$|self\.\w+=\w+$|import|from|@|else:|pass$|try:)"
)


def scan(tree: Path) -> list[str]:
    """Every reason why this tree must not be given to students; none, if it may."""
    faults: list[str] = []
    texts: list[tuple[str, str]] = []
    for path in sorted(tree.rglob("*")):
        name = path.relative_to(tree).as_posix()
        if path.is_symlink():
            faults.append(f"{name} is a symbolic link")
        elif path.is_file() and not name.startswith(".git/"):
            if not _TREE.fullmatch(name):
                faults.append(f"{name} is not a file of a release")
            elif path.suffix == ".whl":
                faults += _scan_wheel(path, texts)
            elif path.suffix == ".ipynb":
                faults += _scan_notebook(name, path.read_text("utf-8"), texts)
            elif path.suffix not in _BINARY:
                texts += _read(name, path)
    return faults + answers_in_texts(texts)


def texts_of(site: Path) -> list[tuple[str, str]]:
    """The texts of a folder of web pages, by file name."""
    return [
        text
        for path in sorted(site.rglob("*"))
        if path.is_file() and path.suffix not in _BINARY
        for text in _read(path.relative_to(site).as_posix(), path)
    ]


def _read(name: str, path: Path) -> list[tuple[str, str]]:
    """A file as it is; a page also as it reads, without the marks between its letters."""
    text = path.read_text("utf-8")
    return [(name, text), (name, page_text(text))] if path.suffix == ".html" else [(name, text)]


def answers_in_texts(texts: Iterable[tuple[str, str]]) -> list[str]:
    """Sentences for texts in which a solution, a right answer or a hidden region stands."""
    texts = list(texts)
    faults = [f"{name} holds {word!r}" for name, text in texts for word in _WORDS if word in text]
    faults += leaks.find_leaks(_regions(), texts)
    runs = [(name, _runs(leaks.normalise(text))) for name, text in texts]
    for entry in catalogue().values():
        faults += _answers_in(entry, runs)
    return faults


def _regions() -> list[tuple[str, list[str]]]:
    """Every solution region of the sources, straight from the files: nothing has to run."""
    found = []
    for chapter in CHAPTERS:
        for cell in re.split(r"^# %% ", source_path(chapter).read_text("utf-8"), flags=re.M):
            name = re.search(r'id="([^"]+)"', cell)
            notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
            regions = leaks.solution_regions(notebook)
            found += [(name.group(1) if name else chapter, lines) for _, lines in regions]
    return found


def _runs(lines: list[str]) -> set[tuple[str, ...]]:
    """All runs of one to three neighbouring lines: a window is then looked up, not searched."""
    sizes = range(1, _WINDOW + 1)
    return {tuple(lines[i : i + n]) for n in sizes for i in range(len(lines) - n + 1)}


def _scan_wheel(path: Path, texts: list[tuple[str, str]]) -> Iterator[str]:
    with zipfile.ZipFile(path) as wheel:
        names = wheel.namelist()
        mode = json.loads(wheel.read(_COURSE))["mode"] if _COURSE in names else ""
        for name in names:
            # Who learns alone reads them after a pass; where anybody is graded they are a leak.
            if name == _WAYS and mode == SELF_STUDY:
                continue
            if not _WHEEL.fullmatch(name):
                yield f"{path.name} holds {name}, which is not a file of the student's package"
            elif name.endswith(_TEXT):
                text = wheel.read(name).decode("utf-8")
                texts.append((f"{path.name}/{name}", text))
                if name.endswith(".json"):  # where the lines of a code are one line
                    strings = "\n".join(_strings(json.loads(text)))
                    texts.append((f"{path.name}/{name}", strings))


def _strings(content: object) -> Iterator[str]:
    """All texts in what a JSON file holds."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for key, value in content.items():
            yield key
            yield from _strings(value)
    elif isinstance(content, list):
        for value in content:
            yield from _strings(value)


def _scan_notebook(name: str, text: str, texts: list[tuple[str, str]]) -> Iterator[str]:
    notebook = nbformat.reads(text, 4)
    for cell in notebook.cells:
        if cell.cell_type == "code" and (cell.outputs or cell.execution_count is not None):
            yield f"{name}: the cell {cell.id} has outputs"
    texts.append((name, "\n".join(cell.source for cell in notebook.cells)))
    texts.append((f"{name} (metadata)", json.dumps([c.metadata for c in notebook.cells])))


def _answers_in(entry: Entry, files: Iterable[tuple[str, set[tuple[str, ...]]]]) -> Iterator[str]:
    """Where three lines of one of the catalogue's right answers stand one after the other."""
    assert entry.right is not None
    for one in (entry.right, *entry.alternatives, *entry.variants):
        windows = set(_windows(_body(one.source)))
        for name, runs in files:
            if windows & runs:
                yield f"{name} holds lines of {entry.id}'s right answer {one.name}"


def _body(source: str) -> list[str]:
    """The lines of a function or a class without its first one, normalised."""
    return leaks.normalise(source)[1:]


def _windows(lines: list[str]) -> Iterator[tuple[str, ...]]:
    if len(lines) < _WINDOW:
        if sum(map(len, lines)) >= _LONG and not all(map(_ORDINARY.match, lines)):
            yield tuple(lines)
        return
    for start in range(len(lines) - _WINDOW + 1):
        window = tuple(lines[start : start + _WINDOW])
        if sum(not _ORDINARY.match(line) for line in window) >= 2:
            yield window
