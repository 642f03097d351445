"""Whether the people and the column of an LMS's file are this course's.

Every installation of an LMS counts its users from 1, and every course has its column
"Homework 1": a file of another course, another term or another university fits by its numbers.
Names tell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from autograder.catalogue.chapters import CHAPTERS
from autograder.collect.roster import Person, Roster, name_key, roster_of
from autograder.collect.spreadsheet import without_zeros
from autograder.errors import Refused
from autograder.marks.csv_cells import unguarded

# Of two who are called otherwise than here, one may have married.
_FEWEST = 2


@dataclass(slots=True)
class Lines:
    """What was seen of the people in an LMS's file.

    Attributes:
        people: how many lines there were.
        found: how many of them have an id or a name that is in the gradebook.
        compared: how many of these were found by an id, and have a name here and there.
        otherwise: of these, whose names have no word in common: id, name here, name there.
        crossed: whose id is one student's, and whose name is another's, likewise; they get
            no mark.
        shortened: found by the name; the id, and what the file has for it without its zeros.
    """

    people: int = 0
    found: int = 0
    compared: int = 0
    otherwise: list[tuple[str, str, str]] = field(default_factory=list)
    crossed: list[tuple[str, str, str]] = field(default_factory=list)
    shortened: list[tuple[str, str]] = field(default_factory=list)

    def by_name(self, person: Person, ids: Sequence[str]) -> None:
        """Look at a line that was found by its name alone: has its id lost its zeros?"""
        bare = without_zeros(person.student)
        if bare != person.student and bare in ids:
            self.shortened.append((person.student, bare))

    def by_id(self, person: Person, here: Sequence[str], there: str, everybody: Roster) -> bool:
        """Look at a line that was found by an id; says whether the line can be that student's.

        Args:
            person: whose id it is.
            here: what the student is called in the gradebook and on the roster.
            there: what the line says.
            everybody: of the gradebook.
        """
        known, there = [name for name in here if _words(name)], unguarded(there)
        if not known or not _words(there):
            return True
        self.compared += 1
        if roster_of({name: name for name in known}).by_name(there):
            return True
        # Before likeness: a fifth of a class may have one surname.
        named = everybody.by_name(there)
        about = (person.student, known[0], there)
        if len(named) == 1 and named[0].student != person.student:
            self.crossed.append(about)
            return False
        if not any(_alike(name, there) for name in known):
            self.otherwise.append(about)
        return True


def check_people(lines: Lines, where: str) -> None:
    """See that an LMS's file is of this course.

    Args:
        lines: what was seen.
        where: the file or the LMS.

    Raises:
        Refused: nobody in it is known here, or most of them are called otherwise.
    """
    if lines.people and not lines.found:
        raise Refused(
            f"nobody in {where} is in this gradebook: is it of another course or another term? "
            "Where the LMS knows the students by other ids, give the --roster with both."
        )
    strangers = [*lines.otherwise, *lines.crossed]
    if len(strangers) >= _FEWEST and 2 * len(strangers) > lines.compared:
        raise Refused(
            f"the ids in {where} fit, and the names do not: {_told(strangers)}. It seems to be of "
            "another course. If it is this one's, give the LMS's own list of names as --roster."
        )


def names_told(lines: Lines) -> list[str]:
    """Who is called otherwise in the LMS, and who got no mark for it; each a sentence."""
    notes = []
    if lines.crossed:
        notes.append(
            f"{len(lines.crossed)} left alone, because the id there is one student's and the name "
            f"another's: {_told(lines.crossed)}."
        )
    if lines.otherwise:
        notes.append(
            f"{len(lines.otherwise)} found by their ids are called otherwise in the LMS: "
            f"{_told(lines.otherwise)}."
        )
    if lines.shortened:
        some = ", ".join(f"{bare} for {student}" for student, bare in lines.shortened[:3])
        notes.append(
            f"{len(lines.shortened)} found by the name, because the file's id has lost its zeros "
            f"in a spreadsheet: {some}. The LMS may not find such an id: take its export as it "
            "comes."
        )
    return notes


def names_another_chapter(title: str, chapter: str) -> bool:
    """Whether a column's title is of another chapter, as far as words can tell."""
    others = [other.partition("_")[2] for other in CHAPTERS if other != chapter]
    mine = chapter.partition("_")[2]
    return not speaks_of(title, mine) and any(speaks_of(title, other) for other in others)


def speaks_of(title: str, name: str) -> bool:
    """Whether a chapter's name stands in a title, in words of its own: no "engine" is engineering.

    Args:
        title: of a column or a file.
        name: such as ``optimizer_loop``, which "HW5 OptimizerLoop" speaks of.
    """
    letters = r"[\W_]*".join(map(re.escape, filter(None, re.split(r"[\W_]+", name))))
    found = re.finditer(letters, title, re.IGNORECASE) if letters else ()
    around = ((title[: one.start()][-1:], one[0], title[one.end() :][:1]) for one in found)
    return any(_parted(left, it[0]) and _parted(it[-1], right) for left, it, right in around)


def _parted(left: str, right: str) -> bool:
    """Whether a word ends between two neighbouring signs, one of which may be missing."""
    if left.isdigit() or right.isdigit():
        return not (left.isdigit() and right.isdigit())
    latin = left.isascii() and left.isalpha() and right.isascii() and right.isalpha()
    return not latin or (left.islower() and right.isupper())


def _told(found: Sequence[tuple[str, str, str]]) -> str:
    shown = [f"{student} is {here} here and {there} there" for student, here, there in found[:3]]
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""
    return "; ".join(shown) + more


def _words(name: str) -> set[str]:
    return {key for word in re.split(r"[\s,.]+", name) if len(key := name_key(word)) > 1}


def _alike(name: str, other: str) -> bool:
    """Whether two spellings can be one person's: one word in common, or one in the other."""
    if _words(name) & _words(other):
        return True
    one, two = name_key(name), name_key(other)
    return bool(one and two) and (one in two or two in one)
