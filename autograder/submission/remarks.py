"""Every remark that grading can make about a submission: its kind, its readers, its words.

One row a code. A template is one whole sentence with named fields; a remark is made with
exactly these fields. Students' words (file names, lines of code, what an exception is called)
are fields and decide nothing.

To add a remark, add a row here and make it where it is found: ``Remark("code", field=...)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Final, Literal

from autograder.translation import translated

RemarkKind = Literal[
    "information", "repair", "attention", "suspicion", "limit", "contained", "unreadable", "fault"
]
INFORMATION: Final = "information"  # good to know; no reason to look
REPAIR: Final = "repair"  # put right without loss; nothing to do
ATTENTION: Final = "attention"  # a person should look
SUSPICION: Final = "suspicion"  # the same, as it may be no accident
LIMIT: Final = "limit"  # ran into a limit of time
CONTAINED: Final = "contained"  # the sandbox stopped it
UNREADABLE: Final = "unreadable"  # why there is nothing to grade in a file
FAULT: Final = "fault"  # the grader's own

Audience = Literal["both", "instructor"]
UNDECIDED: Final = "group-undecided"
"""Somebody handed in nothing, and nobody knows which of the group's files counts."""
BOTH: Final = "both"
INSTRUCTOR: Final = "instructor"


@dataclass(frozen=True, slots=True)
class Spec:
    """One row of the table.

    Attributes:
        code: names the row.
        kind: what kind of remark it is.
        audience: who may read it. Remarks for the instructor may speak of other students.
        template: the sentence, with its fields in braces.
        group: what is said of all submissions that have one, after their number; empty where
            each sentence stands for itself.
        student: the sentence that students read, where it is another one.
        when: (field, value, sentence): another sentence where the field has this value.
    """

    code: str
    kind: RemarkKind
    audience: Audience
    template: str
    group: str = ""
    student: str = ""
    when: tuple[tuple[str, object, str], ...] = ()
    fields: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Read the names of the fields out of the sentences."""
        sentences = (self.template, self.student, *(text for _, _, text in self.when))
        named = {name for text in sentences for _, name, _, _ in Formatter().parse(text) if name}
        object.__setattr__(self, "fields", frozenset(named | {name for name, _, _ in self.when}))

    def template_for(self, fields: Mapping[str, object], *, for_student: bool) -> str:
        """The sentence for these fields."""
        if for_student and self.student:
            return self._said(self.student)
        chosen = (text for name, value, text in self.when if fields[name] == value)
        sentence = next(chosen, self.template)
        # What only instructors read stays English.
        return self._said(sentence) if for_student else sentence

    def _said(self, sentence: str) -> str:
        return translated(f"remark/{self.code}", sentence, "What grading remarked, for students.")


# fmt: off
_TABLE = (
    # Of one student's files: which counts, and what becomes of the others.
    Spec("several-files", INFORMATION, BOTH, "{count} files; the latest counts: {file}"),
    Spec("latest-unreadable", ATTENTION, BOTH,
         "the latest file cannot be read, but an earlier one can be: see attempts/",
         student="the latest file cannot be read, but an earlier one can be"),
    Spec("several-names", ATTENTION, INSTRUCTOR, "handed in under {count} names: {names}",
         "handed in under several names"),
    Spec("same-file", SUSPICION, INSTRUCTOR,
         "the same file, byte for byte, as that of {student} and {more} others",
         "the same file as another student's, byte for byte",
         when=(("more", 0, "the same file, byte for byte, as that of {student}"),
               ("more", 1, "the same file, byte for byte, as that of {student} and 1 other"))),
    Spec("not-on-roster", ATTENTION, INSTRUCTOR, "not on the roster"),
    Spec("not-known", ATTENTION, INSTRUCTOR, "not in the class list of the last grading"),
    Spec("ambiguous-name", ATTENTION, INSTRUCTOR,
         "the roster has more than one {name} ({students}): say which of them handed in this file"),
    Spec("number-of-another", ATTENTION, INSTRUCTOR,
         "its number {number} is that of {student}, and its name that of {students}: say which "
         "of them handed in this file"),
    Spec("another-number", ATTENTION, INSTRUCTOR,
         "called {name} like {student}, but nothing says that the LMS's number in it is that of "
         "{student}: if it is, make the two one with `student merge`"),
    Spec("by-gradebook", ATTENTION, INSTRUCTOR,
         "found by the name {name} in the gradebook alone; not in the class list of the last "
         "grading, so it may be another person's of this name"),
    Spec("no-file", ATTENTION, INSTRUCTOR, "on the roster, but no file was found",
         "on the roster, but no file was found"),
    Spec("no-time", ATTENTION, INSTRUCTOR, "timestamp.txt contains no time; it is kept as {file}"),

    # Of the class as a whole.
    Spec("file-of-many", SUSPICION, INSTRUCTOR,
         "the same file, byte for byte, from {count} students: {students} and {more} more.",
         when=(("more", 0, "the same file, byte for byte, from {count} students: {students}."),)),
    Spec("anonymous", ATTENTION, INSTRUCTOR,
         "{count} anonymous submissions: the roster cannot tell who is missing."),
    Spec("lateness-unknown", ATTENTION, INSTRUCTOR,
         "{count} files came without a time stamp of the LMS and were first seen after the due "
         "date: whether they are late is not known, and no time was recorded.",
         when=(("count", 1, "1 file came without a time stamp of the LMS and was first seen after "
                            "the due date: whether it is late is not known, and no time was "
                            "recorded."),)),
    Spec("later-stays", ATTENTION, INSTRUCTOR,
         "{count} handed in a later file since this download was made, and it stays: {students} "
         "and {more} more.",
         when=(("more", 0, "{count} handed in a later file since this download was made, and it "
                           "stays: {students}."),)),
    Spec("earlier-again", ATTENTION, INSTRUCTOR,
         "{count} had this download's file replaced by a later one, and now the earlier one counts "
         "again: {students} and {more} more. If the download is an old one, grade the newer one "
         "after it.",
         when=(("more", 0, "{count} had this download's file replaced by a later one, and now the "
                           "earlier one counts again: {students}. If the download is an old one, "
                           "grade the newer one after it."),)),
    Spec("zeros-dropped", ATTENTION, INSTRUCTOR,
         "{count} who are not on the roster are there without leading zeros, which spreadsheets "
         "drop: {students} and {more} more. If so, take the LMS's export as it comes for the "
         "roster, and grade again.",
         when=(("more", 0, "{count} who are not on the roster are there without leading zeros, "
                           "which spreadsheets drop: {students}. If so, take the LMS's export as "
                           "it comes for the roster, and grade again."),)),
    Spec("timestamps-ignored", ATTENTION, INSTRUCTOR,
         "timestamp.txt was not trusted, because `nbgrader submit` writes it on the student's "
         "side; give --trust-timestamps if a server or zip_collect wrote it."),
    Spec("other-chapters", INFORMATION, INSTRUCTOR,
         "files of other chapters were ignored: {chapters}."),
    Spec("strays", INFORMATION, INSTRUCTOR,
         "ignored, because they are not notebooks and belong to no student: {files} and {more} "
         "more.",
         when=(("more", 0, "ignored, because they are not notebooks and belong to no student: "
                           "{files}."),)),
    Spec("junk", INFORMATION, INSTRUCTOR,
         "ignored, because an operating system or an editor left them: {count} (__MACOSX, "
         ".DS_Store, checkpoints)."),

    # Of groups: who handed in together.
    Spec("group-file", INFORMATION, BOTH, "handed in together as {name}: {names}"),
    Spec("group-by-member", INFORMATION, BOTH,
         "handed in by {student} for {name}: {names}",
         student="handed in together as {name}: {names}"),
    Spec("alone-too", ATTENTION, BOTH,
         "handed in alone, too ({file}, kept in attempts/); the file of {name} counts",
         "handed in alone, too; the group's file counts",
         student="you handed in a file of your own, too ({file}); the file of {name} counts"),
    Spec("attempt-alone", INFORMATION, INSTRUCTOR,
         "handed in alone; the file of {name} counts"),
    Spec("group-differs", ATTENTION, INSTRUCTOR,
         "members of {name} handed in different files ({students}): each keeps the mark "
         "of the own file, because nothing says which one is the group's",
         "members of one group handed in different files"),
    Spec("group-undecided", UNREADABLE, BOTH,
         "handed in nothing, and members of {name} different files ({students}): put the one that "
         "counts into a folder called {name}, and grade again",
         "which of the group's files counts is not known",
         student="nothing says which of the files of {name} counts"),
    Spec("group-outsider", ATTENTION, INSTRUCTOR,
         "the LMS has this file of {name} under this student's number, and the list of "
         "groups has the student in another group or in none",
         "handed in for a group that the list has without them"),
    Spec("class-as-before", INFORMATION, INSTRUCTOR,
         "no --roster was given, so the class list of the last grading ({count} students) says "
         "whose each file is."),
    Spec("new-without-roster", ATTENTION, INSTRUCTOR,
         "no --roster was given; not in the class list of the last grading ({count}), so each "
         "counts as a new student: {students} and {more} more. If they are in the class under "
         "another id, give --roster.",
         when=(("more", 0,
                "no --roster was given; not in the class list of the last grading ({count}), so "
                "each counts as a new student: {students}. If they are in the class under another "
                "id, give --roster."),)),
    Spec("groups", INFORMATION, INSTRUCTOR,
         "groups in the list: {count}; in this download: {number}, for {size} students."),
    Spec("groups-as-before", INFORMATION, INSTRUCTOR,
         "no --groups was given, so those of the last grading count: {count}; in this download: "
         "{number}, for {size} students."),
    Spec("groups-empty", ATTENTION, INSTRUCTOR,
         "groups without a member ({count}), whose files count for no student on the roster: "
         "{names} and {more} more.",
         when=(("more", 0, "groups without a member ({count}), whose files count for no student on "
                           "the roster: {names}."),)),
    Spec("groups-strangers", ATTENTION, INSTRUCTOR,
         "in the list of groups and not on the roster ({count}), so without a mark: {names} and "
         "{more} more.",
         when=(("more", 0, "in the list of groups and not on the roster ({count}), so without a "
                           "mark: {names}."),)),
    Spec("groups-letters", ATTENTION, INSTRUCTOR,
         "the list of groups was read as Windows-1252, because it is not UTF-8. Names whose "
         "letters may be wrong ({count}): {names} and {more} more. If they are, save it as CSV "
         "UTF-8.",
         when=(("more", 0,
                "the list of groups was read as Windows-1252, because it is not UTF-8. Names whose "
                "letters may be wrong ({count}): {names}. If they are, save it as CSV UTF-8."),)),
    Spec("groups-several", ATTENTION, INSTRUCTOR,
         "in more than one group ({count}), of which the one counts that hands in under its own "
         "name: {students} and {more} more.",
         when=(("more", 0, "in more than one group ({count}), of which the one counts that hands "
                           "in under its own name: {students}."),)),
    Spec("groups-without", INFORMATION, INSTRUCTOR,
         "on the roster and in no group ({count}): {students} and {more} more.",
         when=(("more", 0, "on the roster and in no group ({count}): {students}."),)),
    Spec("group-kept", ATTENTION, INSTRUCTOR,
         "handed in alone after their groups ({count}): {students} and {more} more. Their files "
         "are kept in attempts/, and the groups' marks stay.",
         when=(("more", 0, "handed in alone after their groups ({count}): {students}. Their files "
                           "are kept in attempts/, and the groups' marks stay."),)),
    Spec("group-as-student", ATTENTION, INSTRUCTOR,
         "{name} was graded as the student {student} before; `{how}` takes that one out "
         "of the gradebook."),

    # When it came.
    Spec("late-by-lms", REPAIR, BOTH, "the LMS marks it as late", "late"),
    Spec("late-by-clock", REPAIR, BOTH, "late: received {time} UTC", "late"),
    Spec("late-by-collection", REPAIR, BOTH,
         "late: not there yet when this was first collected; seen {time} UTC", "late"),
    Spec("in-time-by-extension", INFORMATION, INSTRUCTOR,
         "it came in time for the student's own due date, {until} UTC"),
    Spec("in-time-for-us", INFORMATION, INSTRUCTOR,
         "the LMS marks it as late; it came in time for the student's own due date, {until} UTC"),
    Spec("late-for-the-lms", ATTENTION, INSTRUCTOR,
         "the LMS marks it as late, by a date of its own; whether it came before the student's "
         "own, {until} UTC, is not known, so nothing is taken off",
         "with a due date of their own, and not known to be late by that"),
    Spec("late-by-name-alone", REPAIR, BOTH, "the file's name says late; the LMS does not",
         "the file's name says late, the LMS does not"),

    # Why one of the files is not graded.
    Spec("attempt", INFORMATION, INSTRUCTOR, "an earlier attempt"),
    Spec("same-bytes", INFORMATION, INSTRUCTOR, "the same bytes as the one that counts"),
    Spec("elsewhere", INFORMATION, INSTRUCTOR, "it is in the folder of {chapter}"),
    Spec("nobodys", INFORMATION, INSTRUCTOR, "not a notebook, and with no student's name on it"),
    Spec("left-behind", INFORMATION, INSTRUCTOR, "left behind by an operating system or an editor"),
    Spec("other-chapter", ATTENTION, BOTH,
         "this is chapter {number} ({chapter}), not chapter {asked} ({wanted})",
         "another chapter's notebook was handed in too"),
    Spec("only-other-chapter", UNREADABLE, BOTH,
         "this is chapter {number} ({chapter}), not chapter {asked} ({wanted}); grade it with "
         "--chapter {chapter}", "another chapter's notebook was handed in",
         student="this is chapter {number} ({chapter}), not chapter {asked} ({wanted})"),
    Spec("foreign-notebook", ATTENTION, INSTRUCTOR, "a notebook with no cell of this course in it"),
    Spec("no-notebook", UNREADABLE, BOTH, "no notebook ({ending})",
         when=(("ending", "", "no notebook (no ending)"),)),
    Spec("typed-text", UNREADABLE, BOTH, "typed into the LMS's text box"),
    Spec("typed-link", UNREADABLE, BOTH, "a link instead of a file"),
    Spec("more-files", UNREADABLE, BOTH, "and {count} more files"),
    Spec("not-read", ATTENTION, BOTH, "not read: {why}", "a file could not be opened"),

    # Why a file or an archive could not be read. A mark by hand for such a file belongs to these
    # very words (Result.text_of): with other words here it would be taken for one of another text.
    Spec("unreadable", UNREADABLE, BOTH, "unreadable: {reasons}"),
    Spec("link", UNREADABLE, BOTH, "it is a symbolic link, which is never followed"),
    Spec("link-in-archive", UNREADABLE, BOTH, "it is a link, which is never followed"),
    Spec("link-to-folder", UNREADABLE, BOTH,
         "its folder is a symbolic link, which is never followed"),
    Spec("no-regular-file", UNREADABLE, BOTH, "it is no regular file"),
    Spec("cannot-open", UNREADABLE, BOTH, "it cannot be opened ({error})"),
    Spec("cannot-read", UNREADABLE, BOTH, "it cannot be read ({error})"),
    Spec("cannot-unpack", UNREADABLE, BOTH, "it cannot be unpacked ({error})"),
    Spec("broken-archive", UNREADABLE, BOTH,
         "it is called an archive, but cannot be unpacked ({error})"),
    Spec("empty-archive", UNREADABLE, BOTH, "the archive is empty"),
    Spec("deep-archive", UNREADABLE, BOTH, "archives are nested too deeply"),
    Spec("leads-out", UNREADABLE, BOTH, "its path leads out of the archive"),
    Spec("encrypted", UNREADABLE, BOTH, "it is encrypted"),
    Spec("too-large", UNREADABLE, BOTH, "it is larger than {limit} MB"),
    Spec("zip-bomb", UNREADABLE, BOTH, "it unpacks to {times} times its size, as a zip bomb does"),
    Spec("class-too-large", UNREADABLE, BOTH, "the archive unpacks to too much"),
    Spec("too-many-files", UNREADABLE, BOTH,
         "there are more than {limit} files in it; unpack what is needed and give that folder."),
    Spec("bytes-too-many", UNREADABLE, BOTH, "the file has {size} bytes; the limit is {limit}"),
    Spec("empty-file", UNREADABLE, BOTH, "the file is empty"),
    Spec("megabytes-too-many", UNREADABLE, BOTH, "the file has {size} MB; the limit is {limit} MB"),
    Spec("values-too-many", UNREADABLE, BOTH,
         "the file holds too many values: clear its outputs and save it again"),
    Spec("no-json", UNREADABLE, BOTH,
         "the file is not valid JSON ({error}, line {line}, column {column})"),
    Spec("deep-json", UNREADABLE, BOTH, "the file's JSON is nested too deeply"),
    Spec("odd-json", UNREADABLE, BOTH,
         "the file's JSON holds a value that cannot be read ({error})"),
    Spec("other-json", UNREADABLE, BOTH, "the file is JSON, but a {type} and not a notebook"),
    Spec("no-list-of-cells", UNREADABLE, BOTH, "the file is JSON, but has no list of cells"),
    Spec("no-cells", UNREADABLE, BOTH, "the notebook has no cells"),
    Spec("cells-too-many", UNREADABLE, BOTH,
         "the notebook has {count} cells; the limit is {limit}"),

    # How a file was read.
    Spec("old-format", REPAIR, BOTH, "it is in the old notebook format 3",
         "in the old notebook format 3"),
    Spec("latin-1", REPAIR, BOTH, "it is not in UTF-8; it was read as Latin-1",
         "not in UTF-8; read as Latin-1"),
    Spec("cells-cut", ATTENTION, BOTH,
         "{count} of its cells were cut: they are longer than {limit:,} characters"),

    # Which release it is of.
    Spec("release-by-text", ATTENTION, INSTRUCTOR,
         "it does not say which release it is of; judging by its text, it is {release}"),
    Spec("release-not-kept", ATTENTION, INSTRUCTOR,
         "its release {named!r} is not kept in {folder}/ of the course folder; judging by its "
         "text, {release} counts"),
    Spec("release-contradicted", ATTENTION, INSTRUCTOR,
         "it says release {named}, but its text is that of {release}, which counts"),
    Spec("not-in-release", INFORMATION, INSTRUCTOR,
         "{exercise} is not in release {release}: it does not count"),
    Spec("checks-outdated", ATTENTION, INSTRUCTOR,
         "{exercise}: the visible checks of release {release} no longer fit the exercise; "
         "today's checks count"),
    Spec("contract-changed", ATTENTION, INSTRUCTOR,
         "{exercise}: its contract has changed since release {release}; look at the answer "
         "yourself"),
    Spec("exercise-gone", INFORMATION, INSTRUCTOR,
         "{exercise} is no longer an exercise, so the grader cannot judge it: a person has to give "
         "its points"),
    Spec("exercise-stands", INFORMATION, INSTRUCTOR,
         "{exercise} is no longer an exercise: the same text keeps the points it was given"),

    # How the answers were found, and what was done with the other cells.
    Spec("found-by-text", REPAIR, BOTH,
         "the cell of {cell} had lost its metadata and was found by its text",
         "cells had lost their metadata and were found by their text"),
    Spec("found-by-place", REPAIR, BOTH,
         "the cell of {cell} had lost its metadata and was found by its place",
         "cells had lost their metadata and were found by their text"),
    Spec("cell-missing", ATTENTION, BOTH, "the cell of {cell} is missing",
         "an exercise's cell is missing"),
    Spec("missing-but-answered", REPAIR, BOTH,
         "the cell of {cell} is missing; another cell has its answer",
         "an answer was in another cell"),
    Spec("missing-to-read", ATTENTION, BOTH,
         "the cell of {cell} is missing; a person has to read what stands in other cells",
         "an answer in words may stand in other cells: a person has to read them"),
    Spec("untouched-but-answered", REPAIR, BOTH,
         "the cell of {cell} is as it was handed out; another cell has its answer",
         "an answer was in another cell"),
    Spec("untouched-to-read", ATTENTION, BOTH,
         "the cell of "
         "{cell} is as "
         "it was "
         "handed out; "
         "a person has "
         "to read what "
         "stands in "
         "other cells", "an answer in words may stand in other cells: a person has to read them"),
    Spec("cell-repeated", REPAIR, BOTH,
         "the cell of {cell} occurs {count} times, split or copied; all of them count, in their "
         "order", "an exercise was split or copied; all its cells counted"),
    Spec("other-kind-of-cell", REPAIR, BOTH, "the cell of {cell} was a {type} cell",
         "an answer was in a cell of another kind"),
    Spec("check-changed", SUSPICION, BOTH,
         "{count} locked checks were changed; the released text counts: {cells}",
         "changed a locked check; the released text counted",
         when=(("count", 1,
                "{count} locked check was changed; the released text counts: {cells}"),)),
    Spec("cell-changed", REPAIR, BOTH,
         "{count} locked cells were changed; the released text counts: {cells}",
         "changed a locked cell; the released text counted",
         when=(("count", 1,
                "{count} locked cell was changed; the released text counts: {cells}"),)),
    Spec("picture-not-shown", REPAIR, BOTH,
         "a picture in {cell} is not shown: attach it to the cell, as a PNG of up to 4 MB",
         "a picture that is not attached as a PNG"),
    Spec("added-picture-not-shown", REPAIR, BOTH,
         "a picture in an added cell is not shown: attach it to the cell, as a PNG of up to 4 MB",
         "a picture that is not attached as a PNG"),
    Spec("added-words-cut", REPAIR, BOTH,
         "{count} added cells of text are "
         "shown in part, because together they "
         "are too long; the file that was "
         "handed in has them in full", "added cells that are too long to be kept in full"),
    Spec("added-code-cut", REPAIR, BOTH,
         "{count} added cells were run and are "
         "kept in part, because together they "
         "are too long; the file that was "
         "handed in has them in full", "added cells that are too long to be kept in full"),

    # What the text reaches for.
    *(Spec(code, SUSPICION, INSTRUCTOR, f"{{cell}} {words}, line {{line}}: {{source}}",
           "a cell reaches for the checks, the grader or the system")
      for code, words in (
          ("reaches-for-checks", "uses the checks' own modules"),
          ("reaches-for-worker", "uses the grading worker's modules"),
          ("changes-modules", "changes a module that everything uses"),
          ("changes-running", "changes how cells are run"),
          ("looks-at-frames", "looks at frames or at all objects"),
          ("opens-network", "opens a network connection"),
          ("looks-at-processes", "looks at other processes"),
          ("ends-processes", "ends, forks or signals processes"),
          ("goes-below-python", "goes below Python"))),

    # How it ran.
    Spec("without-added-cells", REPAIR, BOTH, "without the added cells: {exercises}",
         "exercises were graded without the added cells, which had used up the time"),
    Spec("in-own-order", REPAIR, BOTH, "in the order of the student's own cells: {exercises}",
         "cells were moved, and were run in their new order"),
    Spec("timed-out", LIMIT, BOTH, "{exercise} used up its time", "used up its time"),
    Spec("cell-timed-out", LIMIT, BOTH, "its time was used up", "used up its time"),
    Spec("time-spent", LIMIT, BOTH, "the submission's time was used up", "used up its time"),
    Spec("time-spent-before", LIMIT, BOTH, "The submission's time was used up before this.",
         "used up its time"),
    Spec("idle", LIMIT, BOTH, "It did nothing for {seconds:g} seconds.", "used up its time"),
    Spec("took-too-long", LIMIT, BOTH, "The submission took too long altogether.",
         "used up its time"),
    Spec("timed-out-hidden", LIMIT, INSTRUCTOR, "It used up its time in a hidden case.",
         "used up its time"),
    Spec("not-interrupted", CONTAINED, BOTH,
         "It used more than {seconds:g} seconds and ignored interruptions.",
         "ran on and ignored interruptions"),
    Spec("processes-left", CONTAINED, BOTH, "processes were still running at the end",
         "left processes running at the end"),
    Spec("files-left", CONTAINED, BOTH,
         "it left too many files to clean up: the worker was replaced",
         "left too many files to clean up"),
    Spec("outputs-left-out", CONTAINED, BOTH,
         "outputs were left out, because they are too many or malformed",
         "wrote more output than is kept"),
    Spec("ended-process", CONTAINED, BOTH, "{exercise} ended the process that ran it",
         "ended the process that ran it"),
    Spec("ended-hidden", CONTAINED, INSTRUCTOR, "It ended the process in a hidden case.",
         "ended the process that ran it"),
    Spec("exit-status", CONTAINED, INSTRUCTOR, "It ended with exit status {status}.",
         "ended the process that ran it"),
    Spec("signal", CONTAINED, INSTRUCTOR, "It was ended by {signal}.",
         "ended the process that ran it"),
    Spec("closed-pipe", CONTAINED, INSTRUCTOR, "It closed its end of the pipe.",
         "ended the process that ran it"),
    Spec("memory", CONTAINED, INSTRUCTOR, "It used more memory than a submission may.",
         "asked for more memory than there is"),
    Spec("malformed", CONTAINED, INSTRUCTOR, "It sent a malformed answer.",
         "sent a malformed answer"),
    Spec("malformed-frame", CONTAINED, INSTRUCTOR, "It sent a malformed answer: {error}.",
         "sent a malformed answer"),
    Spec("malformed-evidence", CONTAINED, INSTRUCTOR, "Its evidence is malformed: {error}.",
         "sent a malformed answer"),
    Spec("unasked", CONTAINED, INSTRUCTOR, "It sent an answer that nobody had asked for.",
         "sent a malformed answer"),

    # Hidden cases that are each student's own.
    Spec("own-cases-alone", ATTENTION, INSTRUCTOR,
         "{exercise} passes every visible case, and not the hidden ones that were drawn for this "
         "student: it has no points until you give some",
         "passed the visible cases, and not the hidden ones drawn for the student"),
    Spec("own-cases-further", INFORMATION, INSTRUCTOR,
         "{exercise}: the hidden cases that were drawn for this student speak against {parts} as "
         "well, which count as the visible cases say"),

    # The instructor's own tests, and what broke on our side.
    Spec("inline-failed", ATTENTION, INSTRUCTOR,
         "inline test of {exercise} not passed ({error}); it does not count",
         "did not pass a further test of the instructor's"),
    Spec("inline-counts", ATTENTION, INSTRUCTOR,
         "inline test of {exercise} not passed ({error}); it counts",
         "did not pass a further test of the instructor's"),
    Spec("grader-fault", FAULT, INSTRUCTOR, "a grader error; will be regraded: {reason}",
         "a grader error; will be regraded"),

    # Sentences that a journal has from before remarks were records.
    Spec("earlier", ATTENTION, INSTRUCTOR, "{text}"),
    Spec("earlier-information", INFORMATION, INSTRUCTOR, "{text}"),
    Spec("earlier-fault", UNREADABLE, BOTH, "{text}"),
)
# fmt: on

SPECS: Final[Mapping[str, Spec]] = {spec.code: spec for spec in _TABLE}
"""The table, by code."""

PERSONAL: Final = frozenset({"file", "files", "name", "names", "source", "student", "students"})
"""Fields that name somebody, or hold a student's own words."""

assert len(SPECS) == len(_TABLE), "two remarks have one code"


def ask_for_remarks() -> None:
    """Say every sentence that students may read once, so that a language is asked for it."""
    for spec in _TABLE:
        if spec.audience == BOTH:
            for sentence in {
                spec.student or spec.template: None,
                **{t: None for *_, t in spec.when},
            }:
                spec._said(sentence)
