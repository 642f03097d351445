"""What the chapter's catalogue shares: its name."""

from __future__ import annotations

CHAPTER = "06_paper"
