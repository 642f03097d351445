"""Numbers as people read them: aligned, told apart, with a true minus sign."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch

from course_utils.core.compare import near
from course_utils.core.finding import number, shape
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


def compare_table(yours: torch.Tensor, expected: torch.Tensor) -> Table:
    """The elements around the first difference, or both shapes when these differ."""
    if yours.shape != expected.shape:
        return _shapes(yours, expected)
    differs = unequal(yours, expected).flatten()
    first = int(differs.nonzero()[0]) if bool(differs.any()) else 0
    total = differs.numel()
    start = 0 if total <= SHOWN else max(0, min(first - BEFORE, total - SHOWN))
    chosen = range(start, min(start + SHOWN, total))
    pairs = [(_plain(yours, i), _plain(expected, i)) for i in chosen]
    flags = [bool(differs[i]) for i in chosen]
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


def sizes(values: torch.Tensor) -> str:
    """A tensor of sizes as the shape that it tells: ``(3,)``, ``(3, 1)``."""
    return str(tuple(int(value) for value in values.flatten().tolist()))


def write_pair(yours: torch.Tensor, expected: torch.Tensor) -> tuple[str, str]:
    """One number of each, with enough digits to tell them apart."""
    left, right = _aligned([(_plain(yours, 0), _plain(expected, 0))], [True])
    return left[0], right[0]


def first_unequal(yours: torch.Tensor, expected: torch.Tensor) -> int | None:
    """The flat position of the first element that differs, or None."""
    if yours.shape != expected.shape:
        return None
    found = unequal(yours, expected).flatten().nonzero()
    return int(found[0]) if len(found) else None


def unequal(yours: torch.Tensor, expected: torch.Tensor) -> torch.Tensor:
    """Element by element, whether yours is not the expected one at float32 precision."""
    return ~near(yours, expected, equal_nan=True)


def sketch(tensor: torch.Tensor, most: int = 6) -> str:
    """The first elements on one line."""
    values = [_plain(tensor, i) for i in range(min(most, tensor.numel()))]
    texts, _ = _aligned([(value, value) for value in values], [False] * len(values))
    return ", ".join(texts) + (", …" if tensor.numel() > most else "")


def points(value: float) -> str:
    """Points without needless decimals: ``4``, ``0.5``."""
    return f"{round(value, 2):g}"


def _shapes(yours: torch.Tensor, expected: torch.Tensor) -> Table:
    both = ((say("table.yours"), yours), (say("table.expected"), expected))
    rows = tuple((words(name), shape(value), sketch(value)) for name, value in both)
    headers = ("", words(say("table.shape")), words(say("table.first-numbers")))
    return Table(headers, rows, (True, False), words=(0, 1, 2))


def _plain(tensor: torch.Tensor, position: int) -> float | int | bool:
    return tensor.flatten()[position].item()


def _index(position: int, size: torch.Size) -> str:
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
