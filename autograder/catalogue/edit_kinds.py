"""The kinds of the edits that turn a known wrong answer into the right one.

With them a sentence about a cause can be held against a proof of its kind. They are read off the
two texts and not asked of the search (:mod:`course_utils.diagnosis`): what it would try changes
more often than a mistake, and several places that are wrong are beyond a single edit.
"""

from __future__ import annotations

from functools import partial

from autograder.catalogue.differences import kinds_between
from autograder.catalogue.entry import Entry
from autograder.catalogue.pointed import likeness
from course_utils.core.place import KINDS


def kinds_of(entry: Entry) -> dict[str, tuple[str, ...]]:
    """The kinds of every mistake's edits, in the order of :data:`KINDS`; of some there are none.

    What is written out counts as an edit of the right answer that it has the most lines of.
    """
    assert entry.right is not None
    rights = {one.name: one.source for one in (entry.right, *entry.alternatives, *entry.variants)}
    found: dict[str, set[str]] = {name: set() for name in entry.mistakes}
    for mistake, one in entry.wrong:
        right = rights[one.written.base or entry.right.name]
        if not one.written.edits:
            right = max(rights.values(), key=partial(likeness, wrong=one.source))
        found[mistake] |= kinds_between(one.source, right)
    return {name: tuple(kind for kind in KINDS if kind in kinds) for name, kinds in found.items()}
