"""What a kernel remembers is forgotten between tests."""

from __future__ import annotations

import pytest

from course_utils.notebook import last, records


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch):
    """As in a kernel that was started just now."""
    for module, name in ((last, "_verdicts"), (records, "_guessed"), (records, "_revisited")):
        monkeypatch.setattr(module, name, {})
    for module, name in ((last, "_named"), (records, "_checked"), (records, "_copies")):
        monkeypatch.setattr(module, name, [])
