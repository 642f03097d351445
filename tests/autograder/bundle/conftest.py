"""The server that tells whether a notebook reached the network."""

from __future__ import annotations

from tests.hostile.conftest import canary

__all__ = ["canary"]
