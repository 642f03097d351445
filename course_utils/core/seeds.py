"""A student's own seeds: random number generators' seeds that follow from an id.

They are no secret: whoever has a copy of the course and an id can work them out. They make runs
of two students differ, so that each quotes numbers of his or her own.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from itertools import count as counting

SMALLEST, LARGEST = 100, 999
MOST_SEEDS = 100


def seeds_of(token: str, student: str, count: int) -> list[int]:
    """The first seeds of a student, none of them twice, each of three digits.

    Args:
        token: the release's; without one everybody has the seeds 0, 1, 2, …
        student: the id; only its letters and figures count, and not whether they are capital.
            A class list, an LMS and a folder write the rest of one id differently.
        count: how many, 1 to 100.

    Raises:
        ValueError: ``count`` is another number.
    """
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MOST_SEEDS:
        raise ValueError(f"count is 1 to {MOST_SEEDS}, not {count!r}")
    if not token:
        return list(range(count))
    folded = unicodedata.normalize("NFKC", student).casefold()
    about = "".join(filter(str.isalnum, folded)) or folded.strip()
    found: list[int] = []
    for turn in counting():
        text = f"{about}\0{turn}".encode("utf-8", "surrogatepass")
        digest = hmac.new(token.encode(), text, hashlib.sha256).digest()
        seed = SMALLEST + int.from_bytes(digest[:8], "big") % (LARGEST - SMALLEST + 1)
        if seed not in found:
            found.append(seed)
        if len(found) == count:
            break
    return found
