"""The page that shows who is alike: one self-contained file, nothing on it runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Template
from markupsafe import Markup

from autograder.catalogue import exercises_in
from autograder.feedback.shell import environment, policy, sheet
from autograder.similar.beside import AnswerColumn, side_by_side
from autograder.similar.beside_words import (
    TextColumn,
    odd_clauses,
    words_reasons,
    words_side_by_side,
)
from autograder.similar.gather import Likeness
from autograder.similar.weigh import NATURAL, Alike, AlikePair, AnyAlike, Usual, threshold
from autograder.similar.weigh_words import SHORT, WordsAlike, WordsUsual
from autograder.submission.highlight import visible

_TEMPLATES = Path(__file__).parent / "templates"
MAX_PAIRS = 60  # shown with their texts; the others are named
MAX_OF_CLUSTER = 3
MAX_EXERCISES = 6  # of one pair
MAX_NAMED = 200
MAX_ODD = 100
_LONGEST = 90  # characters of a comment or name that is quoted


@dataclass(frozen=True, slots=True)
class _Exhibit:
    """One exercise or question of a pair: what is alike, and both texts."""

    title: str
    alike: AnyAlike
    left: AnswerColumn | TextColumn
    right: AnswerColumn | TextColumn

    @property
    def in_words(self) -> bool:
        """Whether it is an answer in words."""
        return isinstance(self.left, TextColumn)


@dataclass(frozen=True, slots=True)
class _ShownPair:
    """One pair as the page shows it; without exhibits it is only named."""

    number: int
    one: str
    other: str
    bits: int
    exhibits: tuple[_Exhibit, ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class _Group:
    """Students who hang together."""

    people: tuple[str, ...]
    pairs: tuple[_ShownPair, ...]
    named: tuple[_ShownPair, ...]
    left_out: int


def render_likeness(found: Likeness, *, title: str = "", course: str = "") -> str:
    """The page, as the text of an HTML file in UTF-8.

    Args:
        found: the class.
        title: the chapter's heading.
        course: the course's name.
    """
    style = sheet(_TEMPLATES / "similar.css")
    titles = {exercise.id: exercise.title for exercise in exercises_in(found.chapter)}
    titles |= found.titles
    page = _template().render(
        title=title or found.chapter,
        course=course,
        chapter=found.chapter,
        found=found,
        groups=_groups(found, titles),
        usual=found.usual,
        odd=[(found.called(who), titles[name], odd_clauses(one)) for who, name, one in found.odd],
        titles=titles,
        least=round(threshold(len(found.authors))),
        style=Markup(style),
        policy=policy(style),
    )
    return visible(page)


def _groups(found: Likeness, titles: dict[str, str]) -> list[_Group]:
    groups, shown = [], 0
    for cluster in found.clusters:
        whole = max(0, min(MAX_OF_CLUSTER, MAX_PAIRS - shown))
        pairs = [
            _shown(pair, shown + number, found, titles)
            for number, pair in enumerate(cluster[:whole], 1)
        ]
        rest = [_named(pair, found) for pair in cluster[whole : whole + MAX_NAMED]]
        shown += len(pairs)
        authors = sorted({who for pair in cluster for who in (pair.one, pair.other)})
        groups.append(
            _Group(
                tuple(found.called(who) for who in authors),
                tuple(pairs),
                tuple(rest),
                max(0, len(cluster) - whole - MAX_NAMED),
            )
        )
    return groups


def _named(pair: AlikePair, found: Likeness) -> _ShownPair:
    return _ShownPair(0, found.called(pair.one), found.called(pair.other), round(pair.bits))


def _shown(pair: AlikePair, number: int, found: Likeness, titles: dict[str, str]) -> _ShownPair:
    chosen = pair.alike[:MAX_EXERCISES]
    exhibits = tuple(_Exhibit(titles[one.exercise], one, *_columns(one)) for one in chosen)
    return _ShownPair(
        number,
        found.called(pair.one),
        found.called(pair.other),
        round(pair.bits),
        exhibits,
        len(pair.alike) - len(chosen),
    )


def _columns(alike: AnyAlike) -> tuple[AnswerColumn | TextColumn, AnswerColumn | TextColumn]:
    if isinstance(alike, WordsAlike):
        return words_side_by_side(alike)
    assert isinstance(alike, Alike)
    return side_by_side(alike.one, alike.other)


def reasons_of(alike: AnyAlike) -> list[str]:
    """What is alike, a clause each; texts of students stand between backticks."""
    if isinstance(alike, WordsAlike):
        return words_reasons(alike)
    assert isinstance(alike, Alike)
    return _code_reasons(alike)


def _code_reasons(alike: Alike) -> list[str]:
    found = []
    if alike.same_form:
        found.append("the same but for names, the order of free statements and the layout")
    elif alike.likeness >= 0.05:
        found.append(f"{100 * alike.likeness:.0f} % of the statements, by their length, are alike")
    if alike.one.outcome and alike.one.outcome == alike.other.outcome:
        found.append("both go wrong in the same way")
    for kind, one, many in _KINDS:
        texts = alike.of_kind(kind)
        if texts:
            quoted = "" if kind == "dead" else f": {_quoted(texts)}"
            found.append(f"{one if len(texts) == 1 else many.format(len(texts))}{quoted}")
    return found


_KINDS = (
    ("comment", "an equal comment", "{} equal comments"),
    ("name", "an unusual name in both", "{} unusual names in both"),
    ("dead", "a statement that changes nothing in both", "{} statements that change nothing"),
)


def _quoted(texts: Sequence[str]) -> str:
    # A backtick or a line break of theirs would end the quotation.
    safe = [" ".join(text.replace("`", "'").split())[:_LONGEST] for text in texts[:4]]
    return ", ".join(f"`{text}`" for text in safe) + (", …" if len(texts) > 4 else "")


def usual_words(usual: Usual) -> str:
    """How much likeness says nothing in this exercise."""
    if usual.answers < 2:
        return "There is nothing to compare."
    if usual.commonest == usual.answers:
        return "All answers have one form: here equal answers say nothing."
    share = max(usual.known, usual.commonest) / usual.answers
    if share >= 0.5:
        return "Alike by nature: an equal answer says little or nothing."
    if usual.forms > 0.7 * usual.answers:
        return "Answers differ widely: two equal ones that no book has are worth a look."
    return "Some forms are common; only likeness beyond them counts."


def words_usual_words(usual: WordsUsual) -> str:
    """How much likeness says nothing in this question."""
    if usual.answers < 2:
        return "There is nothing to compare."
    if usual.commonest == usual.answers:
        return "All answers have the same words."
    if usual.own < SHORT:
        return "Short answers are alike by nature: an equal one says little."
    if 2 * usual.commonest >= usual.answers:
        return "Most have the same words: a text that all were given explains that as well."
    return "Long enough to differ: whole passages that only two have are worth a look."


@cache
def _template() -> Template:
    made = environment(_TEMPLATES)
    made.filters["reasons"] = reasons_of
    made.filters["usual_words"] = usual_words
    made.filters["words_usual_words"] = words_usual_words
    made.globals["natural"] = NATURAL
    made.globals["max_odd"] = MAX_ODD
    return made.get_template("similar.html.j2")
