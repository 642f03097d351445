"""Where a teacher would point in a wrong answer: the lines that differ from the right one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from difflib import SequenceMatcher

_PASSED = 2


def lines_to_point_at(right: str, wrong: str) -> frozenset[int]:
    """The lines of the wrong text, from 1, at which a teacher may point.

    They are those that are changed, come in, or stand in another block. Where lines are
    missing it is the one before and the one after the gap, and the head of a block that has
    lost its last statement. Of two that are exchanged, or stand there twice, and of a statement
    over several lines it is any of them.

    Args:
        right: the answer that the wrong one differs from in a few places.
        wrong: likewise Python.
    """
    after = wrong.splitlines()
    one, other = dict(_blocks(right)), dict(_blocks(wrong))
    changed: set[int] = set()
    gone: set[int] = set()
    twins: dict[int, int] = {}
    for i1, i2, j1, j2, equal in _opcodes(right, wrong):
        if equal:
            twins.update(zip(range(i1, i2), range(j1, j2), strict=True))
            continue
        changed.update(range(j1, j2))
        if i2 - i1 > j2 - j1:
            gone.update(range(i1, i2))
            changed.update(_beside(after, j1, j2))
    changed |= _doubled(after, changed) | _passed_by(right, wrong)
    heads = twins | _twin_heads(right, wrong, one, other)
    changed |= {heads[head] for head in _emptied(one, gone) if head in heads}
    changed |= {
        twin
        for line, twin in twins.items()
        if line in one and twin in other and heads.get(one[line], 0) != other[twin]
    }
    return frozenset(n for n in _whole(wrong, changed) if _is_code(after[n - 1]))


def likeness(right: str, wrong: str) -> float:
    """How much of two texts' lines is the same, from 0 to 1."""
    return _matcher(right, wrong).ratio()


def _matcher(right: str, wrong: str) -> SequenceMatcher[str]:
    one, other = ([line.strip() for line in text.splitlines()] for text in (right, wrong))
    return SequenceMatcher(None, one, other, autojunk=False)


def _opcodes(right: str, wrong: str) -> Iterator[tuple[int, int, int, int, bool]]:
    """Ranges of lines that belong together, each without its end, and whether they are equal."""
    for what, i1, i2, j1, j2 in _matcher(right, wrong).get_opcodes():
        yield i1 + 1, i2 + 1, j1 + 1, j2 + 1, what == "equal"


def _is_code(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _beside(lines: list[str], start: int, end: int) -> Iterator[int]:
    """The numbers of the last line of code before these lines, and of the first one after."""
    for numbers in (range(start - 1, 0, -1), range(end, len(lines) + 1)):
        found = next((n for n in numbers if _is_code(lines[n - 1])), None)
        if found:
            yield found


def _doubled(lines: list[str], numbers: set[int]) -> set[int]:
    """The lines that say again what one beside them says."""
    bare = [line.strip() for line in lines]
    return {
        other
        for n in numbers
        for other in (n - 1, n + 1)
        if bare[n - 1] and 0 < other <= len(lines) and bare[other - 1] == bare[n - 1]
    }


def _passed_by(right: str, wrong: str) -> set[int]:
    """What a statement has passed that has moved by one or two lines: nobody knows which moved."""
    before, after = ([line.strip() for line in text.splitlines()] for text in (right, wrong))
    gone, come = [], []
    for i1, i2, j1, j2, equal in _opcodes(right, wrong):
        if not equal:
            gone += [(before[i - 1], j1) for i in range(i1, i2)]
            come += [(after[j - 1], j) for j in range(j1, j2)]
    found: set[int] = set()
    for text, place in gone:
        for other, number in come:
            between = range(min(place, number + 1), max(place, number))
            if text and text == other and len(between) <= _PASSED:
                found.update(between)
    return found


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Of each statement's line, the line of the head of the block that it stands in; 0 of none."""
    for parent in ast.walk(ast.parse(text)):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(parent, name, None)
            for statement in block if isinstance(block, list) else ():
                yield statement.lineno, getattr(parent, "lineno", 0)


def _twin_heads(
    right: str, wrong: str, one: dict[int, int], other: dict[int, int]
) -> dict[int, int]:
    """The heads of blocks that were changed, and head the same block all the same."""
    found: dict[int, int] = {}
    for i1, i2, j1, j2, equal in _opcodes(right, wrong):
        before = sorted({head for head in one.values() if i1 <= head < i2})
        after = sorted({head for head in other.values() if j1 <= head < j2})
        if not equal and len(before) == len(after):
            found.update(zip(before, after, strict=True))
    return found


def _emptied(blocks: dict[int, int], gone: set[int]) -> Iterator[int]:
    """The heads of the right text's blocks whose last statement is gone."""
    last: dict[int, int] = {}
    for line, head in sorted(blocks.items()):
        last[head] = line
    return (head for head, line in last.items() if line in gone)


def _whole(text: str, numbers: set[int]) -> set[int]:
    """These lines and all others of the same statements; of a compound one, of its head."""
    found = set(numbers)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.stmt):
            own = range(node.lineno, _end(node) + 1)
            if numbers.intersection(own):
                found.update(own)
    return found


def _end(node: ast.stmt) -> int:
    """The last line of a statement, or of its head."""
    if isinstance(node, ast.Match):
        return max(node.lineno, node.cases[0].pattern.lineno - 1)
    block = getattr(node, "body", None)
    if isinstance(block, list):
        return max(node.lineno, block[0].lineno - 1)
    return node.end_lineno or node.lineno
