"""The saved notebook from top to bottom in a fresh kernel, as grading runs it."""

from __future__ import annotations

import json
import os
import tempfile
import warnings
from collections.abc import Iterator
from typing import Any

from course_utils.core.released import Released
from course_utils.handin.findings import NotebookFinding
from course_utils.handin.match import Match
from course_utils.handin.notebook import Notebook
from course_utils.texts import Words, say

CELL_SECONDS = 120
START_SECONDS = 600  # of the kernel: a busy machine takes its time


def run_findings(
    notebook: Notebook, released: Released, found: Match, seconds: int = CELL_SECONDS
) -> Iterator[NotebookFinding]:
    """Cells that raise, run too long, or whose check does not pass, in a kernel of their own.

    Locked demonstrations are left out, as grading leaves them out.
    """
    try:
        import jupyter_client
        import nbclient
        from traitlets.config import Config
    except ImportError:
        todo = say("fresh.not-made.todo")
        yield NotebookFinding("note", say("fresh.where"), say("fresh.not-made"), todo)
        return
    demos = {cell.id for cell in released.cells if cell.demo}
    left_out = {place for name in demos for place in found.places.get(name, ())}
    kept = [place for place in range(len(notebook.cells)) if place not in left_out]
    try:
        copied = _readable(notebook, kept)
    except Exception as fault:
        kind, message = type(fault).__name__, str(fault)[:100]
        what = say("fresh.invalid", kind=kind, message=message)
        yield NotebookFinding("mend", say("fresh.the-file"), what, say("fresh.invalid.todo"))
        return
    # Fresh runs are nobody's progress, and a check that fails must be seen.
    environment = {**os.environ, "NBGRADER_EXECUTION": "validate"}
    try:
        with tempfile.TemporaryDirectory(prefix="fresh-") as sockets:
            nbclient.NotebookClient(
                copied,
                timeout=seconds,
                startup_timeout=START_SECONDS,
                allow_errors=True,
                interrupt_on_timeout=True,
                kernel_name="python3",
                resources={"metadata": {"path": str(notebook.path.parent)}},
                config=Config(_transport(sockets)),
            ).execute(env=environment)
    except (RuntimeError, OSError, jupyter_client.kernelspec.NoSuchKernel) as fault:
        yield NotebookFinding(
            "mend",
            say("fresh.where"),
            say("fresh.kernel", kind=type(fault).__name__),
            say("fresh.kernel.todo"),
        )
        return
    names = {place: name for name, places in found.places.items() for place in places}
    ours = {cell.id for cell in released.cells if cell.role == "locked"}
    for place, row in zip(kept, copied.cells, strict=True):
        if names.get(place) in ours:
            # It may need a demonstration that is left out, and earns nothing. But what was
            # stopped half-way is missed by all that comes after, which is not to blame.
            if _stopped(row):
                what = say("fresh.own-cell", seconds=seconds)
                yield NotebookFinding("mend", names[place], what, say("fresh.own-cell.todo"))
                return
            continue
        yield from _cell_findings(row, names.get(place, ""), place)


def _transport(folder: str) -> dict[str, Any]:
    """Sockets in a folder of their own: no port is opened, and nothing warns of one."""
    if os.name == "nt":
        return {}
    return {"ConnectionFileMixin": {"transport": "ipc", "ip": os.path.join(folder, "kernel")}}


def _readable(notebook: Notebook, kept: list[int]) -> Any:
    """The notebook with these cells alone, in the form that nbclient runs."""
    import nbformat

    rows = [row for row in notebook.content["cells"] if isinstance(row, dict)]
    content = {**notebook.content, "cells": [rows[place] for place in kept]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # editors drop ids: nothing that a student can mend
        return nbformat.reads(json.dumps(content), as_version=4)


def _stopped(row: dict[str, Any]) -> bool:
    errors = [out for out in row.get("outputs", ()) if out.get("output_type") == "error"]
    return any(error.get("ename") == "KeyboardInterrupt" for error in errors)


def _cell_findings(row: dict[str, Any], name: str, place: int) -> Iterator[NotebookFinding]:
    where: Words = name or say("fresh.cell", number=place + 1)
    for output in row.get("outputs", ()):
        if output.get("output_type") != "error":
            continue
        kind, text = output.get("ename", ""), str(output.get("evalue", "")).split("\n")[0][:200]
        if kind == "CheckFailed":
            where = name.removeprefix("check-") or where
            yield NotebookFinding("mend", where, say("fresh.check"), say("fresh.check.todo"))
        elif kind == "KeyboardInterrupt":
            yield NotebookFinding("mend", where, say("fresh.stopped"), say("loop.todo"))
        else:
            what = say("fresh.raised", kind=str(kind), message=text.rstrip("."))
            yield NotebookFinding("mend", where, what, say("fresh.raised.todo"))
        return
