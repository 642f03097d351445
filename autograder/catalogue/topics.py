"""The topics of mistakes: a small worked example of each, and which mistakes it shows.

``explain()`` tells a student the same slip on other and smaller numbers. An example belongs to a
topic, not to an exercise; which topic a mistake has is said by its id alone. Read from the files
in ``worked/``::

    missing-mean
        > errors = torch.tensor([1., 2., 6.])   # three examples
        - errors.sum() ==> tensor(9.)
        + errors.sum() / 3 ==> tensor(3.)
        Three examples give a sum that is 3 times their mean.
        @ mse cross-entropy: sum-for-mean
        @ general: times-size

``-`` is the slip, ``+`` what is meant, ``>`` what both stand on; ``|`` goes on with the code of the
line before. Behind ``==>`` stands what the line shows in a notebook; what is longer ends in ``…``.
The other lines are the closing sentence. ``@`` names exercises and, behind the colon, mistakes,
both with ``*`` and ``?`` as :mod:`fnmatch` has them; ``general`` are those that are read off the
numbers or an exception. A mistake without a topic is told without an example: none is better
than one that shows something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from autograder.errors import Refused
from course_utils.core.mistake import GENERAL
from course_utils.core.worked_example import LineMark
from course_utils.texts import ENGLISH

FOLDER = Path(__file__).parent / "worked"
READ_OFF = GENERAL.removesuffix(":")
"""What stands for the exercise of the mistakes that no entry of the catalogue has."""

_MARKS: Mapping[str, LineMark] = {">": "", "-": "slip", "+": "meant"}
_SHOWS = " ==>"


@dataclass(frozen=True, slots=True)
class ExampleLine:
    """A line of code, or a statement of several, with what it shows.

    Attributes:
        mark: whether it is the slip, what is meant, or what both stand on.
        code: one expression, or statements.
        shows: what a notebook shows of it; empty where that is nothing.
        at: file and line.
    """

    mark: LineMark
    code: str
    shows: str
    at: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A worked example, and the mistakes that it is one of.

    Attributes:
        name: unique.
        lines: the code.
        says: the closing sentence.
        patterns: pairs of an exercise's pattern and a mistake's.
        at: file and line.
    """

    name: str
    lines: tuple[ExampleLine, ...]
    says: str
    patterns: tuple[tuple[str, str], ...]
    at: str


@cache
def topics() -> Mapping[str, Topic]:
    """All topics, by name.

    Raises:
        Refused: a file cannot be read as it is written; the message names the line.
    """
    found: dict[str, Topic] = {}
    for path in sorted(FOLDER.glob("*.topics")):
        for topic in _read(path):
            if topic.name in found:
                raise Refused(f"{path.name}: there are two topics {topic.name}; rename one.")
            found[topic.name] = topic
    return found


def _read(path: Path) -> Iterator[Topic]:
    block: list[tuple[int, str]] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line and not line.startswith(" ") and block:
            yield _topic(path, block)
            block = []
        if line.strip():
            block.append((number, line))
    if block:
        yield _topic(path, block)


def _topic(path: Path, block: Sequence[tuple[int, str]]) -> Topic:
    lines: list[ExampleLine] = []
    says: list[str] = []
    patterns: list[tuple[str, str]] = []
    for number, text in block[1:]:
        at, sign, rest = f"{path.name}:{number}", text[4:6].rstrip(), text[6:]
        if sign in _MARKS:
            code, _, shows = rest.partition(_SHOWS)
            lines.append(ExampleLine(_MARKS[sign], code.rstrip(), shows.strip(), at))
        elif sign == "|" and lines:
            last = lines.pop()
            lines.append(ExampleLine(last.mark, f"{last.code}\n{rest.rstrip()}", "", last.at))
        elif sign == "@":
            of, colon, names = rest.partition(":")
            if not colon or not of.split() or not names.split():
                raise Refused(f"{at}: write '@ exercise: mistake'; it is {text.strip()!r}.")
            patterns += [(one, name) for one in of.split() for name in names.split()]
        else:
            says.append(text.strip())
    name, at = block[0][1].strip(), f"{path.name}:{block[0][0]}"
    marks = {line.mark for line in lines}
    if not {"slip", "meant"} <= marks or not says or not patterns:
        raise Refused(
            f"{at}: the topic {name} needs a line with -, one with +, a sentence and a line with @."
        )
    return Topic(name, tuple(lines), " ".join(says), tuple(patterns), at)


def known_ids() -> dict[str, list[str]]:
    """Every mistake that may be named, by exercise; the last are those read off the numbers."""
    from autograder.catalogue.entry import catalogue

    ids = {name: list(entry.mistakes) for name, entry in catalogue().items()}
    codes = (code.partition(".") for code in ENGLISH if not code.endswith((".why", "/unnamed")))
    ids[READ_OFF] = sorted({name for room, _, name in codes if room in (READ_OFF, "raised")})
    return ids


def topics_of_mistakes() -> dict[str, dict[str, str]]:
    """For each exercise, the topic of each mistake that has one.

    Raises:
        Refused: a pattern fits no mistake, or a mistake has two topics.
    """
    ids = known_ids()
    found: dict[str, dict[str, str]] = {exercise: {} for exercise in ids}
    for topic in topics().values():
        for of, name in topic.patterns:
            hits = [
                (exercise, mistake)
                for exercise in ids
                if fnmatchcase(exercise, of)
                for mistake in ids[exercise]
                if fnmatchcase(mistake, name)
            ]
            if not hits:
                raise Refused(
                    f"{topic.at}: no mistake has the id {of}/{name}: take it out of the topic "
                    f"{topic.name}, or correct it."
                )
            for exercise, mistake in hits:
                other = found[exercise].setdefault(mistake, topic.name)
                if other != topic.name:
                    raise Refused(
                        f"{exercise}/{mistake} has two topics, {other} and {topic.name}: take it "
                        "out of one."
                    )
    # In the order of the catalogue, whatever the order of the topics.
    return {
        exercise: {name: found[exercise][name] for name in ids[exercise] if name in found[exercise]}
        for exercise in ids
    }
