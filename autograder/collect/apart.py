"""Two people of one name, told apart by the number that the LMS has for each.

A name counts where one person alone has it. But a list can be older than the download: who came
since, and is called like somebody in it, would get that person's mark. And a list's own ids can
look like the numbers of an LMS that the list does not know. So a name and a number have to agree as
far as both are known; where they do not, the file is nobody's until a person has said whose.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import replace

from autograder.collect.ids import id_key, same_key, student_id
from autograder.collect.layouts import NamedOwner
from autograder.collect.people import Owner
from autograder.collect.roster import Person, Roster
from autograder.submission.remark import Remark

Claimed = tuple[NamedOwner, Owner]


def told_apart(claimed: Sequence[Claimed], roster: Roster) -> list[Owner]:
    """Whose each file of a download is, without those that may be somebody else's.

    Args:
        claimed: what each path says, and whose the file is by that alone.
        roster: who is in the class, given or kept.
    """
    # A list of another assignment's numbers, or of none, says nothing by what it lacks.
    fits = {
        claim.kind
        for claim, who in claimed
        if who.person and _is_known(claim, who, who.person)
        and who.person in roster.by_name(claim.name)
    }  # fmt: skip
    numbers: dict[str, set[str]] = defaultdict(set)
    for claim, who in claimed:
        if who.person and _is_numbered(claim):
            numbers[who.person.student].add(claim.number)
    return [_one(claim, who, roster, numbers, fits) for claim, who in claimed]


def _one(
    claim: NamedOwner, who: Owner, roster: Roster, numbers: dict[str, set[str]], fits: Set[str]
) -> Owner:
    person = who.person
    if person is None:
        return who
    if person.student in roster.left and not _is_known(claim, who, person):
        who = replace(who, remark=Remark("by-gradebook", name=person.name))
    if not _is_numbered(claim):
        return who
    called = [one for one in roster.by_name(claim.name) if not claim.anonymous]
    if called and person not in called and claim.number not in person.numbers:
        ids = tuple(sorted(one.student for one in called))
        why = Remark("number-of-another", number=claim.number, student=person.student, students=ids)
    elif not _is_known(claim, who, person) and (
        (claim.kind == "user" and person.numbers)
        or (claim.kind in fits and _has_number(claim, person))
        or len(numbers[person.student]) > 1
    ):
        why = Remark("another-number", name=person.name, student=person.student)
    else:
        return who
    return replace(who, student=student_id(who.raw), name="", person=None, remark=why)


def _is_numbered(claim: NamedOwner) -> bool:
    """Whether an LMS numbers whom it means; in other paths a number can be anything."""
    return bool(claim.number) and not claim.loose


def _has_number(claim: NamedOwner, person: Person) -> bool:
    """Whether the list has a number of that kind for the person, as far as it can be seen."""
    if claim.kind == "participant":
        return bool(person.participant)
    return any(text.isdecimal() for text in (person.student, *person.others))


def _is_known(claim: NamedOwner, who: Owner, person: Person) -> bool:
    """Whether an id or the number is known to be the person's."""
    if claim.number and claim.number == person.participant:
        return True
    ids = {id_key(text) for text in (person.student, *person.numbers, *person.others)}
    if id_key(claim.number) in ids or same_key(who.raw) in {same_key(text) for text in ids}:
        return True
    words = re.split(r"[\s_.,;+()-]+", claim.name) if claim.loose else ()
    return any(id_key(word) in ids for word in words)
