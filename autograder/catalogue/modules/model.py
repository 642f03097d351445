"""What the exercises of chapter 3 share."""

from __future__ import annotations

CHAPTER = "03_modules"
CLASS_LABELS = {"class": "the class", "arguments": "the arguments of __init__"}
