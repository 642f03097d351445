"""A candidate: one edit of a text that is worth a try."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from course_utils.diagnosis.source_text import Piece, SourceText

_MOST, _MOST_PAIRED = 12, 6  # places of one rule
_MOST_NEAR = 40  # edits of one line that are tried in pairs


@dataclass(frozen=True, slots=True)
class Candidate:
    """An edit, with what makes it likely.

    Attributes:
        kind: one of :data:`course_utils.core.place.KINDS`.
        spans: pieces of the text (from, to) with what comes in their place, in any order.
        shown: the pieces of the text that a reader is shown, one for each place of the edit.
        cost: the lower, the likelier.
        rule: what it does, without where; edits of one rule can be made together.
        adds: it puts something there, so that it may make up for a mistake elsewhere.
    """

    kind: str
    spans: tuple[tuple[int, int, str], ...]
    shown: tuple[Piece, ...]
    cost: float
    rule: str = ""
    adds: bool = False

    def apply(self, text: str) -> str | None:
        """The text with the edit made; None where its pieces overlap."""
        last = len(text) + 1
        for start, end, new in sorted(self.spans, reverse=True):
            if end > last:
                return None
            text = text[:start] + new + text[end:]
            last = start
        return text


class Maker:
    """Makes candidates of one text."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.found: list[Candidate] = []

    def add(
        self,
        kind: str,
        spans: Iterable[tuple[int, int, str]],
        shown: ast.AST | Piece,
        cost: float,
        rule: str = "",
        adds: bool = False,
    ) -> None:
        """Keep an edit."""
        place = self.source.span(shown) if isinstance(shown, ast.AST) else shown
        self.found.append(Candidate(kind, tuple(spans), (place,), cost, rule, adds))

    def replace(
        self,
        kind: str,
        node: ast.AST,
        new: str,
        cost: float,
        rule: str = "",
        shown: ast.AST | None = None,
        adds: bool = False,
    ) -> None:
        """A node's text becomes another one."""
        start, end = self.source.span(node)
        old = self.source.text[start:end]
        if old != new:
            rule = rule or f"{old} → {new}"
            self.add(kind, [(start, end, new)], shown or (start, end), cost, rule, adds)

    def wrap(
        self,
        kind: str,
        node: ast.AST,
        before: str,
        after: str,
        cost: float,
        adds: bool = True,
    ) -> None:
        """Something comes before and after a node."""
        start, end = self.source.span(node)
        if not is_atom(node) or isinstance(node, ast.Constant):
            before, after = f"{before}(", f"){after}"
        spans = [(start, start, before), (end, end, after)]
        self.add(kind, spans, (start, end), cost, f"{before}…{after}", adds)


_LIBRARIES = ("torch", "F", "nn", "optim", "math", "np", "numpy")


def is_library(node: ast.AST) -> bool:
    """Whether it is the name of a library: what stands behind its dot is no method of a value."""
    return isinstance(node, ast.Name) and node.id in _LIBRARIES


def is_atom(node: ast.AST) -> bool:
    """Whether something can be put behind a node without parentheses."""
    return isinstance(
        node, ast.Name | ast.Attribute | ast.Call | ast.Subscript | ast.Constant | ast.List
    ) and not (isinstance(node, ast.Constant) and isinstance(node.value, int | float))


def together(source: SourceText, found: list[Candidate]) -> Iterator[Candidate]:
    """The same edit at all of its places at once."""
    by_rule: dict[tuple[str, str], list[Candidate]] = {}
    for one in found:
        if one.rule:
            by_rule.setdefault((one.kind, one.rule), []).append(one)
    for members in by_rule.values():
        by_line: dict[int, list[Candidate]] = {}
        for one in members:
            by_line.setdefault(source.line_at(one.shown[0][0]), []).append(one)
        if len(by_line) > 1:
            yield from (_joined(some, 0.15) for some in by_line.values() if len(some) > 1)
        if 1 < len(members) <= _MOST:
            yield _joined(members, 0.3)
        if 2 < len(members) <= _MOST:
            for pair in combinations(members, 2):
                first, last = sorted(source.line_at(one.shown[0][0]) for one in pair)
                if len(members) <= _MOST_PAIRED or last - first <= 1:
                    yield _joined(pair, 0.6 if last - first <= 1 else 0.9)


def near_pairs(
    source: SourceText, ordered: Sequence[tuple[float, Candidate]]
) -> list[tuple[float, Candidate]]:
    """Two different edits of one line at once, the likeliest first.

    Args:
        source: the text.
        ordered: candidates with their costs, the likeliest first.
    """
    by_line: dict[int, list[tuple[float, Candidate]]] = {}
    for cost, one in ordered:
        line = source.line_at(one.shown[0][0])
        some = by_line.setdefault(line, [])
        if len(one.shown) == 1 and len(some) < _MOST_NEAR:
            some.append((cost, one))
    pairs = []
    for some in by_line.values():
        for (cost, one), (more, other) in combinations(some, 2):
            kind = one.kind if cost <= more else other.kind
            spans, shown = (*one.spans, *other.spans), (*one.shown, *other.shown)
            adds = one.adds or other.adds
            pairs.append((cost + more + 0.5, Candidate(kind, spans, shown, cost + more, "", adds)))
    return sorted(pairs, key=lambda pair: pair[0])


def _joined(members: Sequence[Candidate], more: float) -> Candidate:
    """Several edits of one rule as one."""
    spans = tuple(span for one in members for span in one.spans)
    shown = tuple(dict.fromkeys(place for one in members for place in one.shown))
    cost = min(one.cost for one in members) + more
    return Candidate(members[0].kind, spans, shown, cost, "", members[0].adds)
