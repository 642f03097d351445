"""What the list says: one template for each kind of entry, and the mails that it writes."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from autograder.submission.highlight import visible
from autograder.todo.entries import EntryKind, TodoEntry
from course_utils.core.exercise import exercises

HEADINGS: Mapping[EntryKind, str] = {
    "request": "Requests by students",
    "changed": "Texts that changed after a grade by hand",
    "written": "Answers to read",
    "flag": "Flags that need a decision",
    "unreadable": "Files that could not be read",
    "undecided": "Groups with several files",
    "fault": "Grader errors",
}
COUNTS: Mapping[EntryKind, tuple[str, str]] = {
    "request": ("{count} request", "{count} requests"),
    "changed": ("{count} changed text", "{count} changed texts"),
    "written": ("{count} answer to read", "{count} answers to read"),
    "flag": ("{count} flagged submission", "{count} flagged submissions"),
    "unreadable": ("{count} unreadable file", "{count} unreadable files"),
    "undecided": (
        "{count} student without a file of the group's",
        "{count} students without a file of their group's",
    ),
    "fault": ("{count} grader error", "{count} grader errors"),
}
ADVICE: Mapping[EntryKind, str] = {
    "request": "Look again, regrade or give points by hand, then accept it with your answer: the "
    "student gets a mail with `ask`.",
    "changed": "Accept it where the points for the earlier text stand for this one, too; or "
    "grade it anew in formgrader.",
    "written": "Give points by `written` or in formgrader; the entry is gone then.",
    "flag": "Accept it with the reason: it stays decided until another file comes.",
    "unreadable": "Ask the student for a notebook that opens, or accept that there is no mark.",
    "undecided": "Ask the group which file counts, put it into a folder with the group's name, and "
    "grade that; or accept that there is no mark.",
    "fault": "Regrade it. Nobody loses points by it.",
}
_SENTENCES: Mapping[EntryKind, str] = {
    "request": "{where}: {before} when it was asked, {now} now{difference}",
    "changed": "{where}: another text was given {before} of {points} by hand",
    "written": "{where}: {points} to give",
    "flag": "{flags}",
    "unreadable": "{flags}",
    "undecided": "{flags}",
    "fault": "{points} wait for a regrade",
}
_SUBJECTS: Mapping[EntryKind, str] = {
    "request": "Your request about {chapter}",
    "changed": "Your answer in {chapter}",
    "written": "Your answer in {chapter}",
    "flag": "A question about what you handed in for {chapter}",
    "unreadable": "Your file for {chapter} cannot be read",
    "undecided": "Your group's files for {chapter}",
    "fault": "The grading of {chapter}",
}
_BODIES: Mapping[EntryKind, str] = {
    "request": "I have looked again at {where} in {chapter}, about which you wrote:\n\n{quoted}\n\n"
    "It had {before} and has {now} now{difference}.\n\n{why}",
    "changed": "Your answer to {where} in {chapter} is another one than the one that I graded. "
    "Did you mean to change it?",
    "written": "I am reading your answer to {where} in {chapter} and have a question:\n\n",
    "flag": "The grading of what you handed in for {chapter} has noted this:\n\n{quoted}\n\n"
    "Can you tell me how it came about?",
    "unreadable": "What you handed in for {chapter} cannot be read:\n\n{quoted}\n\nOpen your "
    "notebook in Jupyter, save it again, and hand that in.",
    "undecided": "Members of your group have handed in different files for {chapter}, and you "
    "none. Which of them is the group's?\n\n{quoted}",
    "fault": "The grading of {chapter} stopped at an error of the grader's. Your file is graded "
    "again, and you lose no points by it.",
}
# All of them look like an end of what is quoted.
_MARKS = str.maketrans(dict.fromkeys("“”„‟«»″〝〞＂❝❞", '"'))
_ABOUT_FILE = "\n\n(This is about the file whose SHA-256 begins with {digest}.)"


def sentence(entry: TodoEntry) -> str:
    """What the entry is about, in one sentence; it quotes students' files."""
    return _SENTENCES[entry.kind].format(**_fields(entry))


def cited(text: str) -> str:
    """What somebody else wrote, in quotes that it cannot close to go on in our words."""
    return f"“{text.translate(_MARKS)}”"


def how_many(kind: EntryKind, count: int) -> str:
    """How many entries of a kind there are."""
    return COUNTS[kind][count != 1].format(count=count)


def mail_to(entry: TodoEntry) -> tuple[str, str, str]:
    """Address, subject and text of a mail to the student; the address may be empty."""
    fields = _fields(entry, for_student=True)
    subject = _SUBJECTS[entry.kind].format(**fields)
    digest = entry.inquiry.asked.digest if entry.inquiry else ""
    body = _BODIES[entry.kind].format(**fields).rstrip()
    if digest:
        body += _ABOUT_FILE.format(digest=digest[:12])
    return entry.address, subject, body


def mailto(address: str, subject: str, body: str) -> str:
    """A link that opens a mail program with the mail in it."""

    def plain(text: str) -> str:
        return quote(text.replace("\n", "\r\n"), safe="", errors="replace")

    receiver = quote(address, safe="@", errors="replace")
    return f"mailto:{receiver}?subject={plain(subject)}&body={plain(body)}"


def where(entry: TodoEntry) -> str:
    """The exercise by its title, or the whole chapter."""
    if not entry.cell:
        return "all exercises"
    known = exercises().get(entry.cell)
    return known.title if known else entry.cell


def _fields(entry: TodoEntry, *, for_student: bool = False) -> dict[str, str]:
    gained = entry.difference
    told = [one.student_text if for_student else one.text for one in entry.flags
            if not for_student or one.audience == "both"]  # fmt: skip
    # A mail program gets no sign that it would obey or that nobody sees.
    quoted = visible(entry.text if entry.inquiry else "\n".join(dict.fromkeys(told)))
    return {
        "chapter": entry.chapter,
        "where": where(entry),
        "points": _points(entry.points),
        "before": _mark(entry.before, entry.points),
        "now": _mark(entry.now, entry.points),
        "difference": "" if gained is None else f" ({_signed(gained)})",
        "flags": "; ".join(one.text for one in entry.flags),
        "quoted": "\n".join(f"> {line}" for line in quoted.splitlines()),
        "why": entry.why,
    }


def _points(points: float) -> str:
    return "1 point" if points == 1 else f"{points:g} points"


def _mark(score: float | None, most: float) -> str:
    return "no mark" if score is None else f"{score:g} of {most:g}"


def _signed(gained: float) -> str:
    return "no difference" if not gained else f"{gained:+g}".replace("-", "−")
