"""The audit and the tried answers as pages: one file each, nothing on them runs."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from autograder.authoring.audit import Quality
from autograder.authoring.tryout import Tried
from autograder.files.paths import version
from course_utils.core.exercise import Exercise
from course_utils.views.figures import points
from course_utils.views.html import marked

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the audit.

    Attributes:
        short: its heading.
        about: what it counts.
        cell: the text for one exercise.
        words: whether it holds words and not numbers.
    """

    short: str
    about: str
    cell: Callable[[Quality], str]
    words: bool = False


def _of(part: int, whole: int) -> str:
    return f"{part}" if part == whole else f"{part}/{whole}"


COLUMNS = (
    Column("exercise", "the id; a sign says whether anything is missing",
           lambda q: f"{'✓' if q.ok else '✗'} {q.id}", words=True),
    Column("mistakes", "known mistakes, each with its sentence", lambda q: str(q.mistakes)),
    Column("named", "wrong answers that are refused under their own mistake",
           lambda q: _of(q.named, q.wrong)),
    Column("killed", "changed copies of the reference that are refused",
           lambda q: _of(q.killed, q.mutants)),
    Column("harmless", "mutants that pass and are listed, with the reason",
           lambda q: str(len(q.harmless) or "–")),
    Column("holes", "mutants that pass and should not: the cases have a hole there",
           lambda q: str(len(q.surviving) or "–")),
    Column("right", "right answers written differently that pass",
           lambda q: _of(q.passed, q.right)),
    Column("ms", "milliseconds of one visible check, the median over all answers",
           lambda q: f"{q.check_ms:.3g}"),
    Column("pts", "what it is worth, in points", lambda q: points(q.points)),
    Column("min", "how many minutes it is meant to take", lambda q: str(q.minutes)),
)  # fmt: skip


def row(quality: Quality) -> list[str]:
    """One exercise's cells, in the order of COLUMNS."""
    return [column.cell(quality) for column in COLUMNS]


def totals(qualities: Sequence[Quality]) -> str:
    """The sums in words; of the whole course, they are what the README says."""
    chapters = len({quality.chapter for quality in qualities})
    mutants, killed, harmless, surviving = (
        sum(counts)
        for counts in zip(
            *((q.mutants, q.killed, len(q.harmless), len(q.surviving)) for q in qualities),
            strict=True,
        )
    )
    return (
        f"{_many(len(qualities), 'exercise')} in {_many(chapters, 'chapter')}, with "
        f"{_many(sum(q.mistakes for q in qualities), 'named mistake')}, "
        f"{_many(sum(q.wrong for q in qualities), 'wrong answer')} for them and "
        f"{_many(sum(q.right for q in qualities), 'right answer')} written differently. "
        f"Of {_many(mutants, 'mutant')} of the references {killed:,} are refused, {harmless} are "
        f"harmless and {surviving} pass. {sum(q.examples for q in qualities):,} of the mistakes "
        "have a worked example."
    )


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def audit_page(qualities: Sequence[Quality], faults: Sequence[str]) -> str:
    """The table of the course's quality as a page."""
    return _render(
        "audit.html.j2",
        qualities=qualities,
        columns=COLUMNS,
        rows=[row(quality) for quality in qualities],
        totals=totals(qualities),
        faults=faults,
        version=version(),
    )


def try_page(exercise: Exercise, tried: Sequence[Tried]) -> str:
    """All cards of one exercise as a page, each beside the code that it is about."""
    # The cards' own HTML is escaped where it is made.
    cards = [(one, Markup(one.html)) for one in tried]
    odd = [one for one in tried if one.remark]
    # They carry their colours in style attributes, as a notebook needs them.
    return _render(
        "try.html.j2",
        inline_styles=True,
        exercise=exercise,
        contract=Markup(marked(exercise.contract)),
        cards=cards,
        odd=odd,
    )


def _render(template: str, *, inline_styles: bool = False, **names: object) -> str:
    """A page whose policy shuts out scripts, addresses and, if possible, foreign styles."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), undefined=StrictUndefined, autoescape=True,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    style = (_TEMPLATES / "page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    allowed = "'unsafe-inline'" if inline_styles else f"'sha256-{digest}'"
    policy = f"default-src 'none'; style-src {allowed}; base-uri 'none'; form-action 'none'"
    return environment.get_template(template).render(**names, style=Markup(style), policy=policy)
