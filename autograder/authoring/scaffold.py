"""``autograder new-exercise``: everything that a new exercise needs, to be filled in.

One call writes the catalogue's two files, the probe, the cells of the chapter's source and
the line that imports the file. What an author has to write is marked TODO; the rules
of :mod:`autograder.authoring.lint` name each of these places.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from autograder.authoring.lint import entry_path
from autograder.build.outline import source_path
from autograder.catalogue import Entry, catalogue, chapter_of
from autograder.catalogue.chapters import find_chapter
from autograder.errors import Refused
from autograder.files.atomic import write_atomic
from autograder.files.paths import COURSE_UTILS, ROOT
from autograder.typed import command

KINDS = ("function", "class")
GIVES = ("tensor", "scalar")
# How an argument's values are drawn, for the first call and for the second one.
DRAWN = {
    "tensor": ("draw.real(n, d)", "draw.real(second, d)"),
    "vector": ("draw.real(d)", "draw.real(d)"),
    "labels": ("draw.labels(n, d)", "draw.labels(second, d)"),
    "number": ("draw.number(0.1, 0.9)", "draw.number(0.1, 0.9)"),
    "integer": ("draw.integer(2, 5)", "draw.integer(2, 5)"),
}
_TENSORS = ("tensor", "vector", "labels")
_ID = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
_LONGEST = 40
_GIVEN = {
    "check", "demo", "device", "F", "hint", "math", "method_of", "nn", "NotAttempted", "optim",
    "pictures", "progress", "torch",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an author asks for.

    Attributes:
        id: such as ``leaky-relu``.
        chapter: the number, the name or both: ``1``, ``tensors``, ``01_tensors``.
        symbol: what students define; made from the id when empty.
        takes: arguments as ``name`` or ``name:kind``, the kinds being those of DRAWN.
        gives: ``tensor`` or ``scalar``.
        kind: ``function``, or ``class`` for a Module that is made and then called with x.
        after: the exercise that it follows; the chapter's last one when empty.
    """

    id: str
    chapter: str
    symbol: str = ""
    takes: tuple[str, ...] = ()
    gives: str = "tensor"
    kind: str = "function"
    after: str = ""
    points: float = 1
    minutes: int = 10
    difficulty: int = 2


@dataclass(frozen=True, slots=True)
class _Plan:
    """The same, checked and resolved."""

    wanted: Wanted
    chapter: str
    symbol: str
    inputs: tuple[tuple[str, str], ...]

    @property
    def module(self) -> str:
        return self.chapter.split("_", 1)[1]

    @property
    def file(self) -> str:
        return self.wanted.id.replace("-", "_")

    @property
    def folder(self) -> Path:
        return ROOT / "autograder" / "catalogue" / self.module

    @property
    def probes(self) -> Path:
        return COURSE_UTILS / "probes" / f"{self.module}.py"


@dataclass(frozen=True, slots=True)
class FirstExercise:
    """The texts of a new chapter's first exercise.

    Attributes:
        file: the name of its module in the catalogue.
        entry, mistakes: its two files there.
        probe, cells: what it adds to the chapter's probes and to the chapter's source.
        tensors: whether an argument is a tensor, which the probe looks at twice.
    """

    file: str
    entry: str
    mistakes: str
    probe: str
    cells: str
    tensors: bool


def first_exercise(wanted: Wanted, source: str) -> FirstExercise:
    """The same texts for a chapter that is not there yet.

    Args:
        wanted: with the new chapter's full name.
        source: the new chapter's source without the exercise.

    Raises:
        Refused: as by :func:`scaffold`.
    """
    plan = _resolved(wanted, wanted.chapter, source, ())
    names = _names(plan)
    return FirstExercise(
        plan.file,
        rendered("entry.py.j2", names),
        rendered("mistakes.j2", names),
        rendered("probe.py.j2", names),
        rendered("cells.py.j2", names),
        bool(names["tensors"]),
    )


def scaffold(wanted: Wanted) -> list[Path]:
    """Write the new exercise's files; the paths that were written or extended.

    Raises:
        Refused: the id exists or is ill-formed, or something else does not fit; then
            nothing has been written.
    """
    plan, after = _plan(wanted)
    names = _names(plan)
    source = source_path(plan.chapter)
    package = plan.folder / "__init__.py"
    texts = {
        plan.folder / f"{plan.file}.py": rendered("entry.py.j2", names),
        plan.folder / f"{plan.file}.mistakes": rendered("mistakes.j2", names),
        package: _with_import(package.read_text("utf-8"), plan, after),
        plan.probes: _appended(plan.probes.read_text("utf-8"), rendered("probe.py.j2", names)),
        source: _with_cells(source.read_text("utf-8"), after, rendered("cells.py.j2", names)),
    }
    for path, text in texts.items():
        write_atomic(path, text)
    return list(texts)


def _plan(wanted: Wanted) -> tuple[_Plan, Entry]:
    """What is written into a chapter that is there, and the exercise that it follows."""
    chapter = find_chapter(wanted.chapter)
    text = source_path(chapter).read_text("utf-8")
    plan = _resolved(wanted, chapter, text, chapter_of(chapter))
    after = _after(wanted.after, chapter)
    if (plan.folder / f"{plan.file}.py").exists():
        path = (plan.folder / f"{plan.file}.py").relative_to(ROOT)
        raise Refused(f"{path} is there already; choose another id.")
    if re.search(rf"^(def|class) {plan.file}\b", plan.probes.read_text("utf-8"), re.MULTILINE):
        path = plan.probes.relative_to(ROOT)
        raise Refused(f"{path} has a {plan.file} already; choose another id.")
    return plan, after


def _resolved(wanted: Wanted, chapter: str, source: str, beside: Sequence[Entry]) -> _Plan:
    """The wish, checked against the chapter's source and its other exercises."""
    _check_id(wanted.id, chapter, source)
    parts = wanted.id.split("-")
    made = "".join(map(str.capitalize, parts)) if wanted.kind == "class" else "_".join(parts)
    symbol = wanted.symbol or made
    _check_symbol(symbol, beside)
    if wanted.kind not in KINDS:
        raise Refused(f"--kind is {' or '.join(KINDS)}, not {wanted.kind!r}.")
    if wanted.gives not in GIVES:
        raise Refused(f"--gives is {' or '.join(GIVES)}, not {wanted.gives!r}.")
    if wanted.points <= 0:
        raise Refused(f"an exercise is worth more than {wanted.points:g} points.")
    return _Plan(wanted, chapter, symbol, _inputs(wanted))


def _check_id(exercise_id: str, chapter: str, source: str) -> None:
    if not _ID.match(exercise_id) or len(exercise_id) > _LONGEST:
        raise Refused(
            f"{exercise_id!r} is not an exercise id: lower-case words and digits joined by single "
            f"hyphens, at most {_LONGEST} characters, such as leaky-relu."
        )
    if exercise_id in catalogue():
        where = catalogue()[exercise_id].exercise.chapter
        raise Refused(f"the exercise {exercise_id} exists already, in {where}; choose another id.")
    for cell in (exercise_id, f"ex-{exercise_id}", f"check-{exercise_id}", f"{exercise_id}-text"):
        if f'id="{cell}"' in source:
            raise Refused(f"solutions/{chapter}.py has a cell {cell!r} already; choose another id.")


def _check_symbol(symbol: str, beside: Sequence[Entry]) -> None:
    if not symbol.isidentifier() or keyword.iskeyword(symbol):
        raise Refused(f"{symbol!r} is not a Python name: students could not define it.")
    if symbol in _GIVEN:
        raise Refused(f"{symbol} is a name of the notebooks' set-up cell; choose another --symbol.")
    for entry in beside:
        if entry.exercise.symbol == symbol:
            raise Refused(f"{symbol} is defined by {entry.id} already; choose another --symbol.")


def _inputs(wanted: Wanted) -> tuple[tuple[str, str], ...]:
    inputs = []
    for word in wanted.takes or (("x",) if wanted.kind == "function" else ()):
        name, _, drawn = word.partition(":")
        drawn = drawn or "tensor"
        if not name.isidentifier() or keyword.iskeyword(name) or drawn not in DRAWN:
            raise Refused(
                f"--takes {word!r} is not an argument: write its name, or name:kind with one of "
                f"{', '.join(DRAWN)}."
            )
        inputs.append((name, drawn))
    names = [name for name, _ in inputs]
    if wanted.kind == "class":
        if "x" in names:
            raise Refused("a class is called with x; --takes names the arguments of __init__.")
        inputs.append(("x", "tensor"))
    if len(set(names)) < len(names):
        raise Refused(f"--takes names {max(names, key=names.count)} twice.")
    return tuple(inputs)


def _after(exercise_id: str, chapter: str) -> Entry:
    entries = chapter_of(chapter)
    if not exercise_id:
        return entries[-1]
    for entry in entries:
        if entry.id == exercise_id:
            return entry
    listing = ", ".join(entry.id for entry in entries)
    raise Refused(f"{chapter} has no exercise {exercise_id!r}. It has: {listing}.")


def _names(plan: _Plan) -> dict[str, Any]:
    """What the templates fill in."""
    wanted = plan.wanted
    is_class = wanted.kind == "class"
    names = [name for name, _ in plan.inputs if not (is_class and name == "x")]
    tensors = [name for name, drawn in plan.inputs if drawn in _TENSORS]
    arguments = ", ".join(names)
    call = f"{plan.symbol}({arguments})"

    def define(name: str) -> str:
        if not is_class:
            return f"def {name}({arguments}):"
        title = "".join(map(str.capitalize, name.split("_"))) if "_" in name else name
        title = title[:1].upper() + title[1:]
        return (
            f"class {title}(nn.Module):\n    def __init__(self{''.join(f', {n}' for n in names)}):"
            "\n        super().__init__()\n\n    def forward(self, x):"
        )

    return {
        "id": wanted.id,
        "symbol": plan.symbol,
        "kind": wanted.kind,
        "gives": wanted.gives,
        "module": plan.module,
        "function": plan.file,
        "points": f"{wanted.points:g}",
        "minutes": wanted.minutes,
        "difficulty": wanted.difficulty,
        "names": names,
        "arguments": arguments,
        "tensors": ["x"] if is_class else tensors,
        "call": f"{call}(x)" if is_class else call,
        "inputs": [
            {"name": name, "draw": DRAWN[drawn][0], "second": DRAWN[drawn][1]}
            for name, drawn in plan.inputs
        ],
        "define": define,
        "indent": " " * (8 if is_class else 4),
    }


def rendered(template: str, names: dict[str, Any]) -> str:
    """One of the scaffold's texts, filled in."""
    folder = Path(__file__).parent / "templates"
    # Python and percent cells, no HTML: nothing is escaped.
    environment = Environment(
        loader=FileSystemLoader(folder), undefined=StrictUndefined, autoescape=False,
        keep_trailing_newline=True,
    )  # fmt: skip
    return environment.get_template(template).render(names)


def _appended(text: str, more: str) -> str:
    """One after the other, as ruff has it: two empty lines between."""
    return f"{text.rstrip()}\n\n\n{more.strip()}\n"


def _with_import(text: str, plan: _Plan, after: Entry) -> str:
    line = f"    {entry_path(after).stem},\n"
    if line not in text:
        raise Refused(
            f"autograder/catalogue/{plan.module}/__init__.py does not import {line.strip(' ,')}"
            " on a line of its own; put the new file's name into it by hand."
        )
    return text.replace(line, f"{line}    {plan.file},\n")


def _with_cells(text: str, after: Entry, cells: str) -> str:
    """The source with the new cells behind the check of the exercise that they follow."""
    start = text.index(f'# %% id="check-{after.id}"')
    end = text.find("\n# %%", start)
    head, tail = (text, "") if end < 0 else (text[: end + 1], text[end + 1 :])
    return f"{head.rstrip()}\n\n{cells.rstrip()}\n{chr(10) if tail else ''}{tail}"


def next_steps(wanted: Wanted, written: Sequence[Path]) -> list[str]:
    """What is to be done now, a line each."""
    entry, mistakes, _, probe, source = (path.relative_to(ROOT) for path in written)
    return [
        f"{entry}: contract, hints, cases, reference, three variants",
        f"{mistakes}: what goes wrong, the commonest first, each as an edit of the reference",
        f"{probe}: does the probe record everything that the contract promises, and nothing "
        "that it leaves free?",
        f"{source}: the text, the docstring, the readable solution",
        command(f"audit {wanted.id}") + "      says what is missing, in words",
        command(f"try {wanted.id} --catalogue") + "      shows what students will read",
        command(f"build {find_chapter(wanted.chapter)}") + "      makes the notebook",
    ]
