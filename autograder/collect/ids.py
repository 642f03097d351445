"""Ids of students: how they are compared, and what of them a folder may be called."""

from __future__ import annotations

import hashlib
import re
import unicodedata


def id_key(text: str) -> str:
    """An id for comparing: Unicode form and case do not count."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).strip().casefold())


def student_id(name: str) -> str:
    """A name that is safe as a folder's and as the gradebook's key; letters of any script stay."""
    text = unicodedata.normalize("NFC", name).strip()
    kept = "".join(c if _stays(c) else "-" for c in text)
    kept = re.sub(r"-{2,}", "-", kept).strip(".-") or "nameless"
    if len(kept.encode()) <= 120:
        return kept
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    short = kept.encode()[:100].decode(errors="ignore")
    return f"{short}-{digest}"


def same_key(text: str) -> str:
    """An id for telling students apart: neither case nor a sign that no folder may have counts."""
    return id_key(student_id(text))


def _stays(c: str) -> bool:
    return c.isalnum() or c in "._@+-" or unicodedata.category(c) in ("Mn", "Mc")
