"""Which edits come first: what the first difference looks like, and where it was raised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import torch

from course_utils.core.detail import RAISED
from course_utils.core.evidence import Evidence
from course_utils.core.key import Key
from course_utils.core.raised import read_tag
from course_utils.diagnosis.candidate import Candidate
from course_utils.diagnosis.seen import Trace
from course_utils.diagnosis.source_text import SourceText

_RTOL = 2e-3


@dataclass(frozen=True, slots=True)
class FirstSight:
    """What the first difference looks like.

    Attributes:
        what: raised, shape, ratio, sign, values, missing, text or kind.
        item: the evidence item's name.
        ratio: yours by expected, where it is one number everywhere.
        error: of an exception, its class.
    """

    what: str
    item: str = ""
    ratio: float | None = None
    error: str = ""


def first_sight(key: Key, evidence: Evidence) -> FirstSight:
    """What the first difference of a case that goes wrong looks like."""
    for name, expected in key.expected.items():
        yours = evidence.get(name)
        if yours is None and evidence.raised is not None:
            return FirstSight("raised", name, error=read_tag(evidence.raised).kind)
        if expected.accepts(yours):
            continue
        right = expected.values[0]
        if yours is None:
            return FirstSight("missing", name)
        if isinstance(right, str):
            return FirstSight("text", name)
        if isinstance(yours, str):
            return FirstSight("kind", name)
        if yours.shape != right.shape:
            return FirstSight("shape", name)
        ratio = ratio_of(yours, right)
        if ratio is None:
            return FirstSight("values", name)
        return FirstSight("sign" if abs(ratio + 1) < _RTOL else "ratio", name, ratio)
    return FirstSight("raised", RAISED, error=read_tag(evidence.raised or "").kind)


def ratio_of(yours: torch.Tensor, right: torch.Tensor) -> float | None:
    """The one number that yours is times the expected; None where it is not one number.

    Args:
        yours, right: floats of one shape.
    """
    if not right.is_floating_point() or not yours.is_floating_point() or not right.numel():
        return None
    left, other = yours.flatten().double(), right.flatten().double()
    scale = float(other.abs().max())
    if not scale or not bool(left.isfinite().all()):
        return None
    place = int(other.abs().argmax())
    ratio = float(left[place] / other[place])
    if abs(ratio) < 1e-6 or abs(ratio) > 1e6:
        return None
    fits = torch.isclose(left, ratio * other, rtol=_RTOL, atol=1e-5 * scale * abs(ratio))
    return ratio if bool(fits.all()) else None


# What is seen first -> kind of edit -> what is added to its cost.
_FITS: Mapping[str, Mapping[str, float]] = {
    "ratio": {"factor": -0.9, "reduction": -0.8, "constant": -0.3, "term": -0.1, "operator": -0.2,
              "axis": 0.2, "shape": 0.9, "keepdim": 0.9, "index": 0.1, "registration": 1.0,
              "parentheses": 0.3, "name": -0.1},
    "sign": {"sign": -1.2, "operands": -1.0, "operator": -0.4, "axis": 0.6, "shape": 0.9,
             "keepdim": 0.9, "registration": 1.0, "reduction": 0.5},
    "shape": {"axis": -0.6, "keepdim": -0.7, "shape": -0.7, "reduction": -0.6, "operator": 0.2,
              "sign": 2.0, "index": -0.2, "constant": 0.2, "operands": 0.1},
    "missing": {"return": -1.3, "assignment": -0.2, "definition": -0.3},
    "kind": {"return": -0.9, "wrapper": -0.4, "parentheses": -0.5, "index": -0.5, "sign": 1.5,
             "keepdim": 0.5},
    "raised": {"parentheses": -0.5, "sign": 1.6, "name": -0.2, "argument": -0.2, "wrapper": -0.2},
    "text": {"sign": 1.2, "factor": 0.8, "index": -0.4, "assignment": -0.5, "wrapper": -0.4,
             "order": -0.2, "registration": -0.7, "missing-statement": -0.5, "block": -0.3},
    "values": {},
}  # fmt: skip
_RAISED: Mapping[str, Mapping[str, float]] = {
    "NameError": {"name": -1.0},
    "UnboundLocalError": {"name": -0.6, "order": -0.6, "block": -0.5},
    "AttributeError": {"name": -0.5, "wrapper": -0.4, "parentheses": -0.6, "definition": -0.5,
                       "missing-statement": -0.6},
    "TypeError": {"parentheses": -0.9, "argument": -0.4, "registration": -0.4, "definition": -0.5},
    "IndexError": {"index": -0.9, "axis": -0.5},
    "KeyError": {"index": -0.9},
}  # fmt: skip
WRAPS: Mapping[str, Mapping[str, float]] = {
    "ratio": {"wrapper": 0.8},
    "sign": {},
    "shape": {"shape": -0.4, "reduction": -0.3},
    "missing": {"wrapper": 0.3},
    "kind": {"wrapper": 0.3, "reduction": 0.5, "shape": 0.6},
    "raised": {"wrapper": 0.0, "shape": 0.0, "reduction": 0.4},
    "text": {"wrapper": 0.4},
    "values": {"wrapper": 0.5, "reduction": 0.5, "shape": 0.9},
}  # fmt: skip


@dataclass(slots=True)
class Ranking:
    """Puts candidates into the order in which they are tried.

    Attributes:
        source: the text.
        symptom: of the case that goes wrong first.
        trace: of its run.
        kinds: of the named mistake.
        contract: of the exercise, without spaces.
    """

    source: SourceText
    symptom: FirstSight
    trace: Trace
    kinds: frozenset[str] = field(default=frozenset())
    contract: str = ""

    def ordered(self, found: Iterable[Candidate]) -> list[tuple[float, Candidate]]:
        """The candidates with their costs, the likeliest first."""
        priced = [(self._cost(one), one) for one in found]
        return sorted(priced, key=lambda pair: pair[0])

    def _cost(self, one: Candidate) -> float:
        cost = one.cost + _FITS[self.symptom.what].get(one.kind, 0.0)
        cost += _RAISED.get(self.symptom.error, {}).get(one.kind, 0.0)
        lines = {self.source.line_at(start) for start, _ in one.shown}
        if one.kind in self.kinds:
            cost -= 0.8 if one.adds else 1.2
        if one.adds and one.kind in ("factor", "sign", "term"):
            # Of several places that give the number the last one is meant.
            cost -= 0.3 * min(lines) / len(self.source.lines)
        if self._is_asked_for(one):
            cost += 1.5
        if self.trace.raised_at:
            if self.trace.raised_at in lines:
                cost -= 0.8
            elif min(lines) > self.trace.raised_at:
                cost += 0.5
        run = self.trace.lines
        if run and not lines & run and not any("def " in self.source.lines[n - 1] for n in lines):
            cost += 0.8
        if self._is_about_item(lines):
            cost -= 0.4
        return cost

    def _is_asked_for(self, one: Candidate) -> bool:
        """Whether what stands there is what the contract says, letter by letter."""
        start, end = one.shown[0]
        text = "".join(self.source.text[start:end].split())
        row = "".join(self.source.lines[self.source.line_at(start) - 1].split())
        formula = row.partition("=")[2] or row.removeprefix("return")
        return any(len(part) > 3 and part in self.contract for part in (text, formula))

    def _is_about_item(self, lines: Iterable[int]) -> bool:
        name = self.symptom.item.split()[-1] if self.symptom.item else ""
        if len(name) < 2:
            return False
        return any(name in self.source.lines[line - 1] for line in lines)
