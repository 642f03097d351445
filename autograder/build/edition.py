"""The course in another language: notebooks and the student's package, in a folder of their own.

``editions/de/`` holds ``notebooks/`` and a whole ``course_utils/``: the same code, its data in
German. Nothing of the English course is changed. What a text has no translation for is English
there, and counted.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from autograder.build import builder
from autograder.build.header import Symptom, helps_by
from autograder.build.released import course_text, structure_text
from autograder.build.source import read_source
from autograder.build.student import student_notebook, to_text
from autograder.build.worked import worked_text
from autograder.catalogue import CHAPTERS, Entry, catalogue, find_entry, warm_up_entry
from autograder.files.copies import copy_tree
from autograder.files.paths import COURSE_UTILS, ROOT
from autograder.submission.remarks import ask_for_remarks
from autograder.translation import Language, Listener, WantedText, speaking
from autograder.translation.catalog import Broken, Translations, counts
from autograder.translation.code_text import DRAWINGS, QUESTIONS, translated_code
from autograder.translation.exercise import translated_keys
from autograder.translation.pseudo import NAME_OF_IT, Pseudo
from autograder.translation.templates import texts_text, translated_templates
from course_utils.core.exercise import START
from course_utils.core.key import to_bytes, visible_keys
from course_utils.texts import using

EDITIONS = ROOT / "editions"
_DRAWINGS = ("labs", "pictures")
_QUESTIONS = ("of_*.py", "reasons.py")


@dataclass(slots=True)
class Edition:
    """What a build of a language made.

    Attributes:
        folder: where it lies.
        counts: by area, how many texts are translated, and of how many.
        broken: entries of the catalogue that are not used, and why.
        unknown: entries of texts that are no longer there.
    """

    folder: Path
    counts: list[tuple[str, int, int]] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    unknown: int = 0


def language_of(name: str) -> Language:
    """A language by its code, such as ``de``; ``pseudo`` is one that needs no translation.

    Raises:
        Refused: it has no catalogue, or one that cannot be read.
    """
    return Pseudo() if name == NAME_OF_IT else Translations(name)


def build_edition(
    language: Language, say: builder.Say = lambda line: None, folder: Path | None = None
) -> Edition:
    """Write the course in a language, from the data of the last English build.

    Args:
        language: which.
        say: gets a line about each step.
        folder: where to; ``editions/`` and its code unless given.
    """
    made = Edition(folder or EDITIONS / language.name)
    package = made.folder / COURSE_UTILS.name
    for old in (package, made.folder / "notebooks"):
        shutil.rmtree(old, ignore_errors=True)
    copy_tree(COURSE_UTILS, package, ("__pycache__", "released"))
    for path, content in files_of(language, say):
        target = made.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    made.counts = list(counts(language))
    if isinstance(language, Translations):
        made.broken, made.unknown = language.broken, language.unknown
    return made


def files_of(
    language: Language, say: builder.Say = lambda line: None, *, whole: bool = True
) -> Iterator[tuple[str, str | bytes]]:
    """What an edition has of its own: each file's path and content.

    Args:
        language: which.
        say: gets a line about each step.
        whole: with what derives from other texts alone: the Help boxes, and the keys' numbers.
    """
    templates = translated_templates(language)
    # Three files hold a Help box, and a box takes a second.
    boxes = cache(_help_box)
    helps = (lambda entry: boxes(entry.id)) if whole else _no_helps
    with speaking(language), using(templates, language.plural_forms):
        for chapter in (START, *CHAPTERS):
            say(f"{chapter} in {language.name}")
            student = student_notebook(read_source(chapter, helps=helps))
            yield f"notebooks/{chapter}.ipynb", to_text(student)
            if chapter != START:
                yield f"course_utils/data/released/{chapter}.json", structure_text(student)
        data = "course_utils/data"
        yield f"{data}/exercises.json", builder.exercises_text(helps)
        yield f"{data}/warm_up.json", builder.warm_up_text()
        yield f"{data}/course.json", course_text()
        say("keys, examples and questions")
        for entry in (*catalogue().values(), warm_up_entry()):
            keys = translated_keys(visible_keys(entry.id))
            yield f"{data}/keys/{entry.id}.safetensors", to_bytes(keys) if whole else b""
        yield f"{data}/worked.json", worked_text()
        yield f"{data}/predictions.json", builder.all_predictions_text(helps)
        yield from _questions()
        yield from _drawings()
        ask_for_remarks()
    yield f"{data}/texts.json", texts_text(language, templates)


def _questions() -> Iterator[tuple[str, str]]:
    """The review's questions: their sentences stand in code, beside what they compute."""
    folder = COURSE_UTILS / "review_questions"
    for path in sorted(file for pattern in _QUESTIONS for file in folder.glob(pattern)):
        text = translated_code(f"review/{path.stem}", path.read_text("utf-8"), QUESTIONS)
        yield f"course_utils/review_questions/{path.name}", text


def _drawings() -> Iterator[tuple[str, str]]:
    """Labs and pictures: so do theirs."""
    for name in _DRAWINGS:
        for path in sorted((COURSE_UTILS / name).glob("*.py")):
            context, source = f"{name}/{path.stem}", path.read_text("utf-8")
            text = translated_code(context, source, DRAWINGS, sentences=True)
            if text != source:
                yield f"course_utils/{name}/{path.name}", text


def _help_box(exercise_id: str) -> tuple[Symptom, ...]:
    # A number that is told is named: "7 is the number of columns D".
    return helps_by(find_entry(exercise_id), translated_keys(visible_keys(exercise_id)))


def _no_helps(entry: Entry) -> tuple[Symptom, ...]:
    return ()


def texts_to_translate() -> list[WantedText]:
    """Every text that a build of a language asks for, in the order of the course."""
    listener = Listener()
    for _ in files_of(listener, whole=False):
        pass
    areas = [START, *CHAPTERS]
    place = {area: number for number, area in enumerate(areas)}
    return sorted(listener.heard.values(), key=lambda asked: place.get(asked.area, len(areas)))
