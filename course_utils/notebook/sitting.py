"""One sitting of the review: which questions come, what was answered, what comes again when."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from course_utils.core.exercise import exercises
from course_utils.notebook.predictions import predictions
from course_utils.notebook.record_file import ProgressRecords, Record
from course_utils.notebook.records import record_revisit
from course_utils.notebook.schedule import Revisit, today
from course_utils.review_questions.bank import ReviewQuestion, review_bank
from course_utils.review_questions.recipe import Drawn, Slip, WhyQuestion

COUNT = 5
_REASONS = 1
_MANY_CHECKS = 4  # who needed so many has worked at it
_YES = {"yes", "y", "true", "1", "had it", "i had it"}
_NO = {"no", "n", "false", "0", "not yet"}


@dataclass(frozen=True, slots=True)
class Posed:
    """A question with its numbers and its options in a drawn order.

    Attributes:
        asked: where it comes from.
        drawn: its numbers; None for one that asks why.
        options: pairs of letter and text.
    """

    asked: ReviewQuestion
    drawn: Drawn | None = None
    options: tuple[tuple[str, str], ...] = ()

    @property
    def right(self) -> str:
        """The letter of the right option."""
        return next(letter for letter, text in self.options if text == self.drawn.right)  # type: ignore[union-attr]

    @property
    def topic(self) -> str:
        """What it is about, in two or three words."""
        return self.asked.id.partition("-")[2].replace("-", " ")

    def slip(self, letter: str) -> Slip | None:
        """The slip that leads to this option; None for the right one."""
        text = dict(self.options)[letter]
        slips = self.drawn.slips if self.drawn else ()
        return next((slip for slip in slips if slip.text == text), None)

    def letter_of(self, given: str) -> str | None:
        """The letter that an answer means: the letter itself, or the option's own words."""
        bare = given.strip()
        letter = re.fullmatch(r"\(?([A-Za-z])[).:]?", bare)
        if letter and letter.group(1).upper() in dict(self.options):
            return letter.group(1).upper()
        same = [name for name, text in self.options if _bare(text) == _bare(bare)]
        return same[0] if same else None


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered to a question.

    Attributes:
        posed: the question.
        given: a letter, or the student's own words.
        hit: whether it was right; of words the student says so himself.
        revisit: what is remembered of the question now.
    """

    posed: Posed
    given: str
    hit: bool
    revisit: Revisit


@dataclass(slots=True)
class Sitting:
    """Five questions, one after the other.

    Attributes:
        posed: the questions.
        answered: those that are done.
        words: what was written to a question that asks why, until it is compared.
    """

    posed: Sequence[Posed]
    answered: list[Answered] = field(default_factory=list)
    words: str | None = None

    @property
    def open(self) -> Posed | None:
        """The question that waits for an answer."""
        place = len(self.answered)
        return self.posed[place] if place < len(self.posed) else None

    def take(self, given: str) -> bool:
        """Take an answer to the open question; False where it cannot be read."""
        posed = self.open
        if posed is None:
            return False
        if posed.drawn is not None:
            letter = posed.letter_of(given)
            if letter is None:
                return False
            self._keep(posed, letter, letter == posed.right)
        elif self.words is None:
            self.words = given.strip()
        elif given.strip().lower() in _YES | _NO:
            self._keep(posed, self.words, given.strip().lower() in _YES)
            self.words = None
        else:
            return False
        return True

    def _keep(self, posed: Posed, given: str, hit: bool) -> None:
        revisit = record_revisit(posed.asked.id, hit, today())
        self.answered.append(Answered(posed, given, hit, revisit))


def done_chapters(now: ProgressRecords) -> list[int]:
    """The numbers of the chapters in which something was answered, by what is remembered."""
    names = {name for name, entry in now.exercises.items() if entry.state != "not yet"}
    homes = [home.chapter for name, home in exercises().items() if name in names]
    # Of a damaged installation guess() speaks.
    with contextlib.suppress(OSError, ValueError, LookupError, TypeError):
        homes += [home.chapter for name, home in predictions().items() if name in now.guesses]
    asked = [review_bank()[name].chapter for name in now.revisits if name in review_bank()]
    return sorted({*(int(home[:2]) for home in homes), *asked})


def seated(chapters: Sequence[int], now: ProgressRecords, chance: Random) -> Sitting:
    """A sitting with questions of these chapters: what went wrong and what is due comes first."""
    day = today()
    asked = [each for each in review_bank().values() if each.chapter in chapters]
    chance.shuffle(asked)
    asked.sort(key=lambda each: urgency(each, now, day), reverse=True)
    reasons = [each for each in asked if isinstance(each, WhyQuestion)][:_REASONS]
    recipes = [each for each in asked if not isinstance(each, WhyQuestion)]
    # No chapter takes all places while another one has something to ask.
    most = max(2, -(-COUNT // max(1, len(chapters))))
    chosen: list[ReviewQuestion] = []
    for each in recipes:
        if sum(other.chapter == each.chapter for other in chosen) < most:
            chosen.append(each)
    spare = [each for each in recipes if each not in chosen]
    chosen = (chosen + spare)[: COUNT - len(reasons)]
    return Sitting([posed(each, chance) for each in (*chosen, *reasons)])


def posed(asked: ReviewQuestion, chance: Random) -> Posed:
    """The question with numbers; each place is as likely as another for the right option."""
    if isinstance(asked, WhyQuestion):
        return Posed(asked)
    drawn = asked.drawn(chance)
    texts = [drawn.right, *(slip.text for slip in drawn.slips)]
    chance.shuffle(texts)
    return Posed(asked, drawn, tuple(zip("ABCDEFGH", texts, strict=False)))


def urgency(asked: ReviewQuestion, now: ProgressRecords, day: int) -> float:
    """How much a question wants to be asked: below 0 it is not due yet."""
    seen = now.revisits.get(asked.id)
    if seen is not None and seen.due > day:
        return -1 - (seen.due - day) / 100
    if seen is not None:
        overdue = min(day - seen.due, 30) / 30
        return (4 if seen.streak == 0 else 3) + overdue
    guessed = [now.guesses[name] for name in asked.about if name in now.guesses]
    worked = [now.exercises.get(name, Record()) for name in asked.about]
    missed = any(not guess.hit for guess in guessed)
    struggled = any(each.state == "tried" or each.checks >= _MANY_CHECKS for each in worked)
    return 1 + 1.5 * missed + struggled


def _bare(text: str) -> str:
    return re.sub(r"[\s`]+", "", text).casefold()
