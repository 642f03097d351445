"""Faults that are told in one sentence, with what to do next."""

from __future__ import annotations


class Refused(Exception):
    """The command did nothing; the message says why and what to do."""
