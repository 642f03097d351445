"""What an exercise still lacks, in words: the rules of the catalogue in one place.

The tests, ``autograder audit`` and ``autograder try`` say the same sentences. Each
starts with the exercise or the chapter that it is about.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from autograder.build.outline import source_path
from autograder.catalogue import CHAPTERS, Entry, catalogue, chapter_of
from autograder.catalogue.mistakes_file import place_of
from autograder.files.paths import COURSE_UTILS, ROOT
from course_utils.core.compare import same
from course_utils.core.detail import RAISED
from course_utils.core.exercise import HINTS
from course_utils.core.key import Keys
from course_utils.core.probing import _PROBES
from course_utils.texts import words

VARIANTS = 3
MISTAKES = 2
CHAPTER_POINTS = 20
TODO = "TODO"
"""What the scaffold writes where an author has to; nothing that holds it is finished."""

_SHOWN = 60
_NO_ANSWER = 'raise NotImplementedError("TODO'
_WRITTEN = re.compile(r"^# %% .*\bwritten=(\d+(?:\.\d+)?)", re.MULTILINE)
_CELL = re.compile(r'\bid="([^"]+)"')
_UNKNOWN = ("NameError", "UnboundLocalError", "ImportError", "ModuleNotFoundError")
_STEPS = ("where to look", "which idea", "nearly the line")


def text_faults(entry: Entry) -> list[str]:
    """What can be said of an entry without running it."""
    return [f"{entry.id}: {fault}" for fault in _text_faults(entry)]


def _text_faults(entry: Entry) -> Iterator[str]:
    yield from _unfinished(entry)
    yield from _source_faults(entry)
    yield from _amounts(entry)
    yield from _sentences(entry)
    if entry.id not in _PROBES:
        name = entry.exercise.chapter.split("_", 1)[1]
        yield f"no probe in course_utils/probes/{name}.py; decorate one with @probe({entry.id!r})"


def _unfinished(entry: Entry) -> Iterator[str]:
    """Everything in which the scaffold's mark still stands, by its line where it has one."""
    if found := list(_entry_lines(entry)):
        yield from found
        return
    exercise = entry.exercise
    texts = {"the title": exercise.title, "the contract": exercise.contract}
    texts |= {f"hint {number}": hint for number, hint in enumerate(exercise.hints, 1)}
    texts |= {f"the label of {item!r}": label for item, label in exercise.labels.items()}
    for mistake in entry.mistakes.values():
        texts[f"mistake {mistake.id}'s sentence"] = words(mistake.sentence)
        texts[f"mistake {mistake.id}'s mathematics"] = words(mistake.why)
    for other in (*entry.variants, *entry.alternatives):
        texts[f"what is said of the right answer {other.name}"] = other.about
    for _, wrong in entry.wrong:
        texts[f"the wrong answer {wrong.name}"] = wrong.source
    for what, text in texts.items():
        if TODO in text:
            yield f"{what} is still the scaffold's: write it"


def _entry_lines(entry: Entry) -> Iterator[str]:
    """The lines with the scaffold's mark in the entry's two files."""
    for path in _files(entry):
        yield from _lines_left(path)


def _files(entry: Entry) -> list[Path]:
    """The entry's files in the catalogue."""
    return [entry_path(entry), *([entry.mistakes_path] if entry.module else [])]


def _unanswered(path: Path) -> bool:
    return path.is_file() and _NO_ANSWER in path.read_text(encoding="utf-8")


def _lines_left(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    lines = text.splitlines()
    for number in _todo_lines(text):
        yield _left(path, number, lines[number - 1])


def _left(path: Path, number: int, line: str) -> str:
    where = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name
    return f"{where}, line {number}, is still the scaffold's: {line.strip(' #')[:_SHOWN].strip()}"


def _source_faults(entry: Entry) -> Iterator[str]:
    """Where the scaffold's mark stands in what students read."""
    path = source_path(entry.exercise.chapter)
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    lines = text.splitlines()
    for number in _todo_lines(text, _cells_of(entry.id)):
        yield _left(path, number, lines[number - 1])


def entry_path(entry: Entry) -> Path:
    """The file of the catalogue that an entry stands in."""
    folder = ROOT / "autograder" / "catalogue" / entry.exercise.chapter.split("_", 1)[1]
    maker = entry.make_cases.__module__ if entry.make_cases else ""
    module = maker or (entry.module.__name__ if entry.module else entry.id.replace("-", "_"))
    return folder / f"{module.rpartition('.')[2]}.py"


def _amounts(entry: Entry) -> Iterator[str]:
    exercise = entry.exercise
    if entry.make_cases is None:
        yield "no cases; decorate the function that draws them with @….cases"
    if entry.right is None:
        yield "no reference; decorate the right answer with @….reference"
    if len(entry.variants) < VARIANTS:
        answers = "variant" if len(entry.variants) == 1 else "variants"
        yield f"{len(entry.variants)} right {answers} written differently, {VARIANTS} are needed"
    if len(entry.mistakes) < MISTAKES:
        mistakes = "mistake" if len(entry.mistakes) == 1 else "mistakes"
        path = place_of(entry.mistakes_path) if entry.module else "its file of mistakes"
        yield f"{len(entry.mistakes)} {mistakes} in {path}, {MISTAKES} are needed"
    for number in range(len(exercise.hints), HINTS):
        yield f"no hint {number + 1} ({_STEPS[number]})"
    if len(exercise.hints) > HINTS:
        yield f"{len(exercise.hints)} hints, {HINTS} are shown"
    made = {mistake for mistake, _ in entry.wrong}
    for mistake in entry.mistakes:
        if mistake not in made:
            yield f"mistake {mistake} has no wrong implementation"
    for word, level in (("difficulty", exercise.difficulty), ("importance", exercise.importance)):
        if not 1 <= level <= 5:
            yield f"the {word} is {level}; it goes from 1 to 5"
    if not exercise.practised.strip():
        yield "practised is empty: what has been practised when it passes?"
    if exercise.minutes <= 0:
        yield "no minutes: how long does it take?"
    for part in exercise.parts:
        if part.points <= 0:
            yield f"part {part.name!r} is worth {part.points:g} points"
    if exercise.points <= 0:
        yield "no points"


def _sentences(entry: Entry) -> Iterator[str]:
    for mistake in entry.mistakes.values():
        sentence, why = words(mistake.sentence), words(mistake.why)
        if not sentence.strip():
            yield f"mistake {mistake.id} has no sentence"
        elif sentence[0] == " " or sentence.endswith("."):
            yield (
                f"mistake {mistake.id}'s sentence completes “This is what you get when …”: no "
                f"space before it, no full stop after it ({sentence!r})"
            )
        if why and why.rstrip(")”")[-1:] not in (".", "!", "?", "…"):
            yield f"mistake {mistake.id}'s mathematics is no whole sentence ({why!r})"
        if not 1 <= mistake.hint <= HINTS:
            yield f"mistake {mistake.id} points to hint {mistake.hint}; there are {HINTS}"


def key_faults(entry: Entry, keys: Keys) -> list[str]:
    """What the evidence of one set of cases says of an entry."""
    return [f"{entry.id}: {fault}" for fault in _key_faults(entry, keys)]


def _key_faults(entry: Entry, keys: Keys) -> Iterator[str]:
    items = {name for key in keys.keys for name in key.expected}
    in_parts = {item for part in entry.exercise.parts for item in part.items}
    for item in sorted(items - set(entry.exercise.labels) - in_parts):
        yield f"the evidence {item!r} has no label: how is it written in a message?"
    for item in sorted(in_parts - items):
        yield f"the evidence {item!r} earns points, but the probe never records it"
    for mistake in entry.mistakes.values():
        for item in sorted(set(mistake.about) - items - {RAISED}):
            yield (
                f"mistake {mistake.id} is about {item!r}, which the probe never records; it "
                f"records {', '.join(sorted(items))}, and {RAISED} stands for an exception"
            )
    yield from _misspelt(keys)
    yield from _twins(keys)


def _misspelt(keys: Keys) -> Iterator[str]:
    """Wrong answers that never run, which is hardly what their sentence speaks of."""
    for (mistake, number), shown in keys.keys[0].wrong.items():
        fault = shown.detail
        if fault is None or RAISED in keys.mistakes[mistake].about:
            continue
        if fault.kind in _UNKNOWN or "of a library" in str(shown.raised):
            yield (
                f"the wrong answer {mistake}/{number + 1} raises {fault}: a typing mistake of its "
                f"own? Where it is what the sentence speaks of, write [{RAISED}] behind the id"
            )


def _twins(keys: Keys) -> Iterator[str]:
    """Mistakes that nobody could tell apart."""
    variants = list(keys.keys[0].wrong)
    told: set[tuple[str, str]] = set()
    for one, other in itertools.combinations(variants, 2):
        pair = (one[0], other[0])
        if one[0] == other[0] or pair in told:
            continue
        if all(_equal(key.wrong[one], key.wrong[other]) for key in keys.keys):
            told.add(pair)
            yield (
                f"the mistakes {one[0]} and {other[0]} give the same numbers: make them one (also) "
                "under a sentence that is true of both, or draw cases that tell them apart"
            )


def _equal(first: Any, second: Any) -> bool:
    return list(first) == list(second) and all(same(first[name], second[name]) for name in first)


def chapter_faults(chapter: str) -> list[str]:
    """What is wrong with a chapter as a whole: its points, its cells, its modules."""
    entries = chapter_of(chapter)
    text = source_path(chapter).read_text(encoding="utf-8")
    faults = []
    total = sum(entry.exercise.points for entry in entries)
    written = sum(float(points) for points in _WRITTEN.findall(text))
    if total + written != CHAPTER_POINTS:
        by_hand = f", {written:g} of them for answers in words" if written else ""
        faults.append(
            f"{chapter}: the points add up to {total + written:g}{by_hand}, and not to "
            f"{CHAPTER_POINTS}: change the points of its exercises"
        )
    for entry in entries:
        for word, cell in (("exercise", entry.id), ("check", f"check-{entry.id}")):
            if f'# %% id="{cell}" {word}="{entry.id}"' not in text:
                faults.append(
                    f'{entry.id}: solutions/{chapter}.py has no cell # %% id="{cell}" '
                    f'{word}="{entry.id}"'
                )
        if f"{{{{exercise {entry.id}}}}}" not in text:
            faults.append(
                f"{entry.id}: no text in solutions/{chapter}.py holds {{{{exercise {entry.id}}}}}"
            )
    return faults + [f"{chapter}: {line}" for line in _chapter_lines(chapter, entries, text)]


def _chapter_lines(chapter: str, entries: Sequence[Entry], text: str) -> Iterator[str]:
    """The lines with the scaffold's mark that are of no single exercise."""
    mine = {number for entry in entries for number in _todo_lines(text, _cells_of(entry.id))}
    lines = text.splitlines()
    for number in _todo_lines(text):
        if number not in mine:
            yield _left(source_path(chapter), number, lines[number - 1])
    name = chapter.split("_", 1)[1]
    theirs = {entry_path(entry) for entry in entries}
    for path in sorted((ROOT / "autograder" / "catalogue" / name).glob("*.py")):
        if path not in theirs:
            yield from _lines_left(path)
    yield from _lines_left(COURSE_UTILS / "probes" / f"{name}.py")
    yield from _lines_left(COURSE_UTILS / "review_questions" / f"of_{name}.py")


def unbuildable() -> tuple[list[str], list[str]]:
    """The exercises without answers, of which no keys can be made, and all that they wait for.

    Their chapters' lines are among it: an author reads it all at once.
    """
    left = [entry for entry in catalogue().values() if any(map(_unanswered, _files(entry)))]
    faults = [fault for entry in left for fault in text_faults(entry)]
    chapters = dict.fromkeys(entry.exercise.chapter for entry in left)
    faults += [fault for chapter in chapters for fault in chapter_faults(chapter)]
    return [entry.id for entry in left], faults


def _cells_of(exercise_id: str) -> tuple[str, ...]:
    """The cells that the scaffold writes for an exercise."""
    return exercise_id, f"ex-{exercise_id}", f"{exercise_id}-text", f"check-{exercise_id}"


def _todo_lines(text: str, cells: tuple[str, ...] | None = None) -> Iterator[int]:
    """The lines with the scaffold's mark, in all cells or in these."""
    cell = ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("# %%"):
            found = _CELL.search(line)
            cell = found[1] if found else ""
        if TODO in line and (cells is None or cell in cells):
            yield number


def all_faults() -> list[str]:
    """The rules that need no run, for the whole course."""
    faults = [fault for entry in catalogue().values() for fault in text_faults(entry)]
    return faults + [fault for chapter in CHAPTERS for fault in chapter_faults(chapter)]
