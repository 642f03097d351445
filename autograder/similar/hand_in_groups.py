"""Members of one group hand in together: that their answers are alike is no surprise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from autograder.collect.known import known_in
from autograder.collect.teams import kept_teams
from autograder.course.course import Course
from autograder.similar.weigh import AlikePair


@dataclass(frozen=True, slots=True)
class HandInGroups:
    """Who hands in with whom: by student, the groups' numbers."""

    of: dict[str, frozenset[int]] = field(default_factory=dict)

    @classmethod
    def made(cls, groups: Iterable[Collection[str]]) -> HandInGroups:
        """Those of these students."""
        found: dict[str, set[int]] = defaultdict(set)
        for number, students in enumerate(groups):
            for student in students:
                found[student].add(number)
        return cls({student: frozenset(mine) for student, mine in found.items()})

    def are_one(self, students: Iterable[str]) -> bool:
        """Whether one group has them all."""
        common: frozenset[int] | None = None
        for student in students:
            mine = self.of.get(student, frozenset())
            common = mine if common is None else common & mine
        return bool(common)

    def others(
        self, pairs: Iterable[AlikePair], authors: Sequence[Sequence[str]]
    ) -> list[AlikePair]:
        """The pairs in which somebody is alike to somebody of no common group.

        Args:
            pairs: by the authors' numbers.
            authors: the students of each: those with one and the same file are one author.
        """
        return [
            pair
            for pair in pairs
            if not all(
                self.are_one((one, other))
                for one in authors[pair.one]
                for other in authors[pair.other]
            )
        ]


def groups_of(course: Course, chapter: str) -> list[tuple[str, ...]]:
    """The students of each group of the chapter's last grading.

    Raises:
        Refused: they are kept and cannot be read.
    """
    teams = kept_teams(course.root, chapter, known_in(course.root))
    return [team.students for team in teams.teams] if teams is not None else []
