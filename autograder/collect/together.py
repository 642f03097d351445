"""What groups have handed in, given to each of their members.

What counts for a group, in this order:

1. a file under the group's own name, as Canvas and Moodle hand it out. A member's own file beside
   it is kept, and said;
2. a file of one member, where the others handed in nothing, or the same;
3. nothing, where members handed in different files: each of these keeps his or her own, and
   nobody guesses which one is the group's.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

from autograder.collect.groups import group_key
from autograder.collect.layouts import Layout, NamedOwner, common_folder, named_group
from autograder.collect.people import Owner
from autograder.collect.plan import CollectedFile, Disposition
from autograder.collect.roster import Roster, name_key
from autograder.collect.selection import may_be_graded, select
from autograder.collect.teams import Team, TeamMember, Teams, in_several
from autograder.errors import Refused
from autograder.submission.remark import Remark, remark_naming
from autograder.typed import command, quoted

_USES = ("graded", "attempt", "noted")


@dataclass(slots=True)
class Together:
    """The files of a class, those of groups once for each member.

    Attributes:
        entries: what is graded from here on.
        held: a member's own files, beside which what the group handed in before stays.
        said: by student, what is to be said of his or her submission.
        undecided: by student, why none of the group's files is taken for his or hers.
        remarks: about the groups as a whole.
        teams: the groups as they are to be kept; None where there are none.
    """

    entries: list[CollectedFile]
    held: list[CollectedFile] = field(default_factory=list)
    said: dict[str, list[Remark]] = field(default_factory=lambda: defaultdict(list))
    undecided: dict[str, tuple[TeamMember, Remark]] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    teams: Teams | None = None


def share_out(
    entries: Sequence[CollectedFile], chapter: str, layout: Layout, teams: Teams, people: Roster
) -> Together:
    """Give what groups handed in to each of their members.

    Args:
        entries: every file, with whom its path names.
        chapter: the one that is graded.
        layout: of the source.
        teams: who hands in together.
        people: the roster; may be empty.

    Raises:
        Refused: two groups of one student have handed in.
    """
    by_group, own, result = _sorted(entries, layout, teams)
    several = in_several(teams.teams)
    usable = {
        k for k, files in by_group.items() if any(may_be_graded(one, chapter) for one in files)
    }
    _refuse_two(several, usable)
    kept = []
    for team in teams.teams:
        key = group_key(team.name)
        _give(result, team, by_group.get(key, ()))
        if key in usable:
            team = replace(team, filed=True, shared={})
        elif team.filed:
            _hold(result, team, own, chapter, teams.root)
        else:
            alone = replace(team, members=tuple(m for m in team.members
                                                if m.student not in several))  # fmt: skip
            shared = _share(result, alone, own, chapter, teams.root)
            team = replace(team, shared=shared)
        kept.append(team)
    result.entries += [entry for mine in own.values() for entry in mine]
    result.teams = replace(teams, teams=tuple(kept))
    result.remarks += _remarks(result, people, several)
    return result


def _sorted(
    entries: Sequence[CollectedFile], layout: Layout, teams: Teams
) -> tuple[dict[str, list[CollectedFile]], dict[str, list[CollectedFile]], Together]:
    """Files by the group that their path names; all others by their student."""
    by_key = {group_key(team.name): team for team in teams.teams if team.members}
    by_number = {number: team for team in by_key.values() for number in team.numbers}
    folder = common_folder([entry.path for entry in entries])
    by_group: dict[str, list[CollectedFile]] = defaultdict(list)
    own: dict[str, list[CollectedFile]] = defaultdict(list)
    result, was = Together([]), set()
    for entry in entries:
        named = named_group(entry.path, layout, folder, lambda text: group_key(text) in by_key)
        claim = named or entry.claim
        team = by_key.get(group_key(claim.name)) or _loosely(claim, by_key)
        person = entry.who.person
        if team is None and claim.kind == "user" and person is None:
            team = by_number.get(claim.number)
        if team is None or _is_students(entry, claim, team):
            own[entry.student].append(entry)
            continue
        by_group[group_key(team.name)].append(replace(entry, claim=claim))
        if person is None and (teams.root / "submitted" / entry.student).is_dir():
            was.add((entry.student, team.name))
        elif person is not None and claim.kind == "user" and not team.has(person.student):
            # Canvas hands out a group's file under the number of one of its members.
            member = TeamMember(person.student, person.name, person)
            result.entries.append(_for(member, replace(entry, claim=claim), team))
            result.said[person.student].append(Remark("group-outsider", name=team.name))
    for student, name in sorted(was):
        drop = command(f"student drop {quoted(student)} --yes --course {quoted(teams.root)}")
        result.remarks.append(Remark("group-as-student", name=name, student=student, how=drop))
    return by_group, own, result


def _loosely(claim: NamedOwner, by_key: dict[str, Team]) -> Team | None:
    """The group with whose name a file's begins, where no layout says where the name ends."""
    if not claim.loose:
        return None
    words = [word for word in re.split(r"[\s_.,;+()-]+", claim.name) if word]
    starts = (name_key("".join(words[:count])) for count in range(len(words), 0, -1))
    return next((by_key[start] for start in starts if start in by_key), None)


def _is_students(entry: CollectedFile, claim: NamedOwner, team: Team) -> bool:
    """Whether the name is a student's, too, and means the student."""
    person = entry.who.person
    if person is None:
        return False
    if claim.kind:  # an LMS wrote it: a student's name, or a group's
        return group_key(claim.name) == group_key(person.name)
    return not team.has(person.student)  # ids are trusted before names


def _for(member: TeamMember, entry: CollectedFile, team: Team) -> CollectedFile:
    remark = None if member.listed else Remark("not-on-roster")
    who = Owner(member.student, member.name, member.person, entry.who.raw, remark)
    return replace(entry, who=who, student=member.student, group=team.name)


def _refuse_two(several: dict[str, list[Team]], usable: set[str]) -> None:
    for student, mine in sorted(several.items()):
        here = [team.name for team in mine if group_key(team.name) in usable]
        before = [team.name for team in mine if team.filed and team.name not in here]
        if here and len(here) + len(before) > 1:
            raise Refused(
                f"{student} is in {len(here) + len(before)} groups that have handed in: "
                f"{', '.join((*here, *before))}. Leave the student in one of them, and give the "
                "list with --groups."
            )


def _give(result: Together, team: Team, files: Sequence[CollectedFile]) -> None:
    """Every file of the group to every member."""
    for member in team.members if files else ():
        result.entries += [_for(member, entry, team) for entry in files]
        result.said[member.student].append(Remark("group-file", name=team.name, names=team.called))


def _hold(
    result: Together,
    team: Team,
    own: dict[str, list[CollectedFile]],
    chapter: str,
    root: Path,
) -> None:
    """Members' own files, where the group's is not in this download, but was handed in before."""
    for student in team.students:
        if placed_digest(root, student, chapter) and any(
            may_be_graded(e, chapter) for e in own.get(student, ())
        ):
            result.held += [replace(entry, group=team.name) for entry in own.pop(student)]


def _share(
    result: Together,
    team: Team,
    own: dict[str, list[CollectedFile]],
    chapter: str,
    root: Path,
) -> dict[str, str]:
    """A member's own file for all, where nothing speaks against it; whose it was, and which."""
    counts = {}
    for student in team.students:
        found = select(student, own[student], chapter).counts if student in own else None
        if found is not None:
            counts[student] = found.digest
    if not counts or len(team.members) == 1:
        return dict(team.shared)
    before = {}
    for student in team.students:
        there = placed_digest(root, student, chapter) if student not in counts else ""
        if there and not any(d == there and s != student for s, d in team.shared.items()):
            before[student] = there
    if len({*counts.values(), *before.values()}) > 1:
        hands = tuple(sorted({*counts, *before}))
        for student in counts:
            result.said[student].append(Remark("group-differs", name=team.name, students=hands))
        for member in team.members:
            if member.student not in counts and not placed_digest(root, member.student, chapter):
                why = Remark("group-undecided", name=team.name, students=hands)
                result.undecided[member.student] = (member, why)
        return dict(team.shared)
    giver = min(counts)
    files = [replace(e, group=team.name) for e in own[giver] if may_be_graded(e, chapter)]
    for member in team.members:
        student = member.student
        if student in counts:
            own[student] = [replace(e, group=team.name) if may_be_graded(e, chapter) else e
                            for e in own[student]]  # fmt: skip
        else:
            result.entries += [_for(member, entry, team) for entry in files]
        result.said[student].append(
            Remark("group-by-member", name=team.name, names=team.called, student=giver)
        )
    return {giver: counts[giver]}


def placed_digest(root: Path, student: str, chapter: str) -> str:
    """The digest of the file that counted for a student before; empty where there is none."""
    path = root / "submitted" / student / chapter / f"{chapter}.ipynb"
    if not path.is_file() or path.is_symlink():
        return ""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def merged(files: Iterable[Disposition]) -> list[Disposition]:
    """What became of each file once, also of one that counts for a whole group."""
    found: dict[tuple[str, str], Disposition] = {}
    for number, one in enumerate(files):
        # An archive can hold two files of one name.
        key = (one.path, one.group or f"\n{number}")
        was = found.get(key)
        if was is None:
            found[key] = replace(one, members=(one.student,) if one.group else ())
            continue
        best = min(was, one, key=lambda d: _USES.index(d.use))
        found[key] = replace(best, members=tuple(dict.fromkeys((*was.members, one.student))))
    return list(found.values())


def _remarks(result: Together, people: Roster, several: dict[str, list[Team]]) -> list[Remark]:
    teams = result.teams
    assert teams is not None
    here = {entry.group for entry in result.entries if entry.group}
    students = {entry.student for entry in result.entries if entry.group}
    total, size = len(teams.teams), len(students)
    found = [
        Remark("groups", count=total, number=len(here), size=size)
        if teams.given
        else Remark("groups-as-before", count=total, number=len(here), size=size)
    ]
    if empty := [team.name for team in teams.teams if not team.members]:
        found.append(remark_naming("groups-empty", empty, field="names"))
    if teams.strangers:
        ids = [person.student for person in people.people]
        who = [_stranger(group, one, ids) for group, one in teams.strangers]
        found.append(remark_naming("groups-strangers", who, field="names"))
    if odd := teams.doubtful:
        found.append(remark_naming("groups-letters", odd, field="names"))
    if several:
        told = [
            f"{student} ({', '.join(team.name for team in mine)})"
            for student, mine in sorted(several.items())
        ]
        found.append(remark_naming("groups-several", told))
    grouped = {student for team in teams.teams for student in team.students}
    if left := sorted(p.student for p in people.people if p.student not in grouped):
        found.append(remark_naming("groups-without", left))
    if alone := sorted({entry.student for entry in result.held}):
        found.append(remark_naming("group-kept", alone))
    return found


def _stranger(group: str, who: str, ids: Sequence[str]) -> str:
    close = get_close_matches(who, ids, n=1, cutoff=0.6)
    meant = f"; did you mean {close[0]}?" if close else ""
    return f"{who} ({group}{meant})"
