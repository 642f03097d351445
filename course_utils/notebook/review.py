"""``review``: questions of earlier chapters, with new numbers, spaced."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from random import Random
from typing import Any

from course_utils.core.brief import brief, spelled
from course_utils.core.exercise import exercises
from course_utils.notebook.choices import CHOICE_STYLE, Taken, choice_button
from course_utils.notebook.records import known
from course_utils.notebook.review_cards import (
    lead_card,
    listing_card,
    model_card,
    option_lines,
    question_card,
    reply_card,
    stacked,
    summary_card,
    typed_how,
)
from course_utils.notebook.sitting import Posed, Sitting, done_chapters, seated
from course_utils.review_questions.bank import review_bank
from course_utils.texts import say, words
from course_utils.views import html
from course_utils.views.card import Card, show
from course_utils.views.live import STATIC, bundle, live, style

_LONGEST = 300
_latest: dict[str, Sitting] = {}  # the one that a typed answer is meant for


def review(
    chapter: str | int | None = None, *, before: str | int | None = None, answer: object = None
) -> None:
    """Ask five questions of what you have done, with new numbers each time.

    What you missed comes again soon; what was right comes later, and later still. Nothing is
    graded.

    Args:
        chapter: ask about this chapter alone: its number or name, ``4``, ``"modules"``.
        before: ask about the chapters before this one.
        answer: to the question that is open: a letter, or your own words. Needed only where
            the notebook shows no buttons.
    """
    if answer is not None:
        show(_typed(spelled(answer)[:_LONGEST]))
        return
    chapters = _chapters(chapter, before)
    if not chapters:
        asked, code = brief(chapter), "review.no-chapter"
        if chapter is None:
            asked, code = brief(before), "review.none-before"
        show(html.note(say(code, chapter=asked, last=_known_chapters()[-1])))
        return
    if os.environ.get(STATIC) or os.environ.get("NBGRADER_EXECUTION"):
        # A page that is built twice is to be the same page.
        show(listing_card(seated(chapters, known(), Random(str(chapters))), chapters))
        return
    sitting = seated(chapters, known(), Random(fresh_seed()))
    _latest["sitting"] = sitting
    if live():
        _Form(sitting, lead_card(sitting, chapters)).begin()
        return
    lead = lead_card(sitting, chapters)
    show(stacked([lead, question_card(sitting, sitting.posed[0], typed=True)]))


def fresh_seed() -> int:
    """What the numbers of a sitting are drawn from: another one each time."""
    return time.time_ns()


def _known_chapters() -> list[int]:
    return sorted({asked.chapter for asked in review_bank().values()})


def _chapters(chapter: str | int | None, before: str | int | None) -> list[int]:
    """The numbers of the chapters that are meant; none where there are no such."""
    everywhere = _known_chapters()
    if chapter is not None:
        return [number for number in everywhere if _means_chapter(number, chapter)]
    if before is not None:
        named = [number for number in everywhere if _means_chapter(number, before)]
        beyond = before if isinstance(before, int) and not isinstance(before, bool) else 0
        return [number for number in everywhere if number < (named[0] if named else beyond)]
    done = [number for number in done_chapters(known()) if number in everywhere]
    return done or everywhere[:1]


def _means_chapter(number: int, asked: str | int) -> bool:
    if isinstance(asked, int):
        return number == asked and not isinstance(asked, bool)
    if not isinstance(asked, str):
        return False
    bare = asked.strip().removesuffix(".ipynb").lower()
    names = {home.chapter for home in exercises().values() if int(home.chapter[:2]) == number}
    return bare.lstrip("0") == str(number) or any(
        bare in (name, name.partition("_")[2]) for name in names
    )


def _typed(given: str) -> Card:
    """What a typed answer is told, and the next question."""
    sitting = _latest.get("sitting")
    asked = sitting.open if sitting else None
    if sitting is None or asked is None:
        return html.note(say("review.nothing-open"))
    if not sitting.take(given):
        shown = f"{given:.40}"
        if asked.drawn is None:
            return html.note(say("review.unread-compare", given=shown))
        letters = ", ".join(letter for letter, _ in asked.options)
        return html.note(say("review.unread-option", letters=letters, given=shown))
    if sitting.words is not None:
        return model_card(sitting, asked, sitting.words, typed=True)
    reply = reply_card(sitting, sitting.answered[-1])
    if sitting.open is None:
        return stacked([reply, summary_card(sitting)])
    return stacked([reply, question_card(sitting, sitting.open, typed=True)])


class _Form:
    """A sitting by buttons, in two outputs: what was said, which is kept, and the form below.

    Both are there from the start: what a button shows later has no cell of its own.
    """

    def __init__(self, sitting: Sitting, lead: Card) -> None:
        self._sitting = sitting
        self._said = [lead]
        self._above: Any = None
        self._below: Any = None

    def begin(self) -> None:
        """Show the first question."""
        from IPython.display import display

        asked = self._sitting.posed[0]
        first = question_card(self._sitting, asked, typed=False)
        self._above = display(self._kept([first]), display_id=True)
        self._below = display(self._form(asked), raw=True, display_id=True)

    def _kept(self, more: list[Card]) -> Card:
        return stacked([*self._said, *more], style() + CHOICE_STYLE)

    def _form(self, asked: Posed) -> dict[str, Any]:
        made, lines = _widgets(self._sitting, asked, self._take)
        how = typed_how(asked)
        shown = f"{''.join(map(html.paragraph, lines))}{html.paragraph(how)}"
        return bundle(made, Card(shown, "\n".join([*lines, how.replace("`", "")])))

    def _take(self, asked: Posed, given: str) -> None:
        sitting = self._sitting
        # A button that was pressed twice in a hurry has nothing to say to the next question.
        if sitting.open is not asked or not sitting.take(given):
            return
        name = f"review-{asked.asked.id}"
        if sitting.words is not None:
            model = model_card(sitting, asked, sitting.words, typed=False)
            # The form first: a quick key is not to press what has been answered.
            self._below.update(self._form(asked), raw=True)
            self._above.update(Taken(model, name, self._kept([])))
            return
        reply = reply_card(sitting, sitting.answered[-1])
        if sitting.open is None:
            self._above.update(self._kept([]))
            self._below.update(Taken(stacked([reply, summary_card(sitting)]), name))
            return
        following = question_card(sitting, sitting.open, typed=False)
        self._below.update(self._form(sitting.open), raw=True)
        self._above.update(Taken(stacked([reply, following]), name, self._kept([])))
        self._said.append(reply)


def _widgets(
    sitting: Sitting, asked: Posed, take: Callable[[Posed, str], None]
) -> tuple[Any, list[str]]:
    """The form of a question, and its choices in words."""
    import ipywidgets as widgets

    if asked.drawn is not None:
        lines = option_lines(asked)
        rows = [
            choice_button(line, lambda letter=letter: take(asked, letter))  # type: ignore[misc]
            for line, (letter, _) in zip(lines, asked.options, strict=True)
        ]
        return widgets.VBox(rows), lines
    if sitting.words is not None:
        choices = {"yes": words(say("review.had-it")), "no": words(say("review.not-yet"))}
        rows = [
            choice_button(label, lambda given=given: take(asked, given))  # type: ignore[misc]
            for given, label in choices.items()
        ]
        return widgets.VBox(rows), list(choices.values())
    label = words(say("review.words-label"))
    field = widgets.Textarea(
        description=label,
        rows=3,
        # Sent when it is left, and so before the button: key by key, the last could come after.
        continuous_update=False,
        layout={"width": "98%", "max_width": "40em"},
        style={"description_width": "initial"},
    )
    button = choice_button(
        words(say("review.show-model")), lambda: take(asked, field.value[:_LONGEST])
    )
    return widgets.VBox([field, button]), [label]
