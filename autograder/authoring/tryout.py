"""``autograder try``: an author's own wrong answers, and what a student would read.

Answers run in this process, without a sandbox: they are the author's own code.
The visible keys come fresh from the catalogue, so that nothing has to be built.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.authoring.limit import limited
from autograder.build.header import fresh_visible_keys
from autograder.catalogue import Entry, find_entry, make_keys
from autograder.errors import Refused
from autograder.grade.answer_setup import SETUP
from course_utils.core.detail import Detail
from course_utils.core.judge import judge
from course_utils.core.key import Keys
from course_utils.core.probing import Interrupted, kind_mismatch, run_probe
from course_utils.core.raised import detail_of
from course_utils.core.surroundings import Captured, capture_output, preserve_rng_state
from course_utils.core.verdict import Verdict, unjudged
from course_utils.views import html, text
from course_utils.views.story import Story, tell

FRESH_SEEDS = 3


@dataclass(frozen=True, slots=True)
class TrialAnswer:
    """One answer to try: its name, its text, and the mistake that it should be, if known."""

    name: str
    code: str
    mistake: str = ""
    obj: object = None


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of one answer.

    Attributes:
        answer: what was tried.
        verdict: by the visible cases.
        story: what a student reads.
        remark: what an author should look at; empty when the mistake is named everywhere.
    """

    answer: TrialAnswer
    verdict: Verdict
    story: Story
    remark: str = ""

    @property
    def text(self) -> str:
        """The card as text."""
        return text.render(self.story)

    @property
    def html(self) -> str:
        """The card as a notebook shows it."""
        return html.render(self.story)


def read_answers(files: Sequence[Path]) -> list[TrialAnswer]:
    """The Python files named, and all of those in the folders named, in order.

    Raises:
        Refused: one does not exist or is no text.
    """
    answers = []
    for path in files:
        found = sorted(path.glob("*.py")) if path.is_dir() else [path]
        if not found:
            raise Refused(f"{path} holds no Python file: put one answer into each file there.")
        for file in found:
            try:
                answers.append(TrialAnswer(str(file), file.read_text(encoding="utf-8-sig")))
            except (OSError, UnicodeDecodeError) as fault:
                why = getattr(fault, "strerror", None) or "it is not UTF-8 text"
                raise Refused(f"{file} cannot be read: {why}.") from None
    return answers


def catalogue_answers(entry: Entry) -> list[TrialAnswer]:
    """The catalogue's own wrong answers, in its order."""
    return [TrialAnswer(one.name, one.source, mistake, one.obj) for mistake, one in entry.wrong]


def try_answers(exercise_id: str, answers: Sequence[TrialAnswer]) -> Iterator[Tried]:
    """Each answer's card, with a remark where no mistake is named for what it is.

    Raises:
        UnknownExercise: with the close ids.
    """
    entry = find_entry(exercise_id)
    visible = fresh_visible_keys(entry.id)
    fresh = [make_keys(entry, f"try {seed}/{entry.id}") for seed in range(FRESH_SEEDS)]
    for answer in answers:
        yield _try_one(entry, answer, visible, fresh)


def _try_one(entry: Entry, answer: TrialAnswer, visible: Keys, fresh: Sequence[Keys]) -> Tried:
    obj, verdict = answer.obj, None
    if obj is None:
        obj, verdict = _define(entry, answer)
    if verdict is not None:
        return Tried(answer, verdict, tell(verdict, entry.exercise), "it could not be run")
    verdict, captured = _judged(entry, obj, visible)
    story = tell(verdict, entry.exercise, printed=captured.printed, warned=captured.warned)
    others = [_judged(entry, obj, keys)[0] for keys in fresh]
    return Tried(answer, verdict, story, _remark(answer, verdict, others))


def _define(entry: Entry, answer: TrialAnswer) -> tuple[object, Verdict | None]:
    """The answer's object, or the verdict on why there is none."""
    exercise = entry.exercise
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(SETUP, namespace)
    try:
        code = compile(answer.code, answer.name, "exec")
    except (SyntaxError, ValueError) as fault:
        place = f", line {fault.lineno}" if isinstance(fault, SyntaxError) else ""
        message = fault.msg if isinstance(fault, SyntaxError) else str(fault)
        detail = Detail(type(fault).__name__, message)
        return None, unjudged(exercise, "error", f"The file is not Python{place}.", detail)
    try:
        with limited(), capture_output():
            exec(code, namespace)
    except Interrupted as fault:
        return None, unjudged(exercise, "timeout", str(fault))
    except BaseException as fault:
        if isinstance(fault, KeyboardInterrupt):
            raise
        return None, unjudged(exercise, "error", "The file does not run.", detail_of(fault))
    if exercise.symbol not in namespace:
        return None, unjudged(exercise, "error", f"`{exercise.symbol}` is not defined.")
    obj = namespace[exercise.symbol]
    sentence = kind_mismatch(entry.id, obj, exercise)
    return obj, unjudged(exercise, "wrong", sentence) if sentence else None


def _judged(entry: Entry, obj: object, keys: Keys) -> tuple[Verdict, Captured]:
    captured: dict[str, Captured] = {}
    observed = []
    try:
        for case in keys.cases:
            with limited(), preserve_rng_state(), capture_output() as captured[case.name]:
                observed.append(run_probe(entry.id, obj, case))
    except Interrupted as fault:
        return unjudged(entry.exercise, "timeout", str(fault)), Captured()
    verdict = judge(entry.exercise, keys, observed)
    name = verdict.difference.case if verdict.difference else keys.cases[0].name
    return verdict, captured[name]


def _remark(answer: TrialAnswer, verdict: Verdict, others: Sequence[Verdict]) -> str:
    """What is not as an author wants it, by visible and by fresh cases."""
    if verdict.state == "passed":
        late = [other for other in others if other.state != "passed"]
        if late:
            return "passes the visible cases and fails fresh ones: let a visible case show it"
        return "passes: if it is wrong, the cases do not see it; if it is right, it is a variant"
    if verdict.state == "not_attempted":
        return "is taken for an empty stub"
    if verdict.state == "timeout":
        return "never ends: a student reads only that it ran too long"
    named = verdict.mistake
    if not named or named.startswith("general:"):
        what = "named in general words only" if named else "not named"
        return f"{what}: add it to the file of mistakes, as one of its own or as a further | of one"
    if answer.mistake and named != answer.mistake:
        return f"named {named}, not {answer.mistake}"
    if any(other.state == "passed" for other in others):
        return "passes some fresh cases: its numbers differ by chance only"
    different = sorted({other.mistake or "nothing" for other in others} - {named})
    if different:
        return f"named {named} here, and {', '.join(different)} on fresh cases"
    return ""
