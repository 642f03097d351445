"""Numbers as people read them: aligned, told apart, with a true minus sign."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from course_utils.core.finding import number, shape
from course_utils.core.values import Number, Values, unequal
from course_utils.texts import say, words

SHOWN = 8  # rows of a table; the first difference is always among them
BEFORE = 2  # rows kept above the first difference
_MOST_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Table:
    """Yours beside the expected.

    Attributes:
        headers: one text per column.
        rows: one text per column each.
        differs: per row, whether it is not as expected.
        more: a sentence about rows that are not shown, or empty.
        words: the columns that hold words and not numbers.
        first: the row of the first difference, or None.
        yours, expected: the columns of the student's numbers and of the right ones, or None.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    differs: tuple[bool, ...]
    more: str = ""
    words: tuple[int, ...] = (0,)
    first: int | None = None
    yours: int | None = None
    expected: int | None = None


def compare_table(yours: Values, expected: Values) -> Table:
    """The elements around the first difference, or both shapes when these differ."""
    if yours.shape != expected.shape:
        return _shapes(yours, expected)
    differs = dict(unequal(yours, expected))  # in the order of the elements
    first = next((place for place, flag in differs.items() if flag), min(differs))
    end, total = max(differs) + 1, yours.total
    start = max(min(differs), min(first - BEFORE, end - SHOWN)) if total > SHOWN else 0
    chosen = range(start, min(start + SHOWN, end))
    pairs = [(yours.at(i), expected.at(i)) for i in chosen]
    flags = [differs[i] for i in chosen]
    columns = [
        [_index(i, expected.shape) for i in chosen],
        *_aligned(pairs, flags, fewest=3),
    ]
    headers = [words(say(f"table.{name}")) for name in ("at", "yours", "expected")]
    if yours.is_floating_point() and any(right for _, right in pairs):
        headers.append(words(say("table.ratio")))
        columns.append([_ratio(*pair, flag) for pair, flag in zip(pairs, flags, strict=True)])
    headers.append("")
    differ, agree = words(say("table.differs")), words(say("table.agrees"))
    marks = [differ if flag else agree for flag in flags]
    marked = flags.index(True) if any(flags) else None
    if marked is not None:
        marks[marked] = words(say("table.first"))
    columns.append(marks)
    hidden = total - len(chosen)
    more = words(say("table.more", hidden=hidden, total=total)) if hidden else ""
    rows = tuple(zip(*columns, strict=True))
    in_words = (0, len(headers) - 1)
    return Table(tuple(headers), rows, tuple(flags), more, in_words, marked, 1, 2)


def sizes(values: Values) -> str:
    """A tensor of sizes as the shape that it tells: ``(3,)``, ``(3, 1)``."""
    return str(tuple(int(value) for value in values.flat))


def write_pair(left: Number, right: Number) -> tuple[str, str]:
    """One number of each, with enough digits to tell them apart."""
    lefts, rights = write_pairs([(left, right)])
    return lefts[0], rights[0]


def write_pairs(
    pairs: Sequence[tuple[Number, Number]], fewest: int = 2
) -> tuple[list[str], list[str]]:
    """Two columns, with enough digits to tell the two of each row apart."""
    return _aligned(pairs, [True] * len(pairs), fewest)


def place_in(position: int, size: Sequence[int]) -> str:
    """The indices of a flat position in a tensor of this shape; empty where it has no axis."""
    return _index(position, size)


def sketch(values: Values, most: int = 6) -> str:
    """The first elements on one line."""
    few = values.flat[:most]
    texts, _ = _aligned([(value, value) for value in few], [False] * len(few))
    return ", ".join(texts) + (", …" if values.total > len(few) else "")


def points(value: float) -> str:
    """Points without needless decimals: ``4``, ``0.5``."""
    return f"{round(value, 2):g}"


def _shapes(yours: Values, expected: Values) -> Table:
    both = ((say("table.yours"), yours), (say("table.expected"), expected))
    rows = tuple((words(name), shape(value), sketch(value)) for name, value in both)
    headers = ("", words(say("table.shape")), words(say("table.first-numbers")))
    return Table(headers, rows, (True, False), words=(0, 1, 2))


def _index(position: int, size: Sequence[int]) -> str:
    where: list[int] = []
    for length in reversed(size):
        position, axis = divmod(position, length)
        where.insert(0, axis)
    return str(where) if where else ""


def _ratio(left: float, right: float, differs: bool) -> str:
    if not right:
        return "–"
    ratio = left / right
    text = number(ratio)
    # "1.00" beside "differs" would be a riddle.
    return f"{ratio:.7g}" if differs and text == "1.00" else text


def _aligned(
    pairs: Sequence[tuple[float, float]], differs: Sequence[bool], fewest: int = 2
) -> tuple[list[str], list[str]]:
    """Both columns with as many digits as the differing pairs need to look different."""
    scientific, start = _style(value for pair in pairs for value in pair)
    for digits in range(max(start, fewest), _MOST_DIGITS + 1):
        texts = [tuple(_write(value, digits, scientific) for value in pair) for pair in pairs]
        if all(a != b for (a, b), flag in zip(texts, differs, strict=True) if flag):
            break
    return [text[0] for text in texts], [text[1] for text in texts]


def _style(values: Iterable[float]) -> tuple[bool, int]:
    """Whether to write powers of ten, and the fewest decimals that say something."""
    sizes = [abs(v) for v in values if v == v and abs(v) != float("inf") and v]
    if not sizes:
        return False, 2
    largest = max(sizes)
    if largest >= 1e6 or largest < 1e-3:
        return True, 2
    return False, 2 if largest >= 0.1 else 3 if largest >= 0.01 else 5


def _write(value: float | int | bool, digits: int, scientific: bool) -> str:
    if isinstance(value, (bool, int)):
        return str(value).replace("-", "−")
    if value != value or abs(value) == float("inf"):
        return number(value)
    text = f"{value:.{digits}{'e' if scientific else 'f'}}"
    if not value or not float(text):
        text = text.lstrip("-")
    return text.replace("-", "−")
