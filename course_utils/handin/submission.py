"""``submit``: look over the notebook before it is handed in, and write the file to upload."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from course_utils.core.exercise import exercises
from course_utils.core.released import released
from course_utils.handin.compare import broken, structure_findings
from course_utils.handin.findings import NotebookFinding, grouped
from course_utils.handin.kernel import check_findings, history, unsaved_findings
from course_utils.handin.match import match
from course_utils.handin.notebook import Notebook, NotFound, open_notebook, write_submission
from course_utils.handin.rerun import run_findings
from course_utils.handin.symbols import symbol_findings
from course_utils.texts import Message, Words, say, words
from course_utils.views import html
from course_utils.views.card import Card, shell, show

_ORDER = {"stop": 0, "mend": 1, "note": 2}


def submit(path: str | os.PathLike[str] | None = None, *, run: bool = False) -> None:
    """Say what may cost marks by accident, and write the one file to upload.

    Args:
        path: the notebook; without it the one that this cell stands in.
        run: also run the saved notebook from top to bottom in a fresh kernel.
    """
    if os.environ.get("NBGRADER_EXECUTION"):
        return  # a notebook that is being graded or validated hands nothing in
    card, _ = hand_in(path, run=run)
    show(card)


def hand_in(path: str | os.PathLike[str] | None, *, run: bool) -> tuple[Card, bool]:
    """The card, and whether a file was written with nothing left to mend."""
    try:
        notebook = open_notebook(path)
        findings = look_over(notebook, run=run)
    except NotFound as fault:
        return html.note(str(fault)), False
    except (OSError, ValueError, LookupError, TypeError) as fault:
        kind = type(fault).__name__
        return html.note(say("data.unreadable", kind=kind, message=str(fault))), False
    if any(finding.level == "stop" for finding in findings):
        return _card(notebook, findings, None, ""), False
    try:
        target, digest = write_submission(notebook)
    except OSError as fault:
        what = say("handin.not-written", fault=str(fault.strerror or fault))
        stop = NotebookFinding("stop", say("handin.the-folder"), what)
        return _card(notebook, [stop, *findings], None, ""), False
    mend = any(finding.level == "mend" for finding in findings)
    return _card(notebook, findings, target, digest), not mend


def look_over(notebook: Notebook, *, run: bool) -> list[NotebookFinding]:
    """All findings, the gravest first."""
    structure = released(notebook.chapter)
    found = match(notebook.cells, structure)
    running = shell()
    names = running.user_ns if running is not None else None
    findings = list(structure_findings(notebook, structure, found))
    findings += symbol_findings(notebook, structure, found)
    told: set[Words] = {*broken(notebook, structure, found)}
    told |= {finding.where for finding in findings if finding.level == "mend"}
    findings += unsaved_findings(notebook, structure, found, history())
    if run:
        findings += [f for f in run_findings(notebook, structure, found) if f.where not in told]
    else:
        findings += check_findings(notebook, structure, found, names, told)
    return sorted(grouped(findings), key=lambda finding: _ORDER[finding.level])


def _card(
    notebook: Notebook, findings: Sequence[NotebookFinding], target: Path | None, digest: str
) -> Card:
    mend = dict.fromkeys(
        name for finding in findings if finding.level != "note" for name in finding.counts
    )
    if target is None:
        told, tone = say("handin.nothing-written"), "not yet"
    elif mend:
        told, tone = _may_cost(list(mend)), "not yet"
    else:
        told, tone = say("handin.ready"), "passed"
    headline = words(told)
    closing = []
    if target is not None:
        short = " ".join(digest[at : at + 4] for at in range(0, 16, 4))
        closing = [
            words(say("handin.upload", file=target.name)),
            *([words(say("handin.in-colab"))] if notebook.live else []),
            words(say("handin.receipt", digest=short)),
        ]
    closing.append(words(say("handin.hidden")))
    rows = [
        (
            f"{_sign(finding)} {words(finding.where)}",
            f"{words(finding.what)} {words(finding.todo)}".strip(),
        )
        for finding in findings
    ]
    text = [f"{notebook.chapter}: {headline}", *(f"{where}: {what}" for where, what in rows)]
    listed = "".join(
        f'<li style="margin-top:.3em"><b>{html.marked(where)}</b>: {html.marked(what)}</li>'
        for where, what in rows
    )
    blocks = [
        f'<ul style="list-style:none;padding-left:.3em;margin:.3em 0">{listed}</ul>'
        if rows
        else "",
        *(html.paragraph(line) for line in closing),
    ]
    plain = "\n".join([*text, *closing]).replace("`", "")
    label = words(say("handin.label"))
    return Card(html.frame(tone, notebook.chapter, headline, blocks, label), plain)


def _may_cost(names: Sequence[str]) -> Message:
    known = all(name in exercises() for name in names)
    code = "handin.exercises-may-cost" if known else "handin.things-may-cost"
    return say(code, count=len(names))


def _sign(finding: NotebookFinding) -> str:
    return {"stop": "✗", "mend": "→", "note": "·"}[finding.level]
