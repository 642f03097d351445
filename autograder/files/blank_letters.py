"""Letters and signs by Unicode's categories that have no picture: nobody sees where they stand."""

from __future__ import annotations

BLANK_LETTERS = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
