"""What in a student's text reaches for the grader: said to the instructor, never judged by.

The text is searched, not parsed: a parser can be brought down by what it reads. So this
finds what is written openly and misses what is hidden on purpose. It takes no points: marks
are safe because answers are judged by numbers outside of the student's process.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import course_utils
from autograder.submission.remark import Remark

_PUBLIC = "|".join(sorted({*course_utils.__all__, "digits", "pictures"}))
_MODULES = r"(?:torch|F|nn|optim|math|np|numpy|builtins|sys|json|random|course_utils)"
# A setting is no replacement.
_SETTINGS = r"(?!torch\.backends\.|sys\.stdout|sys\.stderr)"
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (code, re.compile(pattern))
    for code, pattern in (
        (
            "reaches-for-checks",
            rf"\b(?:from|import)[ \t]+course_utils\.(?!(?:digits|pictures)\b)\w+"
            rf"|\bcourse_utils\.(?!(?:{_PUBLIC})\b)[a-z]\w*\.\w+"
            r"|\bfrom[ \t]+course_utils[ \t]+import\b.*"
            r"\b(?:core|notebook|views|key|judge|probing|probes|evidence)\b",
        ),
        ("reaches-for-worker", r"\b(?:from|import)[ \t]+inside\b"),
        (
            "changes-modules",
            rf"\b{_SETTINGS}{_MODULES}(?:\.\w+)+[ \t]*=(?!=)"
            rf"|\b(?:setattr|delattr)\([ \t]*{_MODULES}\b",
        ),
        (
            "changes-running",
            r"\b(?:ast_transformers|input_transformers\w*|displayhook|run_cell)\b",
        ),
        (
            "looks-at-frames",
            r"\bsys\._getframe\b|\bf_back\b|\bgc\.get_(?:objects|referrers|referents)\b"
            r"|\bIn\[|\bfor \w+ in In\b",
        ),
        ("opens-network", r"\bimport[ \t]+socket\b|\burllib\.request\b"),
        ("looks-at-processes", r"/proc\b"),
        (
            "ends-processes",
            r"\bos\.(?:_exit|fork|forkpty|kill|killpg|abort)\b|\bsignal\.signal\b",
        ),
        ("goes-below-python", r"\b(?:import|from)[ \t]+(?:ctypes|cffi)\b"),
    )
)
_SHOWN = 60


def tampering(cells: Iterable[tuple[str, str]]) -> Iterator[Remark]:
    """One remark for each kind of thing in each cell.

    Args:
        cells: name and text of every cell that a student wrote.
    """
    for name, text in cells:
        seen: set[str] = set()
        for number, line in enumerate(text.split("\n"), 1):
            if line.lstrip().startswith("#") or len(line) > 2000:
                continue
            for code, pattern in _KINDS:
                if code not in seen and pattern.search(line):
                    seen.add(code)
                    yield Remark(code, cell=name, line=number, source=line.strip()[:_SHOWN])
