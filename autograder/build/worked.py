"""What `explain()` shows beside a mistake: the worked examples, as the student's package has them.

``course_utils/data/worked.json`` holds each example once, and for each exercise which of its
mistakes has which.
"""

from __future__ import annotations

import json

from autograder.catalogue.topics import READ_OFF, known_ids, topics, topics_of_mistakes
from course_utils.core.exercise import DATA

WORKED_FILE = DATA / "worked.json"


def worked_text() -> str:
    """``worked.json``.

    Raises:
        Refused: the topics cannot be read, or do not fit the catalogue.
    """
    examples = {
        topic.name: {
            "lines": [[line.mark, line.code, line.shows] for line in topic.lines],
            "says": topic.says,
        }
        for topic in topics().values()
    }
    content = {"examples": examples, "mistakes": topics_of_mistakes()}
    return json.dumps(content, ensure_ascii=False, indent=0) + "\n"


def share_with_example(exercise_id: str | None = None) -> float:
    """How many of the catalogue's mistakes have an example, of all or of one exercise's."""
    ids, found = known_ids(), topics_of_mistakes()
    chosen = [name for name in ids if name != READ_OFF] if exercise_id is None else [exercise_id]
    return sum(len(found[name]) for name in chosen) / sum(len(ids[name]) for name in chosen)
