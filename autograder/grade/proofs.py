"""Which answers' places are looked for in grading, and what is known of equal ones already."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from autograder.sandbox import CellJob, ProbeJob, Run
from autograder.sandbox.jobs import SearchStart
from course_utils.core.evidence import Evidence
from course_utils.core.exercise import find_exercise
from course_utils.core.judge import judge
from course_utils.core.key import Keys, visible_keys
from course_utils.core.place import Proof

_MOST = 4000  # searches whose outcome is kept: some megabytes at the most


class KnownProofs:
    """What was found for which answer; the same search is not made twice.

    What a search finds hangs on all the code that ran: an answer may call another cell's. So
    answers are equal here when everything beside them is, too, but for comments and empty
    lines. It is also what keeps one student's code from saying a word about another's.
    """

    def __init__(self) -> None:
        self._found: dict[str, Proof | None] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._found

    def __getitem__(self, key: str) -> Proof | None:
        return self._found[key]

    def keep(self, key: str, proof: Proof | None) -> None:
        """Note what a search has found; of too many the oldest is forgotten."""
        self._found[key] = proof
        while len(self._found) > _MOST:
            del self._found[next(iter(self._found))]


@dataclass(slots=True)
class Searches:
    """The searches of one run.

    Attributes:
        known: what was found before, and is added to.
        cells: all that the run runs.
        keys: by exercise, of the visible cases that its answer is asked for.
    """

    known: KnownProofs
    cells: Sequence[CellJob]
    keys: Mapping[str, Keys]
    _asked: dict[str, str] = field(default_factory=dict)
    _equal: dict[str, Proof | None] = field(default_factory=dict)

    def wanted(self, job: ProbeJob, visible: Sequence[Evidence]) -> SearchStart | None:
        """Where to begin, if the visible cases show a difference whose place is not known."""
        keys = self.keys[job.exercise]
        verdict = judge(find_exercise(job.exercise), keys, visible)
        if verdict.difference is None:
            return None
        key = self._key(job)
        if key in self.known:
            self._equal[job.exercise] = self.known[key]
            return None
        self._asked[job.exercise] = key
        return SearchStart(verdict, again=keys is not visible_keys(job.exercise))

    def completed(self, run: Run) -> Run:
        """The run with what equal answers have shown; what it has found itself is kept."""
        for name, key in self._asked.items():
            self.known.keep(key, run.probes[name].proof)
        probes = {
            name: replace(run.probes[name], proof=proof) for name, proof in self._equal.items()
        }
        return replace(run, probes={**run.probes, **probes}) if probes else run

    def _key(self, job: ProbeJob) -> str:
        # The text itself, comments too: a place is a line of it.
        parts = [job.exercise, job.text, *(code_alone(cell.source) for cell in self.cells)]
        whole = "\0".join(f"{len(part)} {part}" for part in parts)
        return hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()


# A text, kept as it is; else a comment, or a line's end with the empty lines behind it. A text
# that is never closed goes on to the end: no search for its end is made in vain, so that the
# time grows with the length alone, whatever the source is.
_WORDS = re.compile(
    r"""('''(?:\\.|[^\\])*?(?:'''|\\?\Z)|\"\"\"(?:\\.|[^\\])*?(?:\"\"\"|\\?\Z)"""
    r"""|'(?:\\.|[^'\\\n])*(?:'|(?=\n)|\\?\Z)|"(?:\\.|[^"\\\n])*(?:"|(?=\n)|\\?\Z))"""
    r"|#[^\n]*|(\n)(?:[ \t]*(?:#[^\n]*)?(?:\n|\Z))*",
    re.DOTALL,
)


@lru_cache(4000)
def code_alone(source: str) -> str:
    """The source without its comments and its empty lines.

    Where a line goes on in the next one, or another language begins, the source as it is. It
    is not parsed: a parser can be brought down by what it reads.
    """
    if "\\\n" in source or source.lstrip().startswith("%%"):
        return source
    return _WORDS.sub(lambda found: found[1] or found[2] or "", source).strip("\n")
