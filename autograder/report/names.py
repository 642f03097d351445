"""Names in a report, or stable pseudonyms in their place."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable
from typing import Protocol

from autograder.report.class_data import StudentRow
from autograder.submission.remark import Remark

_WORD = re.compile(r"[^\W_]+")
_FILE_ENDS = re.compile(r"(?<=[^\s(])\.(?:ipynb|py|zip|html?|pdf|docx?|txt)\b", re.IGNORECASE)
_SHORTEST = 3  # letters of a part of a name that is taken out of a sentence
_LEFT_OUT = "[…]"


class Names(Protocol):
    """How a report calls its students."""

    def of(self, row: StudentRow) -> str:
        """What the student is called."""

    def group(self, remark: Remark) -> str:
        """What is said of all submissions with such a remark."""


class Real:
    """Names and ids as the roster has them."""

    def of(self, row: StudentRow) -> str:
        """The person's name and id."""
        return f"{row.name} ({row.student})" if row.name else row.student

    def group(self, remark: Remark) -> str:
        """The words as they are."""
        return remark.group


class Pseudonyms:
    """The same pseudonym for the same student, in every report of a course.

    It is derived from the course's secret seed, so that nobody who holds the
    report alone can try out ids.
    """

    def __init__(self, rows: Iterable[StudentRow], secret: str) -> None:
        """Give everybody a pseudonym.

        Args:
            rows: everybody who must not be named.
            secret: the course's seed.
        """
        self._secret = secret.encode()
        self._called: dict[str, str] = {}
        self._forbidden: set[str] = set()
        self._exact: set[str] = set()
        taken: set[str] = set()
        for row in sorted(rows, key=lambda row: row.student):
            self._called[row.student] = self._fresh(row.student, taken)
            self._forbid(row)

    def _fresh(self, student: str, taken: set[str]) -> str:
        digest = hmac.new(self._secret, b"pseudonym\0" + student.encode(), hashlib.sha256).digest()
        letters = base64.b32encode(digest).decode().rstrip("=")
        size = next(size for size in range(5, len(letters) + 1) if letters[:size] not in taken)
        taken.add(letters[:size])
        return f"student {letters[:size]}"

    def _forbid(self, row: StudentRow) -> None:
        for text in (row.student, row.name):
            words = _WORD.findall(text.casefold())
            whole = "".join(words)
            # LMSs glue last and first name together in a file's name.
            self._exact |= {text.casefold(), whole, "".join(reversed(words))} - {""}
            self._forbidden |= {word for word in words if len(word) >= _SHORTEST}
            if not text.isascii():  # a name in Korean may be a single sign
                self._forbidden |= set(words)

    def of(self, row: StudentRow) -> str:
        """The pseudonym."""
        return self._called[row.student]

    def group(self, remark: Remark) -> str:
        """The words without what names somebody; what an exception said is searched for names."""
        return self.clean(remark.without_names(_LEFT_OUT).group)

    def clean(self, text: str) -> str:
        """The sentence without file names, and without anybody's name or id."""
        parts = re.split(r"(\s+)", text)
        return "".join(self._part(_without_file(part)) for part in parts)

    def _part(self, part: str) -> str:
        bare = part.casefold().strip(".,;:!?()[]'\"“”")
        if bare in self._exact:
            return _LEFT_OUT
        return _WORD.sub(lambda m: _LEFT_OUT if self._named(m.group()) else m.group(), part)

    def _named(self, word: str) -> bool:
        return word.casefold() in self._forbidden or word.casefold() in self._exact


def _without_file(part: str) -> str:
    """The part of a sentence without the file's name in it, up to the last ending of one."""
    # Found by its endings: a pattern that begins with any signs takes hours on a long text.
    ends = [found.end() for found in _FILE_ENDS.finditer(part)]
    return f"{_LEFT_OUT}{part[ends[-1] :]}" if ends else part
