"""What ``explain()`` shows beside a mistake: worked examples, as the student's package has them.

``course_utils/data/worked.json`` holds each example once, and for each exercise which of its
mistakes has which.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

from autograder.catalogue.topics import READ_OFF, topics, topics_of_mistakes
from autograder.errors import Refused
from autograder.translation import translated
from autograder.typed import command
from course_utils.core.worked_example import WORKED_EXAMPLES_FILE

_NOTE = "Closes a worked example of a mistake: a few lines of code, wrong and as meant."


def worked_text() -> str:
    """``worked.json``.

    Raises:
        Refused: the topics cannot be read, or do not fit the catalogue.
    """
    examples = {
        topic.name: {
            "lines": [[line.mark, line.code, line.shows] for line in topic.lines],
            "says": translated(f"worked/{topic.name}", topic.says, _NOTE),
        }
        for topic in topics().values()
    }
    return f'{{"examples": {_rows(examples)},\n"mistakes": {_rows(topics_of_mistakes())}}}\n'


def _rows(content: Mapping[str, object]) -> str:
    """A JSON object, each of its members on a line: so a change is seen where it is."""
    rows = (f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in content.items())
    return "{\n" + ",\n".join(rows) + "\n}"


def worked_faults() -> list[str]:
    """Sentences on topics that do not fit the catalogue, or a file that is not made of them."""
    try:
        made = worked_text()
    except Refused as fault:
        return [str(fault)]
    if WORKED_EXAMPLES_FILE.exists() and WORKED_EXAMPLES_FILE.read_text("utf-8") == made:
        return []
    name = f"course_utils/data/{WORKED_EXAMPLES_FILE.name}"
    return [f"{name} is not what its source makes: run `{command('build')}` and commit it."]


@cache
def mistakes_with_example() -> dict[str, int]:
    """For each exercise of the catalogue, how many of its mistakes have an example."""
    return {name: len(of) for name, of in topics_of_mistakes().items() if name != READ_OFF}
