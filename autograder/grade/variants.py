"""Whose hidden cases a submission is judged by, where each student has some of his or her own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from autograder.collect.groups import group_key
from autograder.collect.teams import Team, kept_teams
from autograder.course.secret import draw_of
from autograder.grade.pool import Plan
from autograder.submission.result import Submission


def with_draws(plan: Plan, submissions: Sequence[Submission]) -> list[Submission]:
    """The submissions, each with the seed of its own hidden cases; of the course's, with none.

    What a group handed in is judged once, by the cases of the member whose file it is; by the
    group's, where the file came under the group's own name.

    Raises:
        Refused: the kept groups cannot be read.
    """
    if not plan.variants:
        return list(submissions)
    named = _named(Path(plan.course), plan.chapter, submissions)
    return [
        replace(one, draw=draw_of(plan.secret, named.get(one.student, f"student {one.student}")))
        if one.file
        else one
        for one in submissions
    ]


def _named(course: Path, chapter: str, submissions: Sequence[Submission]) -> Mapping[str, str]:
    """Whose cases count for members of groups."""
    digests = {one.student: one.digest for one in submissions}
    teams = kept_teams(course, chapter)
    found: dict[str, str] = {}
    for team in teams.teams if teams is not None else ():
        found |= dict(_in_team(team, digests))
    return found


def _in_team(team: Team, digests: Mapping[str, str]) -> list[tuple[str, str]]:
    if team.filed:
        return [(student, f"group {group_key(team.name)}") for student in team.students]
    return [
        (student, f"student {giver}")
        for giver, digest in team.shared.items()
        for student in team.students
        if digests.get(student) == digest
    ]
