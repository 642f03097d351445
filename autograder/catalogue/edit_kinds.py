"""Of which kinds the edits are that make a right answer of a known wrong one.

The search for a place (:mod:`course_utils.diagnosis`) is asked itself: of all edits that it would
try in a wrong answer those count that give the right one, up to layout and parentheses. So a
sentence about a cause can be held against a proof of its kind.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from contextlib import suppress
from functools import cache
from textwrap import indent

from autograder.catalogue.edits import EditRefused, apply
from autograder.catalogue.entry import Entry, Implementation
from autograder.catalogue.keys import run
from autograder.catalogue.pointed import likeness
from course_utils.core.case import Case
from course_utils.core.place import KINDS
from course_utils.core.probing import find_probe
from course_utils.diagnosis.candidate import Candidate
from course_utils.diagnosis.rank import WRAPS
from course_utils.diagnosis.seen import FILE, Seen, Trace, tracing
from course_utils.diagnosis.source_text import Subject, subject_of
from course_utils.diagnosis.vocabulary import edits_of

_LAYOUT = str.maketrans("", "", " \t\n\\()")
_SLACK = 3  # characters: parentheses that are there in one text alone
_WRAPS = {kind: cost for costs in WRAPS.values() for kind, cost in costs.items()}

Held = dict[str, dict[str, Seen]]


def kinds_of(entry: Entry, case: Case) -> dict[str, tuple[str, ...]]:
    """The kinds of every mistake's edits, in the order of :data:`KINDS`; of some there are none.

    Args:
        entry: the exercise.
        case: one that its right answers are watched in: what their names hold is at hand.
    """
    assert entry.right is not None
    rights = {one.name: one for one in (entry.right, *entry.alternatives, *entry.variants)}
    held = cache(lambda name: _held(entry, rights[name], case))
    found: dict[str, set[str]] = {name: set() for name in entry.mistakes}
    for mistake, one in entry.wrong:
        base = one.written.base or entry.right.name
        if not one.written.edits:
            base = max(rights, key=lambda name: likeness(rights[name].source, one.source))
        subject = _subject(entry, one.source)
        targets = [_subject(entry, text) for text in _targets(rights[base].source, one)]
        if subject:
            texts = [target.source.text for target in targets if target]
            found[mistake] |= _kinds(subject, texts, held(base))
    return {name: tuple(kind for kind in KINDS if kind in kinds) for name, kinds in found.items()}


def _held(entry: Entry, right: Implementation, case: Case) -> Held:
    trace = Trace()
    with tracing(trace):
        run(entry, entry.build(right.source, FILE), case)
    return trace.names


def _targets(right: str, one: Implementation) -> Iterator[str]:
    """The right answer; of several edits, also the right one with all of them but one."""
    yield right
    edits = one.written.edits
    for number in range(len(edits) if len(edits) > 1 else 0):
        with suppress(EditRefused, SyntaxError):  # some edits make Python only together
            text = apply(right, [*edits[:number], *edits[number + 1 :]])
            ast.parse(text)
            yield text


def _subject(entry: Entry, source: str) -> Subject | None:
    """The answer as the search sees it; None where it is nothing that may be run again."""
    registered, symbol = find_probe(entry.id), entry.exercise.symbol
    method = registered.defines[0] if registered.wants == "method" else ""
    definition = ast.parse(source).body[-1]
    if isinstance(definition, ast.FunctionDef) and definition.name != symbol:
        # A method: of a class that stands in another cell, or of the one that is asked for.
        if method:
            source = f"@method_of({symbol})\n{source}"
        else:
            source = f"class {symbol}(nn.Module):\n{indent(source, '    ')}"
    elif isinstance(definition, ast.ClassDef) and definition.name != symbol:
        source = source.replace(f"class {definition.name}(", f"class {symbol}(", 1)
    return subject_of(source, symbol, method, registered.defines)


def _kinds(subject: Subject, targets: Collection[str], held: Held) -> set[str]:
    """The kinds of the edits of an answer that give one of the targets."""
    text = subject.source.text
    found = set()
    bare = {target.translate(_LAYOUT): target for target in targets}
    regions = [_region(text, target) for target in targets]
    for one in edits_of(subject, held, None, _WRAPS if _is_wrapped(text, bare) else {}):
        if not any(_touches(one, region) for region in regions):
            continue
        made = one.apply(text)
        target = bare.get(made.translate(_LAYOUT)) if made else None
        if made and target and _same(made, target):
            found.add(one.kind)
    return found


def _region(text: str, target: str) -> tuple[int, int]:
    """From where to where two texts differ, in the first one."""
    start = 0
    shortest = min(len(text), len(target))
    while start < shortest and text[start] == target[start]:
        start += 1
    end = 0
    while end < shortest - start and text[-1 - end] == target[-1 - end]:
        end += 1
    return start - _SLACK, len(text) - end + _SLACK


def _touches(one: Candidate, region: tuple[int, int]) -> bool:
    return any(start <= region[1] and region[0] <= end for start, end, _ in one.spans)


def _is_wrapped(text: str, targets: Collection[str]) -> bool:
    """Whether a target is the text with something put in: only then it is worth to try that."""
    bare = text.translate(_LAYOUT)
    for target in targets:
        start, end = _region(bare, target)
        if len(target) > len(bare) and end - start <= 2 * _SLACK + 1:
            return True
    return False


def _same(one: str, other: str) -> bool:
    with suppress(SyntaxError, ValueError):
        return ast.dump(ast.parse(one)) == ast.dump(ast.parse(other))
    return False
