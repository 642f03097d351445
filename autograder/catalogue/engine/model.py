"""What the chapter's exercises share."""

from __future__ import annotations

CHAPTER = "07_engine"
