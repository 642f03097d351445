"""`autograder build` and `build --check`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.build import leaks
from autograder.build.execute import execute
from autograder.build.header import Symptom, fresh_visible_keys, helps
from autograder.build.keyfiles import is_current, key_file_faults
from autograder.build.links import broken_links
from autograder.build.outline import SourceError
from autograder.build.questions import QuestionFault, predictions_text
from autograder.build.readme import README, readme_text
from autograder.build.released import course_text, structure_text
from autograder.build.source import Helps, read_questions, read_source
from autograder.build.student import solved_notebook, student_notebook, to_text
from autograder.build.trial import trial_faults
from autograder.build.ways import WAYS_FILE, ways_text
from autograder.build.worked import worked_faults, worked_text
from autograder.catalogue import CHAPTERS, Entry, catalogue, find_entry, warm_up_entry
from autograder.files.atomic import write_atomic
from autograder.files.paths import COURSE_UTILS, NOTEBOOKS, SOLUTIONS
from autograder.translation.exercise import translated_exercise
from autograder.typed import command
from course_utils.core.exercise import (
    EXERCISES_FILE,
    KEYS_FOLDER,
    START,
    WARM_UP,
    WARM_UP_FILE,
)
from course_utils.core.key import to_bytes
from course_utils.core.probing import find_probe
from course_utils.core.released import RELEASED
from course_utils.core.worked_example import WORKED_EXAMPLES_FILE
from course_utils.notebook.predictions import PREDICTIONS_FILE
from course_utils.notebook.settings import COURSE_FILE


@dataclass(slots=True)
class Report:
    """What a build wrote, or what a check found: each fault is a sentence.

    ``unfinished`` says where an author's mark still stands; a check counts that as a fault.
    """

    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)


Say = Callable[[str], None]


def build(
    *,
    run_all: bool = False,
    say: Say = lambda line: None,
    exercises: Sequence[str] | None = None,
) -> Report:
    """Write everything that derives from the sources and the catalogue.

    What is about the whole course and the notebooks of the exercises' chapters are made always,
    and both cheaply: of the other exercises they hold what the last build found out.

    Args:
        exercises: the ids of those whose keys are made; all of them unless given.
        run_all: execute every solved notebook again, even where its cells are as before.
        say: gets a line about each step.
    """
    report = Report()
    entries = [find_entry(name) for name in (catalogue() if exercises is None else exercises)]
    helps = built_helps({entry.id for entry in entries})
    _write(EXERCISES_FILE, exercises_text(helps), report)
    KEYS_FOLDER.mkdir(exist_ok=True)
    for entry in entries:
        say(f"keys of {entry.id}")
        _write_keys(entry, report)
    if len(entries) == len(catalogue()):  # the command names all of them
        _write_keys(warm_up_entry(), report)
    _write(WARM_UP_FILE, warm_up_text(), report)
    known = {f"{exercise_id}.safetensors" for exercise_id in (*catalogue(), WARM_UP)}
    for stale in KEYS_FOLDER.glob("*.safetensors"):
        if stale.name not in known:
            stale.unlink()
    _write(COURSE_FILE, course_text(), report)
    _write(PREDICTIONS_FILE, all_predictions_text(helps), report)
    _write(WORKED_EXAMPLES_FILE, worked_text(), report)
    _write(README, readme_text(), report)
    _write(WAYS_FILE, _all_ways(), report)
    concerned = {entry.exercise.chapter for entry in entries}
    for chapter in (chapter for chapter in CHAPTERS if chapter in concerned):
        source = read_source(chapter, helps=helps)
        say(f"student notebook of {chapter}")
        student = student_notebook(source)
        _write(NOTEBOOKS / f"{chapter}.ipynb", to_text(student), report)
        _write(RELEASED / f"{chapter}.json", structure_text(student), report)
        _write_solved(chapter, solved_notebook(source), report, run_all, say)
        report.unfinished += leaks.unfinished(_cells(chapter, student))
    _write_start(report, run_all, say, helps)
    told = {e.id: e.exercise.to_json() for e in catalogue().values()
            if e.exercise.chapter in concerned}  # fmt: skip
    report.unfinished += leaks.unfinished(_texts(told))
    return report


def _write_start(report: Report, run_all: bool, say: Say, helps: Helps) -> None:
    """The start page: last, as it shows what the chapters end with."""
    say("start page")
    source = read_source(START, helps=helps)
    _write(NOTEBOOKS / f"{START}.ipynb", to_text(student_notebook(source)), report)
    _write_solved(START, solved_notebook(source), report, run_all, say)


def built_helps(made: Set[str] = frozenset()) -> Helps:
    """What Help boxes hold, as the last build wrote it; made anew for these exercises."""
    try:
        rows = json.loads(EXERCISES_FILE.read_text("utf-8"))
        kept = {row["id"]: [(symptom, why) for symptom, why in row["helps"]] for row in rows}
    except (OSError, ValueError, LookupError, TypeError):  # not there, or of another version
        kept = {}

    def of(entry: Entry) -> Sequence[Symptom]:
        return kept[entry.id] if entry.id in kept and entry.id not in made else helps(entry)

    return of


def _cells(chapter: str, notebook: NotebookNode) -> list[tuple[str, str]]:
    return [(f"the cell {cell.id} of {chapter}", cell.source) for cell in notebook.cells]


def _texts(told: Mapping[str, dict[str, Any]]) -> list[tuple[str, str]]:
    """What the student's package says of each exercise."""
    return [(name, json.dumps(said, ensure_ascii=False, indent=1)) for name, said in told.items()]


def _write_keys(entry: Entry, report: Report) -> None:
    """The exercise's keys; a file that says the same stays, whatever processor wrote it."""
    path, fresh = KEYS_FOLDER / f"{entry.id}.safetensors", fresh_visible_keys(entry.id)
    if is_current(path, fresh):
        report.unchanged.append(path.name)
    else:
        _write(path, to_bytes(fresh), report)


def _write_solved(
    chapter: str, solved: NotebookNode, report: Report, run_all: bool, say: Say
) -> None:
    path = SOLUTIONS / f"{chapter}.ipynb"
    if not run_all and path.exists() and same_cells(solved, nbformat.read(path, 4)):
        report.unchanged.append(path.name)
        return
    say(f"running the solved notebook of {chapter}")
    _write(path, to_text(execute(solved)), report)


def same_cells(one: NotebookNode, other: NotebookNode) -> bool:
    """Whether two notebooks agree in everything but outputs."""
    return _bare(one) == _bare(other)


def _bare(notebook: NotebookNode) -> list[tuple[Any, ...]]:
    cells = []
    for cell in notebook.cells:
        tags = tuple(cell.metadata.get("tags", ()))
        folded = "jupyter" in cell.metadata
        cells.append((cell.id, cell.cell_type, cell.source, tags, folded))
    return cells


def exercises_text(helps: Helps = helps) -> str:
    """``exercises.json``: what students are told of every exercise."""
    rows = [
        {
            **translated_exercise(entry.exercise).to_json(),
            "helps": [list(pair) for pair in helps(entry)],
            "defines": list(find_probe(entry.id).defines),
        }
        for entry in catalogue().values()
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def _all_ways() -> str:
    return ways_text(read_source(chapter, fill=False) for chapter in CHAPTERS)


def warm_up_text() -> str:
    """``warm_up.json``: the start page's exercise."""
    entry = warm_up_entry()
    told = translated_exercise(entry.exercise).to_json() | {
        "defines": list(find_probe(entry.id).defines)
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def all_predictions_text(helps: Helps = helps) -> str:
    """``predictions.json``: the predict-then-run questions of all chapters.

    Raises:
        SourceError: two questions have one id.
    """
    questions = [
        question for chapter in (START, *CHAPTERS) for question in read_questions(chapter, helps)
    ]
    try:
        return predictions_text(questions)
    except QuestionFault as fault:
        raise SourceError(str(fault)) from None


def _write(path: Path, content: str | bytes, report: Report) -> None:
    data = content.encode("utf-8") if isinstance(content, str) else content
    name = path.name
    if path.exists() and path.read_bytes() == data:
        report.unchanged.append(name)
        return
    write_atomic(path, data)
    report.written.append(name)


def check_build(say: Say = lambda line: None) -> Report:
    """Whether the committed files are what their sources make; writes nothing."""
    report = Report()
    say("exercises and keys")
    if not EXERCISES_FILE.exists() or EXERCISES_FILE.read_text("utf-8") != exercises_text():
        report.faults.append(_stale("course_utils/data/exercises.json"))
    for path, text in (
        (COURSE_FILE, course_text()),
        (PREDICTIONS_FILE, all_predictions_text()),
        (WARM_UP_FILE, warm_up_text()),
    ):
        if not path.exists() or path.read_text("utf-8") != text:
            report.faults.append(_stale(f"course_utils/data/{path.name}"))
    if not WAYS_FILE.exists() or WAYS_FILE.read_text("utf-8") != _all_ways():
        report.faults.append(_stale("solutions/ways.json"))
    report.faults += worked_faults()
    if README.read_text("utf-8") != readme_text():
        report.faults.append(_stale("README.md"))
    for entry in (*catalogue().values(), warm_up_entry()):
        report.faults += key_file_faults(entry, fresh_visible_keys(entry.id))
    sources, students = {}, {}
    for chapter in CHAPTERS:
        say(chapter)
        sources[chapter] = read_source(chapter)
        students[chapter] = student_notebook(sources[chapter])
        report.faults += _notebook_faults(chapter, sources[chapter], students[chapter])
        report.faults += trial_faults(chapter, sources[chapter], students[chapter])
    sources[START] = read_source(START)
    students[START] = student_notebook(sources[START])
    report.faults += _stale_notebooks(START, sources[START], students[START])
    report.faults += broken_links(students)
    say("leaks")
    regions = [region for source in sources.values() for region in leaks.solution_regions(source)]
    files = leaks.student_files(students, COURSE_UTILS)
    report.faults += leaks.find_leaks(regions, files) + leaks.forbidden_words(files)
    for chapter, student in students.items():
        report.faults += leaks.unfinished(_cells(chapter, student))
    told = {entry.id: entry.exercise.to_json() for entry in catalogue().values()}
    report.faults += leaks.unfinished(_texts(told))
    return report


def _notebook_faults(chapter: str, source: NotebookNode, student: NotebookNode) -> Iterator[str]:
    yield from _stale_notebooks(chapter, source, student)
    path = RELEASED / f"{chapter}.json"
    if not path.exists() or path.read_text("utf-8") != structure_text(student):
        yield _stale(f"course_utils/data/released/{chapter}.json")


def _stale_notebooks(name: str, source: NotebookNode, student: NotebookNode) -> Iterator[str]:
    path = NOTEBOOKS / f"{name}.ipynb"
    if not path.exists() or path.read_text("utf-8") != to_text(student):
        yield _stale(f"notebooks/{name}.ipynb")
    path = SOLUTIONS / f"{name}.ipynb"
    if not path.exists():
        yield _stale(f"solutions/{name}.ipynb")
        return
    solved = nbformat.read(path, 4)
    if not same_cells(solved, solved_notebook(source)):
        yield _stale(f"solutions/{name}.ipynb")
    for cell in solved.cells:
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                yield f"solutions/{name}.ipynb: the cell {cell.id} raised {output.ename}."


def _stale(name: str) -> str:
    return f"{name} is not what its source makes: run `{command('build')}` and commit it."
