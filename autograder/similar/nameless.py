"""A class without names: the same pseudonyms as in its reports, also where a text tells one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from autograder.report.class_data import StudentRow
from autograder.report.names import Pseudonyms
from autograder.submission.result import Result

# To the line's end; a sign in a text counts as one, too, which takes out more rather than less.
_COMMENT = re.compile(r"#.*")


def pseudonyms(results: Iterable[Result], secret: str) -> Pseudonyms:
    """How everybody in these results is called.

    Args:
        results: the class's; nothing but ids and names is kept of them.
        secret: the course's seed.
    """
    people = ((one.submission.student, one.submission.name) for one in results)
    return Pseudonyms([StudentRow(student, name, "") for student, name in people], secret)


def made_nameless(
    results: Iterable[Result], names: Pseudonyms, questions: Collection[str] = ()
) -> Iterator[Result]:
    """The results with pseudonyms for ids, and comments and words without anybody's name.

    Code itself stays as it is: a variable that is called like a student is no mention of one.

    Args:
        results: the class's.
        names: how everybody is called.
        questions: what is answered in words.
    """
    for one in results:
        called = names.of(StudentRow(one.submission.student, one.submission.name, ""))
        code = {
            name: (
                names.clean(text)
                if name in questions
                else _COMMENT.sub(lambda found: names.clean(found.group()), text)
            )
            for name, text in one.code.items()
        }
        mine = replace(one.submission, student=called, name="")
        yield replace(one, submission=mine, code=code, notebook="")
