"""The groups of a chapter: who of the class is in them, kept in the course folder.

``received/<chapter>.groups.json`` holds the groups of the last grading, so that the next one
counts with them where no list is given, and ``marks`` knows whose group has handed in.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.collect.groups import GroupList, ListedMember, group_key
from autograder.collect.ids import same_key, student_id
from autograder.collect.known import KnownIds
from autograder.collect.roster import Person, Roster
from autograder.errors import Refused
from autograder.files.atomic import write_atomic


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A student in a group.

    Attributes:
        student: the id.
        name: as the roster has it, or the list.
        person: the roster's entry, where there is a roster.
        listed: False of who is in kept groups and not on the roster of today.
    """

    student: str
    name: str = ""
    person: Person | None = None
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Team:
    """One group.

    Attributes:
        name: as the list writes it.
        members: of the class.
        numbers: the LMS's for the group.
        filed: whether a file ever came under the group's own name.
        shared: the digest of a member's file that counted for the group, by that member.
    """

    name: str
    members: tuple[TeamMember, ...] = ()
    numbers: tuple[str, ...] = ()
    filed: bool = False
    shared: Mapping[str, str] = field(default_factory=dict)

    @property
    def students(self) -> tuple[str, ...]:
        """The members' ids."""
        return tuple(member.student for member in self.members)

    @property
    def called(self) -> tuple[str, ...]:
        """The members' names, or ids where there are none."""
        return tuple(member.name or member.student for member in self.members)

    def has(self, student: str) -> bool:
        """Whether the student is in it."""
        return student in self.students


@dataclass(frozen=True, slots=True)
class Teams:
    """All groups of a chapter.

    Attributes:
        teams: in the order of the list.
        root: the course folder that has what was handed in before.
        given: whether a list was given for this run; else it is the one that was kept.
        strangers: who is in the list and not on the roster: the group, and how the list calls him
            or her.
        doubtful: as :class:`~autograder.collect.groups.GroupList` has them.
    """

    teams: tuple[Team, ...]
    root: Path
    given: bool = True
    strangers: tuple[tuple[str, str], ...] = ()
    doubtful: tuple[str, ...] = ()


def teams_path(root: Path, chapter: str) -> Path:
    """Where the course folder keeps a chapter's groups."""
    return root / "received" / f"{chapter}.groups.json"


def kept_teams(root: Path, chapter: str, known: KnownIds | None = None) -> Teams | None:
    """The groups of the chapter's last grading; None where there were none.

    Args:
        root: the course folder.
        chapter: the assignment's name.
        known: how ids are spelled now: a student may have got another one.

    Raises:
        Refused: they cannot be read. To go on without them would take marks from their members.
    """
    path = teams_path(root, chapter)
    try:
        data = json.loads(path.read_text("utf-8"))
        teams = tuple(
            Team(
                str(one["name"]),
                tuple(_member(student, name, known) for student, name in one["members"].items()),
                tuple(map(str, one["numbers"])),
                bool(one["filed"]),
                {
                    known.spelled(who) if known else who: str(digest)
                    for who, digest in one["shared"].items()
                },
            )
            for one in data["groups"]
        )
        strangers = tuple((str(group), str(who)) for group, who in data["strangers"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as fault:
        raise Refused(
            f"{path} cannot be read ({fault}). It holds the groups of {chapter}: delete it, and "
            "give the list again with --groups."
        ) from None
    return Teams(teams, root, False, strangers)


def _member(student: str, name: str, known: KnownIds | None) -> TeamMember:
    return TeamMember(known.spelled(student) if known else student, str(name))


def keep_teams(chapter: str, teams: Teams) -> None:
    """Keep the groups in the course folder."""
    data = {
        "groups": [
            {
                "name": team.name,
                "members": {member.student: member.name for member in team.members},
                "numbers": list(team.numbers),
                "filed": team.filed,
                "shared": dict(team.shared),
            }
            for team in teams.teams
        ],
        "strangers": [list(pair) for pair in teams.strangers],
    }
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    path = teams_path(teams.root, chapter)
    if not path.is_file() or path.read_text("utf-8") != text:
        write_atomic(path, text)


def leave_teams(root: Path, student: str) -> None:
    """Take a student out of the kept groups of all chapters: a group's file would bring him back.

    Args:
        root: the course folder.
        student: the id.

    Raises:
        Refused: the kept groups of a chapter cannot be read.
    """
    for path in sorted((root / "received").glob("*.groups.json")):
        chapter = path.name.removesuffix(".groups.json")
        if (kept := kept_teams(root, chapter)) is not None:
            left = (
                replace(team, members=tuple(m for m in team.members if m.student != student))
                for team in kept.teams
            )
            keep_teams(chapter, replace(kept, teams=tuple(left)))


def teams_of(
    listed: GroupList | None, root: Path, chapter: str, people: Roster, known: KnownIds
) -> Teams | None:
    """The groups that count: those of the list, else those that are kept.

    Args:
        listed: what was given, or None.
        root: the course folder.
        chapter: the assignment's name.
        people: the roster, with the ids that the course has; may be empty.
        known: how ids are spelled that the course has.

    Raises:
        Refused: the kept groups cannot be read.
    """
    kept = kept_teams(root, chapter, known)
    if listed is None:
        return _with_people(kept, people) if kept is not None else None
    before = {group_key(team.name): team for team in (kept.teams if kept else ())}
    teams, strangers = [], []
    for group in listed.groups:
        members: dict[str, TeamMember] = {}
        for one in group.members:
            found = _resolved(one, people, known)
            if found is None:
                strangers.append((group.name, one.shown))
            else:
                members.setdefault(found.student, found)
        was = before.get(group_key(group.name), Team(group.name))
        teams.append(replace(was, name=group.name, members=tuple(members.values()),
                             numbers=group.numbers or was.numbers))  # fmt: skip
    return Teams(tuple(teams), root, True, tuple(strangers), listed.doubtful)


def _with_people(teams: Teams, people: Roster) -> Teams:
    """The same, with the roster's entries."""

    def known(member: TeamMember) -> TeamMember:
        person = people.by_id(member.student)
        if person is None:
            return replace(member, listed=not people)
        return TeamMember(person.student, person.name, person)

    return replace(
        teams,
        teams=tuple(replace(team, members=tuple(map(known, team.members))) for team in teams.teams),
    )


def _resolved(one: ListedMember, people: Roster, known: KnownIds) -> TeamMember | None:
    """Who is meant; None where a roster was given, and nobody on it is."""
    if (person := _person(one, people)) is not None:
        return TeamMember(person.student, person.name, person)
    if people and not people.kept:
        return None
    # Without a roster an id that the course knows is better than one that it does not.
    there = (text for text in one.ids if known.spellings.get(same_key(text)))
    text = next(there, one.shown)
    student = known.spelled(student_id(text))
    return TeamMember(student, one.name or known.names.get(student, ""))


def _person(one: ListedMember, people: Roster) -> Person | None:
    for text in one.ids:
        if (found := people.by_id(text)) is not None:
            return found
    if one.participant and (found := people.by_participant(one.participant)):
        return found
    for text in (one.name, *one.ids):
        named = people.by_name(text) if text else []
        if len(named) == 1:
            return named[0]
    return None


def in_several(teams: Iterable[Team]) -> dict[str, list[Team]]:
    """Students who are in more than one group, with these groups."""
    found: dict[str, list[Team]] = {}
    for team in teams:
        for student in team.students:
            found.setdefault(student, []).append(team)
    return {student: mine for student, mine in found.items() if len(mine) > 1}


def owed_by_group(teams: Teams | None, handed_in: Collection[str]) -> set[str]:
    """Who handed in nothing, and is in a group that has: no zero may go to them.

    Args:
        teams: the chapter's groups, or None.
        handed_in: the students of whom the gradebook has a submission.
    """
    found: set[str] = set()
    for team in teams.teams if teams is not None else ():
        if team.filed or team.shared or any(student in handed_in for student in team.students):
            found |= set(team.students) - set(handed_in)
    return found
