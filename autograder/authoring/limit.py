"""How long an author's own code may compute, in this process."""

from __future__ import annotations

from contextlib import AbstractContextManager

from course_utils.core.clock import cpu_limit

ANSWER_SECONDS = 10.0  # CPU seconds of one answer on all cases
KEYS_SECONDS = 90.0  # CPU seconds of all known answers together
IDLE_SECONDS = 120.0  # wall seconds without computing


def limited(seconds: float = ANSWER_SECONDS) -> AbstractContextManager[None]:
    """Raise Interrupted in the block after so many CPU seconds, or when it only waits."""
    return cpu_limit(seconds, idle=IDLE_SECONDS)
