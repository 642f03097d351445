"""The seed that hidden cases are drawn from."""

from __future__ import annotations

import secrets

HIDDEN_KEYS = ".hidden-keys"
"""The folder of a course folder in which the keys that are drawn from its seed are kept."""


def new_secret() -> str:
    """A seed that nobody can guess."""
    return secrets.token_hex(16)
