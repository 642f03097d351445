"""What ``autograder grade --dry-run`` shows: every file and what would become of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from autograder.cli.json_lines import print_objects
from autograder.cli.listing import print_rows
from autograder.cli.plain import shortened_line, without_escapes
from autograder.collect.plan import Collected, Disposition
from autograder.submission.remark import texts

_USES = {"graded": "green", "attempt": "dim", "noted": "yellow"}
_LATE = {True: "late", False: "", None: "?"}


def plan_table(collected: Collected, due_known: bool) -> None:
    """One line a file, then who has none, then the notes."""
    console = Console()
    rows = []
    remarks = {
        s.student: "; ".join(texts(s.remarks)) for s in collected.submissions
    }  # fmt: skip
    names = {s.student: f"{s.student} {s.name}".strip() for s in collected.submissions}
    for file in collected.files:
        about = file.reason.text if file.reason else remarks.get(file.student, "")
        if file.group and not file.reason:
            about = _of_all(file, collected)
        late = _LATE[file.late] if file.use == "graded" and (due_known or file.late) else ""
        use = Text(file.use, style=_USES[file.use])
        rows.append(
            [
                Text(shortened_line(file.path, 160)),
                Text(shortened_line(_whose(file, names), 200)),
                Text(file.chapter.partition("_")[0].lstrip("0")),
                use,
                Text(late),
                Text(shortened_line(about, 600)),
            ]
        )
    columns = ("file", "student", "chapter", "what", "late", "remarks")
    print_rows(console, columns, rows, short=1)
    nothing = [s for s in collected.submissions if not s.file]
    for submission in nothing:
        who = " ".join(map(shortened_line, filter(None, (submission.student, submission.name))))
        why = submission.fault or "; ".join(texts(submission.flags))
        console.print(Text(f"nothing to grade   {who}: {shortened_line(why, 600)}"))
    for remark in collected.remarks:
        console.print(Text(f"note               {without_escapes(remark.text)}"))
    console.print(Text(f"\n{summary(collected)}"))


def summary(collected: Collected) -> str:
    """The counts, in one sentence."""
    uses = Counter(file.use for file in collected.files)
    gradable = sum(bool(s.file) for s in collected.submissions)
    return (
        f"Detected layout: {collected.layout}. {len(collected.submissions)} students, "
        f"{gradable} with a file to grade; {len(collected.files)} files: {uses['graded']} to "
        f"grade, {uses['attempt']} kept as attempts, {uses['noted']} noted. Nothing was written."
    )


def plan_lines(collected: Collected) -> None:
    """The same as JSON: one object a file, then one a student without a file."""
    print_objects(_file(file) for file in collected.files)
    print_objects(
        {
            "student": submission.student,
            "fault": submission.fault,
            "faults": [one.told_as_json() for one in submission.faults],
            "remarks": [one.told_as_json() for one in submission.remarks],
        }
        for submission in collected.submissions
        if not submission.file
    )


def _file(file: Disposition) -> dict[str, Any]:
    told = {
        "file": file.path, "student": file.student, "what": file.use,
        "chapter": file.chapter, "late": file.late,
        "reason": file.reason.told_as_json() if file.reason else None,
    }  # fmt: skip
    return told | ({"group": file.group, "students": list(file.members)} if file.group else {})


def _of_all(file: Disposition, collected: Collected) -> str:
    """What is said of every member; what is one's own stands beside the own file."""
    mine = [texts(s.remarks) for s in collected.submissions if s.student in file.members]
    return "; ".join(text for text in mine[0] if all(text in others for others in mine))


def _whose(file: Disposition, names: Mapping[str, str]) -> str:
    if not file.group:
        return names.get(file.student, file.student)
    return f"{file.group}: {', '.join(file.members)}"
