"""The seed that hidden cases are drawn from."""

from __future__ import annotations

import hashlib
import hmac
import secrets

HIDDEN_KEYS = ".hidden-keys"
"""The folder of a course folder in which the keys that are drawn from its seed are kept."""


def new_secret() -> str:
    """A seed that nobody can guess."""
    return secrets.token_hex(16)


def draw_of(secret: str, whose: str) -> str:
    """The seed of one student's own cases: nobody can tell it who does not know the secret.

    Args:
        secret: the course's.
        whose: the student's id, or what else names who answers; any text.
    """
    about = b"variant\0" + whose.encode("utf-8", "surrogatepass")
    return hmac.new(secret.encode(), about, hashlib.sha256).hexdigest()


def open_token(secret: str) -> str:
    """What students' own seeds follow from, beside their ids: it stands in every student's copy.

    It leads neither to the secret nor to any hidden case.

    Args:
        secret: the course's.
    """
    return hmac.new(secret.encode(), b"own seeds", hashlib.sha256).hexdigest()[:32]


def draw_name(draw: str) -> str:
    """What a draw is called where it is written down: it tells nothing of the cases."""
    return hashlib.sha256(draw.encode()).hexdigest()[:12] if draw else ""
