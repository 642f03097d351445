"""An exercise's header and its "Help: I get …" box, from the catalogue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import torch

from autograder.catalogue import Entry, find_entry, make_keys, run
from autograder.catalogue.edit_kinds import kinds_of
from autograder.translation.exercise import translated_exercise, translated_mistake
from course_utils.core.detail import RAISED
from course_utils.core.judge import judge
from course_utils.core.key import Keys
from course_utils.core.raised import read_tag
from course_utils.core.values import Values
from course_utils.core.verdict import Difference, Verdict
from course_utils.texts import ENGLISH, Message, say, words

_HELPS = 5
_SMALL = re.compile(r"(?:\w+=)?\d+e-\d+")
_SMALL_CODE = re.compile(r"`([^`]*\de-\d[^`]*)`")

Symptom = tuple[str, str]
"""What a student sees, and the sentence that explains it."""


def visible_seed(entry: Entry) -> str:
    """The seed of the visible cases: fixed, so that the files are reproducible."""
    return f"visible/{entry.id}"


@cache
def fresh_visible_keys(exercise_id: str) -> Keys:
    """The visible keys of an exercise, made once per build."""
    entry = find_entry(exercise_id)
    return with_kinds(entry, make_keys(entry, visible_seed(entry)))


def with_kinds(entry: Entry, keys: Keys) -> Keys:
    """The keys, whose mistakes say which kinds of edit mend them."""
    kinds = kinds_of(entry)
    told = {name: replace(known, kinds=kinds[name]) for name, known in keys.mistakes.items()}
    return replace(keys, mistakes=told)


def exercise(entry: Entry) -> str:
    """Title, difficulty, importance, minutes, points and the contract, as markdown."""
    task = translated_exercise(entry.exercise)
    # A whole number decides the form; half a point is spoken of as several are.
    count = int(task.points) if task.points == int(task.points) else f"{task.points:g}"
    points = say("notebook.points", count=count)
    if len(task.parts) > 1:
        parts = ", ".join(f"{part.name} {part.points:g}" for part in task.parts)
        points = say("notebook.points-in-parts", count=count, parts=parts)
    difficulty = words(say(f"notebook.difficulty.{task.difficulty}"))
    importance = words(say(f"notebook.importance.{task.importance}"))
    facts = say(
        "notebook.facts",
        difficulty=f"{_marks(task.difficulty)} {difficulty}",
        importance=f"{_marks(task.importance)} {importance}",
        minutes=task.minutes,
        points=points,
    )
    heading = say("notebook.exercise", exercise=f"`{task.id}`", title=task.title)
    contract = say("notebook.contract", contract=_unbroken(task.contract))
    return f"### {words(heading)}\n\n{words(facts)}\n\n> {words(contract)}"


def _unbroken(contract: str) -> str:
    """The contract with numbers such as 1e-8 kept in one line: pages break behind a hyphen."""

    def whole(code: re.Match[str]) -> str:
        kept = _SMALL.sub(r'<span style="white-space:nowrap">\g<0></span>', _escaped(code[1]))
        return f"<code>{kept}</code>"

    return _SMALL_CODE.sub(whole, contract)


def _marks(count: int) -> str:
    return "●" * count + "○" * (5 - count)


def help_box(entry: Entry, symptoms: Sequence[Symptom]) -> str:
    """The folded box of what a student may see, and why."""
    rows = "\n".join(
        f"<dt>{_code(symptom)}</dt><dd>{_code(cause)}</dd>" for symptom, cause in symptoms
    )
    return (
        f"<details>\n<summary><b>{words(say('notebook.help'))}</b></summary>\n\n"
        f"<dl>\n{rows}\n</dl>\n\n</details>\n\n"
        + words(say("notebook.stuck", call=f'`hint("{entry.id}")`'))
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _code(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", _escaped(text))


def helps(entry: Entry) -> list[Symptom]:
    """What the catalogue's first mistakes look like, each symptom once."""
    return list(_helps(entry.id))


@cache
def _helps(exercise_id: str) -> tuple[Symptom, ...]:
    return helps_by(find_entry(exercise_id), fresh_visible_keys(exercise_id))


def helps_by(entry: Entry, keys: Keys) -> tuple[Symptom, ...]:
    """The same by these keys, in the language in use."""
    asked = translated_exercise(entry.exercise)
    found: dict[str, str] = {}
    told: set[str] = set()
    for mistake_id, implementation in entry.wrong:
        if len(found) == _HELPS:
            break
        if mistake_id in told:
            continue
        torch.manual_seed(0)
        verdict = judge(asked, keys, [run(entry, implementation.obj, c) for c in keys.cases])
        symptom = _symptom(verdict)
        if symptom and symptom not in found:
            told.add(mistake_id)
            mistake = translated_mistake(entry.id, entry.mistakes[mistake_id])
            sentence = _capitalised(words(mistake.sentence), _names_of(entry, keys))
            found[symptom] = f"{sentence}. {words(mistake.why)}".strip()
    return tuple(found.items())


# Methods that exercises speak of whose contract does not write them as code.
_METHODS = frozenset(("forward", "backward", "step", "optimize"))


def _names_of(entry: Entry, keys: Keys) -> frozenset[str]:
    """The names of code that the exercise's contract, inputs and evidence have."""
    code = " ".join(re.findall(r"`([^`]*)`", entry.exercise.contract))
    inputs = (name for case in keys.cases for name in case.inputs)
    # "the share" and "one batch" are words, and none of their words is a name.
    names = filter(str.isidentifier, (*inputs, *entry.exercise.labels))
    return frozenset((*re.findall(r"[^\W\d]\w*", code), *names)) | _METHODS


def _capitalised(sentence: str, names: frozenset[str]) -> str:
    """The sentence with a capital, unless it starts with a symbol or with code."""
    word = sentence.split(" ")[0].rstrip(",:;")
    symbol = word in names or (len(word) == 1 and word != "a")
    if symbol or not word.isalpha() or not word.islower():
        return sentence
    return sentence[:1].upper() + sentence[1:]


def _symptom(verdict: Verdict) -> str | None:
    """What a student sees of it, in short; None where that tells nothing."""
    difference = verdict.difference
    if difference is None:
        return None
    label, yours, expected = difference.label, difference.yours, difference.expected
    if difference.item == RAISED:
        return words(say("symptom.raised", kind=read_tag(str(yours)).kind))
    if isinstance(difference.seen, Message):
        return _seen(difference, difference.seen)
    if isinstance(yours, str) and isinstance(expected, str):
        return words(say("symptom.text", label=label, yours=yours))
    left, right = _whole(yours), _whole(expected)
    if not left or not right:
        return None
    return words(say("symptom.count", label=label, yours=left, expected=right))


def _seen(difference: Difference, seen: Message) -> str | None:
    """What is seen, or better the numbers behind it, where there is a template for a symptom."""
    for told in (difference.numbers, seen):
        code = f"symptom.{told.code}" if isinstance(told, Message) else ""
        if code in ENGLISH and isinstance(told, Message):
            return words(say(code, label=difference.label, **dict(told.fields)))
    return None


def _whole(value: object) -> str | None:
    """A count or a shape as text; None for anything else."""
    if not isinstance(value, Values) or value.kind != "int" or value.total > 4:
        return None
    return str(value.flat) if value.shape else f"{value.flat[0]:,}"
