"""Exercises, mistakes and keys in the language in use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from autograder.translation.fixed import without_names
from autograder.translation.language import ENGLISH_TEXT, current, has_words, translated
from course_utils.core.exercise import Exercise, Part
from course_utils.core.key import Key, Keys
from course_utils.core.mistake import Mistake
from course_utils.texts import Words

_COMPLETES = 'Completes "This is what you get when …".'
_WHY = "Why it is a mistake; it stands below the sentence that says which."
_LABEL = "A part of an answer or one of its inputs, within a sentence."


def translated_exercise(exercise: Exercise) -> Exercise:
    """What students are told of the exercise, in the language in use."""
    if current() is ENGLISH_TEXT:
        return exercise
    context = f"exercise/{exercise.id}"

    def names(of: Mapping[str, str]) -> dict[str, str]:
        return {key: _named(context, text) for key, text in of.items()}

    return replace(
        exercise,
        title=translated(context, exercise.title, "The exercise's title."),
        contract=translated(context, exercise.contract, "What the exercise asks for."),
        parts=tuple(
            Part(_named(context, part.name), part.points, part.items) for part in exercise.parts
        ),
        hints=tuple(
            translated(context, hint, f"Hint {number} of {len(exercise.hints)}.")
            for number, hint in enumerate(exercise.hints, 1)
        ),
        labels=names(exercise.labels),
        inputs=names(exercise.inputs),
        practised=translated(context, exercise.practised, "What was practised."),
    )


def _named(context: str, text: str) -> str:
    """A name of a part: words, or code that stays."""
    return translated(context, text, _LABEL) if has_words(without_names(text)) else text


def translated_mistake(exercise: str, mistake: Mistake) -> Mistake:
    """The mistake in the language in use; one that is a message is said by its template."""
    if current() is ENGLISH_TEXT:
        return mistake
    context = f"mistake/{exercise}.{mistake.id}"

    def told(said: Words, note: str) -> Words:
        return translated(context, said, note) if isinstance(said, str) else said

    return replace(
        mistake, sentence=told(mistake.sentence, _COMPLETES), why=told(mistake.why, _WHY)
    )


def translated_keys(keys: Keys) -> Keys:
    """The keys with their sentences in the language in use; the numbers are the same."""
    if current() is ENGLISH_TEXT:
        return keys
    context = f"exercise/{keys.exercise}"

    def of(key: Key) -> Key:
        case = key.case
        sizes = {
            size: translated(context, what, "Completes: 7 is …")
            for size, what in case.sizes.items()
        }
        name = translated(context, case.name, "The name of a case: inputs of a check.")
        return replace(key, case=replace(case, name=name, sizes=sizes))

    mistakes = {
        name: translated_mistake(keys.exercise, mistake) for name, mistake in keys.mistakes.items()
    }
    return replace(keys, keys=tuple(map(of, keys.keys)), mistakes=mistakes)
