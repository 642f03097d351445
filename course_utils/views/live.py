"""Widgets in a notebook: whether they would be seen, and what a saved file keeps of them.

A saved notebook keeps no widget: opened again, its place says "model not found". The few
lines of style below let it say what to do instead. A picture or an answer is an output of
its own, which is kept.
"""

from __future__ import annotations

import os
from typing import Any

from course_utils.texts import say, words
from course_utils.views.card import Card, shell

STATIC = "COURSE_UTILS_STATIC"
_TYPE = "application/vnd.jupyter.widget-view+json"
# A widget that lives has elements inside; one that is lost has a text alone.
_LOST = ".jp-OutputArea-output.jupyter-widgets:not(:has(*))"


def style() -> str:
    """What a page that knows no widget shows in the place of one."""
    again = words(say("live.run-again"))
    return (
        f"<style>{_LOST}{{font-size:0}}"
        f'{_LOST}::after{{content:"{again}";'
        "font-size:14px;opacity:.75}</style>"
    )


def live() -> bool:
    """Whether widgets would be seen: a kernel with a reader, and ipywidgets at hand."""
    if os.environ.get(STATIC) or os.environ.get("NBGRADER_EXECUTION"):
        return False
    if not hasattr(shell(), "kernel"):
        return False
    try:
        import ipywidgets  # noqa: F401
    except ImportError:
        return False
    return True


def bundle(widget: Any, instead: Card) -> dict[str, Any]:
    """What an output holds of a widget; ``instead`` is for a page that knows none."""
    reference = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    return {_TYPE: reference, "text/html": instead.html, "text/plain": instead.text}
