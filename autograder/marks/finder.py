"""Whose mark belongs to a line of an LMS's file, and whose belongs to none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from autograder.collect.roster import Person, Roster
from autograder.errors import Refused
from autograder.marks.book import ChapterMark, ChapterMarks
from autograder.marks.csv_cells import unguarded
from autograder.marks.whose import Lines

_SEVERAL = 2


class Finder:
    """Finds whose mark belongs to a line of the LMS's file."""

    def __init__(
        self,
        marks: ChapterMarks,
        roster: Roster,
        takes: Callable[[str], bool] = lambda student: True,
        *,
        template: bool = True,
    ) -> None:
        """Nobody is found yet.

        Args:
            marks: of the chapter.
            roster: says which ids are whose; may be empty.
            takes: whether a student's mark is to be written.
            template: whether there is a file of the LMS's with a line for everybody.
        """
        self._marks, self._roster, self._template = marks, roster, template
        self._takes = takes
        self.used: Counter[str] = Counter()
        self._given: Counter[str] = Counter()
        self._by_name: set[str] = set()
        self.lines = Lines()

    def find(self, ids: Sequence[str], name: str, participant: str = "") -> ChapterMark | None:
        """By any of the line's ids; by name only where one person alone has it.

        A line whose id is one student's and whose name is another's is nobody's.
        """
        self.lines.people += 1
        person = self._by_ids(ids, participant)
        named = self._marks.roster.by_name(name) if name else []
        self.lines.found += bool(person or named)
        if person is not None and not self._fits(person, ids, name):
            self.used[person.student] += 1
            return None
        if person is None:
            alone = len(named) == 1 and len(self._roster.by_name(name)) < _SEVERAL
            person = named[0] if alone else None
            if person is not None:
                self.lines.by_name(person, ids)
                self._by_name.add(person.student)
        mark = self._marks.by_student.get(person.student) if person else None
        if mark is not None:
            self.used[mark.student] += 1
            self._given[mark.student] += 1
        return mark

    def is_crossed(self, name: str) -> bool:
        """Whether the last line was nobody's for its name, and is told apart."""
        return bool(self.lines.crossed) and self.lines.crossed[-1][2] == unguarded(name)

    def check_namesakes(self, where: str) -> None:
        """See that nobody's mark goes to a second person who has the same name.

        Raises:
            Refused: one student's mark has two lines, and the name alone says so of one.
        """
        twice = [s for s, lines in sorted(self._given.items()) if lines > 1 and s in self._by_name]
        if twice:
            whose = ", ".join(twice[:8])
            raise Refused(
                f"in {where} more than one line would get the mark of {whose}, by the name alone: "
                "give the --roster that has all of this name, with their ids."
            )

    def _fits(self, person: Person, ids: Sequence[str], name: str) -> bool:
        mark = self._marks.by_student.get(person.student)
        listed = [self._roster.by_id(text) for text in (*ids, person.student) if text]
        here = [mark.name if mark else "", *(one.name for one in listed if one)]
        return self.lines.by_id(person, here, name, self._marks.roster)

    def _by_ids(self, ids: Sequence[str], participant: str) -> Person | None:
        known = [text for text in ids if text]
        for text in known:
            if (person := self._roster.by_id(text)) and person.student in self._marks.by_student:
                return person
        if participant and (person := self._roster.by_participant(participant)):
            return person
        for text in known:
            if person := self._marks.roster.by_id(text):
                return person
        return None

    def left(self) -> list[ChapterMark]:
        """Students with a mark whom no line of the file was for."""
        if not self._template:
            return []
        return [
            mark
            for student, mark in sorted(self._marks.by_student.items())
            if mark.state == "marked" and not self.used[student] and self._takes(student)
        ]

    def of_other_releases(self) -> list[tuple[float, str, list[str]]]:
        """Whose mark is out of other points than the chapter's: the points, the release, who."""
        found: dict[tuple[float, str], list[str]] = {}
        for student, mark in sorted(self._marks.by_student.items()):
            if mark.most not in (None, self._marks.points) and self._takes(student):
                found.setdefault((mark.most or 0.0, mark.release), []).append(student)
        return [(*key, students) for key, students in sorted(found.items())]

    def no_ones(self) -> list[ChapterMark]:
        """Who handed in, and is on no list: neither the roster nor the LMS's file.

        A group's name is such a student: then its members are the ones who seem to be missing.
        Without either list, it is who has no name where the missing ones have theirs: a roster
        was there when they were graded.
        """
        every = [mark for _, mark in sorted(self._marks.by_student.items())]
        handed_in = [mark for mark in every if mark.state != "missing"]
        if self._template or self._roster:
            return [m for m in handed_in if not self.used[m.student] and not self._listed(m)]
        named = any(mark.name for mark in every if mark.state == "missing")
        return [mark for mark in handed_in if named and not mark.name]

    def not_on_the_roster(self) -> list[ChapterMark]:
        """Who is in the gradebook and not on the roster; nobody where no roster was given."""
        if not self._roster:
            return []
        return [
            mark
            for student, mark in sorted(self._marks.by_student.items())
            if self._takes(student) and not self._listed(mark)
        ]

    def _listed(self, mark: ChapterMark) -> bool:
        person = self._marks.roster.by_id(mark.student)
        ids = (mark.student, mark.email, *(person.numbers if person else ()))
        if any(text and self._roster.by_id(text) for text in ids):
            return True
        named = self._roster.by_name(mark.name) if mark.name else []
        # Who has the name on the roster and a line of his own here is another one: 7 is not 77.
        return len(named) == 1 and named[0].student not in self._marks.by_student
