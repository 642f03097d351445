"""The search for a place: edits of an answer, the likeliest first, run by the visible cases."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from course_utils.core.exercise import Exercise
from course_utils.core.judge import first_difference
from course_utils.core.key import Key, Keys
from course_utils.core.place import MOST, UNKNOWN, Place, Proof, Reach, are_alike
from course_utils.core.probing import Interrupted, find_probe
from course_utils.core.surroundings import capture_output, on_cpu
from course_utils.core.values import Values, first_unequal, numbers_of
from course_utils.core.verdict import Verdict
from course_utils.diagnosis.candidate import Candidate, near_pairs
from course_utils.diagnosis.expected_value import (
    NAME,
    expected_values,
    named_value,
    only_expression,
)
from course_utils.diagnosis.guard import kept_process, left_to_itself
from course_utils.diagnosis.limits import SearchLimits
from course_utils.diagnosis.own_names import OwnNames
from course_utils.diagnosis.rank import WRAPS, FirstSight, Ranking, first_sight
from course_utils.diagnosis.seen import Trace
from course_utils.diagnosis.source_text import Subject, subject_of
from course_utils.diagnosis.time_limit import TimeIsUp, TimeLimit
from course_utils.diagnosis.trial import Stage
from course_utils.diagnosis.vocabulary import edits_of

_MOST_PLACES = 50


def find_proof(
    exercise: Exercise,
    keys: Keys,
    verdict: Verdict,
    text: str,
    names: Mapping[str, object],
    limits: SearchLimits = SearchLimits(),
) -> Proof | None:
    """An edit of the answer under which the visible checks get further; None where none is found.

    Whatever the answer is or does, nothing is raised but what interrupts: no source, no place.

    Args:
        exercise: what it is about.
        keys: of the visible cases.
        verdict: by these cases, and not passed.
        text: of the cell or file that defines the exercise's symbol, as it was typed.
        names: the notebook's names, as they are after it was run; they are not changed.
        limits: of the search.

    Raises:
        KeyboardInterrupt: whoever runs it stops it.
        Interrupted: an outer limit of time is reached.
    """
    try:
        return _Search(exercise, keys, verdict, limits).run(text, names)
    except TimeIsUp:
        return None
    except (Interrupted, KeyboardInterrupt):
        raise
    except BaseException:  # no fault of the student's, and none that he can do anything about
        return None


# What these put right is seldom chance, also where no numbers show it.
_PLAIN = (
    *("name", "registration", "definition", "missing-statement", "keyword", "parentheses"),
    "return",
)
# Of a factor that is off by chance these may give the right one.
_BY_CHANCE = ("constant", "term", "operator", "factor", "assignment", "grouping", "function")


# What an edit that adds something may cost more: it can make up for a mistake elsewhere.
_ADDS = 0.9


@dataclass(slots=True)
class _Found:
    """An edit that gets further."""

    cost: float
    candidate: Candidate
    got: list[int]
    passes: bool


@dataclass(slots=True)
class _Search:
    exercise: Exercise
    keys: Keys
    verdict: Verdict
    limits: SearchLimits
    found: list[_Found] = field(default_factory=list)
    done: set[str] = field(default_factory=set)
    until: float | None = None
    tried: int = 0

    def run(self, text: str, names: Mapping[str, object]) -> Proof | None:
        registered = find_probe(self.exercise.id)
        method = registered.defines[0] if registered.wants == "method" else ""
        subject = subject_of(text, self.exercise.symbol, method, registered.defines)
        if subject is None:
            return None
        limiter = TimeLimit(self.limits.each, self.limits.wall / 2)
        with on_cpu(), left_to_itself(), limiter.watching(), capture_output(), kept_process():
            with limiter.running():
                own = OwnNames(names, subject)
            stage = Stage(self.exercise.id, self.keys, own, subject, limiter)
            trace = Trace()
            if not stage.begin(trace) or not self._is_same(stage):
                return None
            first = stage.first
            symptom = first_sight(self.keys.keys[first], stage.evidence[first])
            self._try(stage, trace, symptom)
            if not self.found:
                self._last_resort(stage, symptom)
        best = self._best()
        return None if best is None else proof_of(subject, best.candidate, passes=best.passes)

    def _is_same(self, stage: Stage) -> bool:
        """Whether the text, run by itself, goes wrong where the check saw it go wrong."""
        seen = self.verdict.difference
        if seen is None:
            return True
        key, evidence = self.keys.keys[stage.first], stage.evidence[stage.first]
        item = first_difference(key, evidence)
        if item is None or (seen.case, seen.item) != (key.case.name, item):
            return False
        before, found = seen.yours, evidence.get(item)
        now = None if found is None else numbers_of(found)
        if not isinstance(before, Values) or not isinstance(now, Values):
            return True
        both = before.shape == now.shape and before.kind == now.kind
        return not both or first_unequal(before, now, rtol=1e-3) is None

    def _try(self, stage: Stage, trace: Trace, symptom: FirstSight) -> None:
        cpu, wall = time.process_time(), time.monotonic()
        subject = stage.subject
        cause = self.verdict.cause
        kinds = frozenset(cause.kinds) if cause else frozenset()
        wraps = WRAPS[symptom.what]
        contract = self.exercise.contract + " ".join(f"`{one}`" for one in self.exercise.labels)
        asked_for = "".join(contract.split())
        with stage.limiter.running(self.limits.cpu):
            candidates = edits_of(subject, trace.names, symptom.ratio, wraps, contract)
            ranking = Ranking(subject.source, symptom, trace, kinds, asked_for)
            ordered = ranking.ordered(candidates)
        for pairs in (False, True):
            with stage.limiter.running(self.limits.cpu):
                source = near_pairs(subject.source, ordered) if pairs else ordered
            for cost, candidate in source:
                if self.until is not None and cost > self.until:
                    return
                if candidate.adds and self._has_passed():
                    continue  # what has passed is likelier
                spent = time.process_time() - cpu
                if spent > self.limits.cpu or time.monotonic() - wall > self.limits.wall:
                    return
                known, before = len(sys.modules), time.process_time()
                self._one(stage, symptom, cost, candidate)
                if len(sys.modules) > known:  # what torch loads at a first use is not the edit's
                    cpu += time.process_time() - before
            if self.found:
                return

    def _last_resort(self, stage: Stage, symptom: FirstSight) -> None:
        """The expected value itself, where only one expression can be at fault."""
        name = symptom.item
        for candidate, item in (
            (only_expression(stage.subject), ""),
            (named_value(stage.subject, name), name),
        ):
            if candidate is not None and not self.found:

                def given(key: Key, item: str = item) -> Mapping[str, object]:
                    return {NAME: expected_values(key, item)}

                self._one(stage, symptom, candidate.cost, candidate, given)

    def _one(
        self,
        stage: Stage,
        symptom: FirstSight,
        cost: float,
        candidate: Candidate,
        given: Callable[[Key], Mapping[str, object]] | None = None,
    ) -> None:
        """Try one edit."""
        changed = candidate.apply(stage.subject.source.text)
        if changed is None or changed in self.done:
            return
        self.done.add(changed)
        self.tried += 1
        got = stage.gain(changed, given)
        if got is None:
            return
        passes = stage.passes(got)
        if given is not None and got[stage.first] < stage.totals[stage.first]:
            return  # what it is computed from may be wrong as well
        plain = candidate.kind in _PLAIN or stage.tells(got)
        if not passes and not (plain and self._can_prove(candidate, symptom)):
            return
        self.found.append(_Found(cost, candidate, got, passes))
        if passes or self.until is None:
            ahead = cost + self._ahead(candidate, passes=passes)
            self.until = ahead if self.until is None else min(self.until, ahead)

    def _has_passed(self) -> bool:
        return any(one.passes for one in self.found)

    def _ahead(self, candidate: Candidate, *, passes: bool) -> float:
        """How much less likely edits are still tried for the sake of a better one."""
        cause = self.verdict.cause
        is_told = cause is not None and candidate.kind in cause.kinds
        if not passes:
            return 1.0 if is_told else 1.5
        if candidate.adds:
            return 0.7 if is_told else _ADDS
        return -math.inf  # what comes later costs as much at least

    def _can_prove(self, candidate: Candidate, symptom: FirstSight) -> bool:
        """Whether it proves anything that one item more is right: a factor can be chance."""
        cause = self.verdict.cause
        if cause and cause.kinds and not are_alike(candidate.kind, cause.kinds):
            return False
        if candidate.kind == "term" and candidate.adds:
            return False
        if candidate.kind == "name" and candidate.cost > 2.2:
            return False
        if symptom.what in ("ratio", "sign"):
            is_fitting = candidate.kind not in _BY_CHANCE
            return is_fitting or (candidate.kind == "factor" and candidate.adds)
        return candidate.kind != "constant" or candidate.cost < 1.7

    def _best(self) -> _Found | None:
        if not self.found:
            return None
        return min(
            self.found,
            key=lambda one: (not one.passes, one.cost + _ADDS * one.candidate.adds, -sum(one.got)),
        )


def proof_of(subject: Subject, candidate: Candidate, *, passes: bool) -> Proof | None:
    """The proof that a candidate is; None where its first place is not in the text as typed."""
    source = subject.source
    places: list[Place | None] = []
    for start, end in candidate.shown[:_MOST_PLACES]:
        line = source.line_at(start)
        row, begin = source.lines[line - 1], source.starts[line - 1]
        function = _function_at(subject, line)
        places.append(subject.typed.place(line, start - begin, end - begin, row, function))
    if not places or places[0] is None:
        return None
    old, new = _change(source.text, candidate)
    if candidate.kind == UNKNOWN:  # what belongs there is not known
        old = new = ""
    reach: Reach = "passes" if passes else "further"
    shown = tuple(filter(None, places))
    return Proof(candidate.kind, reach, shown, old[: 2 * MOST], new[: 2 * MOST])


def _function_at(subject: Subject, line: int) -> str:
    inside = [f for f in subject.functions if f.lineno <= line <= (f.end_lineno or f.lineno)]
    return inside[-1].name if inside else ""


def _change(text: str, candidate: Candidate) -> tuple[str, str]:
    """What stands at the first place, and what the edit makes of it."""
    start, end = candidate.shown[0]
    inside = [span for span in candidate.spans if start <= span[0] and span[1] <= end]
    if not inside:
        added = [new.strip() for _, _, new in candidate.spans if new.strip()]
        return (text[start:end], "") if not added else ("", added[0])
    new = text[start:end]
    for left, right, put in sorted(inside, reverse=True):
        new = new[: left - start] + put + new[right - start :]
    return text[start:end], new
