"""The seed that hidden cases are drawn from."""

from __future__ import annotations

import secrets


def new_secret() -> str:
    """A seed that nobody can guess."""
    return secrets.token_hex(16)
