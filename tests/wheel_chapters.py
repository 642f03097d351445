"""Do all chapters run with an installed student's wheel and nothing else? A script:

    python -P tests/wheel_chapters.py FOLDER

It runs each notebook of FOLDER in a fresh kernel of this Python, which needs the wheel, ipykernel
and nbclient; ``-P`` keeps this folder off the path. One line of JSON a notebook is printed:
the cells that raised, what came on stderr, and what the checks said.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

PASSED = re.compile(r"the visible checks pass")
NOT_YET = re.compile(r": (?:not yet|not attempted|.*still empty)")
SECONDS = 900  # for one cell; only what hangs meets them


def main() -> None:
    """Run the notebooks of the folder; what raised is printed and is no failure here."""
    (folder,) = sys.argv[1:]
    sys.stdout.reconfigure(encoding="utf-8")
    for path in sorted(Path(folder).glob("*.ipynb")):
        print(json.dumps(run(path), ensure_ascii=False), flush=True)


def run(path: Path) -> dict[str, object]:
    """What came of one notebook."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        here = Path.cwd()
        os.chdir(folder)  # where the progress is written
        try:
            client = NotebookClient(
                notebook, timeout=SECONDS, allow_errors=True, kernel_name="python3"
            )
            client.execute()
        finally:
            os.chdir(here)
    codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
    raised, said, passed, not_yet = [], [], 0, 0
    for cell in codes:
        wanted = "raises-exception" in cell.metadata.get("tags", [])
        for output in cell.outputs:
            if output.output_type == "error" and not wanted:
                raised.append(f"{cell.get('id', '?')}: {output.ename}: {output.evalue:.200}")
            if output.get("name") == "stderr":
                said.append(f"{cell.get('id', '?')}: {output.text:.300}")
            text = output.get("data", {}).get("text/plain", "")
            passed += bool(PASSED.search(text))
            not_yet += bool(NOT_YET.search(text.partition("\n")[0]))
    return {
        "notebook": path.stem, "cells": len(codes), "raised": raised, "stderr": said,
        "passed": passed, "not yet": not_yet, "seconds": round(time.monotonic() - begun, 1),
    }  # fmt: skip


if __name__ == "__main__":
    main()
