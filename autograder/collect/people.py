"""From what a path claims to one student of the class."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from autograder.collect.ids import id_key, same_key, student_id
from autograder.collect.layouts import NamedOwner
from autograder.collect.roster import Person, Roster, name_key
from autograder.submission.remark import Remark


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a file is taken to be.

    Attributes:
        student: the id.
        name: the person's, from the roster or the LMS.
        person: the entry of the roster, if one was found.
        raw: the name and number as the path has them; tells different people apart whose
            ids would come out the same.
        remark: what a person should know about the match; None when it is certain.
    """

    student: str
    name: str
    person: Person | None
    raw: str
    remark: Remark | None = None


def identify(claim: NamedOwner, roster: Roster) -> Owner:
    """The student whom a claim names.

    Ids are believed before names, and a name only when one person alone has it. Moodle's
    participant numbers are never taken for ids: the same number can be somebody else's.
    """
    raw = f"{claim.name}_{claim.number}" if claim.number else claim.name
    if not roster:
        return Owner(student_id(raw), "", None, raw)
    if roster.kept and claim.chapter:  # nbgrader's folders have ids, and the course has those
        person, others = roster.by_id(claim.name), list[Person]()
    else:
        person, others = _find(claim, roster)
    if person is not None:
        return Owner(person.student, person.name, person, raw)
    if others:
        ids = tuple(sorted(p.student for p in others))
        remark = Remark("ambiguous-name", name=claim.name, students=ids)
    elif claim.anonymous:
        remark = None
    else:
        remark = Remark("not-known" if roster.kept else "not-on-roster")
    return Owner(student_id(raw), "", None, raw, remark)


def _find(claim: NamedOwner, roster: Roster) -> tuple[Person | None, list[Person]]:
    if claim.kind == "user" and (person := roster.by_id(claim.number)):
        return person, []
    if claim.kind == "participant":
        person = roster.by_participant(claim.number)
        # A group's number can be that of somebody else as a participant.
        if person and (claim.anonymous or _share_a_word(person.name, claim.name)):
            return person, []
    elif person := roster.by_id(claim.name):
        return person, []
    named = [] if claim.anonymous else roster.by_name(claim.name)
    if not named and claim.loose:
        named = roster.within(claim.name)
    if not named and claim.kind == "participant":
        person = roster.by_id(claim.number)
        named = [person] if person and _share_a_word(person.name, claim.name) else []
    if not named and not claim.anonymous:
        named = roster.by_shared_id(claim.name)
    return (named[0], []) if len(named) == 1 else (None, named)


def _share_a_word(one: str, other: str) -> bool:
    words = [{name_key(w) for w in re.split(r"[\s,]+", text)} - {""} for text in (one, other)]
    return bool(words[0] & words[1])


class Ids:
    """Gives each person one id, and no two people the same."""

    def __init__(self, spelled: Callable[[str], str] = str) -> None:
        """Args: spelled: an id as the course has it, of one that may be spelled otherwise."""
        self._spelled = spelled
        self._owner: dict[str, str] = {}
        self._shown: dict[str, str] = {}

    def of(self, who: Owner) -> str:
        """The id under which a student's files are gathered.

        Ids that differ in case or Unicode form alone are one: many file systems could not
        hold both.
        """
        if who.person is not None:
            return who.person.student
        key, raw = same_key(who.student), id_key(who.raw)
        if self._owner.setdefault(key, raw) != raw:
            digest = hashlib.sha256(raw.encode()).hexdigest()[:8]
            return f"{who.student}-{digest}"
        return self._shown.setdefault(key, self._spelled(who.student))


__all__ = ["Ids", "Owner", "identify", "same_key", "student_id"]
