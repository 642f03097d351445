"""The notebook that is kept of a graded submission: its own outputs, and each verdict."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from nbformat import NotebookNode

from autograder.files.paths import CHECK_PREFIX
from autograder.grade.judged import Judged
from autograder.sandbox import CellOutcome, Run
from autograder.submission.harmless import harmless_picture
from autograder.submission.result import final_message
from course_utils.core.verdict import Verdict


def graded_notebook(
    notebook: NotebookNode,
    run: Run,
    verdicts: Mapping[str, Verdict],
    judged: Mapping[str, Judged],
) -> str:
    """The rebuilt notebook with this run's outputs, and each verdict under its check."""
    outcomes = {outcome.id: outcome for outcome in run.cells}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        outcome = outcomes.get(cell.id)
        cell.outputs = list(_safe_outputs(outcome)) if outcome else []
        if cell.id.startswith(CHECK_PREFIX):
            exercise_id = cell.id.removeprefix(CHECK_PREFIX)
            if exercise_id not in judged:  # of an older release
                continue
            verdict = verdicts[exercise_id]
            text = final_message(verdict, judged[exercise_id].exercise)
            cell.outputs = [{"output_type": "stream", "name": "stdout", "text": text + "\n"}]
    # As nbformat.writes has it, but on one line: it takes a tenth of the time, and every
    # output was rebuilt field by field already.
    return json.dumps(notebook, ensure_ascii=False)


def _safe_outputs(outcome: CellOutcome) -> Sequence[dict[str, Any]]:
    """Outputs that cannot run in whoever opens the notebook: text and pixels only."""
    kept = []
    for output in outcome.outputs:
        if output.get("output_type") in ("display_data", "execute_result"):
            data = _text_and_pixels(output.get("data", {}))
            if data:
                kept.append({**output, "data": data, "metadata": {}})
        else:
            kept.append(output)
    return kept


def _text_and_pixels(data: Mapping[str, object]) -> dict[str, object]:
    """Of all the kinds of one output, its text, and its picture if it is one."""
    kept = {"text/plain": data["text/plain"]} if "text/plain" in data else {}
    if picture := harmless_picture(data.get("image/png")):
        kept["image/png"] = picture
    return kept
