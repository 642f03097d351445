"""The mistakes of one exercise, read from the text file beside its contract.

A mistake is what differs from the right answer, so that is what is written down::

    missing-mean: the sum over the batch is not divided by m
        J averages over the examples; so does its gradient.
        | x @ error.T / m → x @ error.T ; error.sum() / m → error.sum()

    in-place [inputs]: z itself is changed in place
        The caller still needs its z: compute a new tensor.
        | return z.neg_().exp_().add_(1).reciprocal_()

The first line is the id, in brackets the evidence items that the mistake may be named in
and the step of the hints that helps (``[dw, db; hint 3]``), and the sentence that completes
"This is what you get when …"; a longer sentence goes on below, indented by eight. Then comes
the why, indented by four. A mistake without a sentence has the one of ``shared.mistakes``, where
several ids may share one, too.

Every ``|`` is one wrong answer (its further lines are indented by six):

- ``old → new`` replaces a piece of a line wherever it stands; `` ; `` separates edits of
  one answer, `` ¦ `` further new texts of the last edit, each an answer of its own; no new
  text deletes the old one;
- lines with ``-`` and ``+`` replace whole lines, as in a diff. A line that begins with ``- ``
  or ``+ `` is always such a line: an ``old → new`` whose old text would begin so begins
  with what stands before it (``a - b → a + b``);
- anything else is written out: the body of the function, methods of the class, or the
  whole answer, if it defines the right answer's name;
- ``in NAME:`` before it makes the edits in the right answer NAME instead of the reference;
- ``from code: NAME`` takes the function or class NAME of the exercise's module: what is no edit.

``harmless: reason`` lists edits of the reference that change nothing the contract speaks of.

Empty lines and lines whose first character is ``#`` are passed over. A line is indented by spaces.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from autograder.catalogue.edits import Edit
from autograder.errors import Refused
from autograder.files.paths import ROOT
from course_utils.core.key import Mistake

SHARED = Path(__file__).parent / "shared.mistakes"
HARMLESS = "harmless"

_HEADER = re.compile(
    r"(?P<id>[a-z0-9][a-z0-9-]*(?:, [a-z0-9-]+)*)"
    r"(?: \[(?P<fields>[^\]]*)\])?(?:: (?P<sentence>.+))?"
)
_HINT = re.compile(r"hint ([123])")
_BASE = re.compile(r"in (\w+):(?: |\n|$)")
_CODE = re.compile(r"from code: (\w+)")
_ARROW, _AND, _OR = " →", " ; ", " ¦ "
_SIGNS = ("→", "¦")  # no Python text holds them
_WHY, _ANSWER, _MORE, _SENTENCE = 4, 4, 6, 8
_INDENTED = (
    f"a why has {_WHY} spaces, an answer {_ANSWER} and then '| ', its further lines {_MORE}, the "
    f"rest of a long sentence {_SENTENCE}, and an id none"
)


class MistakesRefused(Refused):
    """A file of mistakes cannot be read: which file, which line, what is wrong, what to do."""


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """One wrong answer as it is written down.

    Attributes:
        line: where it stands in its file.
        base: the right answer that it is an edit of; empty for the reference.
        edits: the changes; empty where the text is written out.
        text: what is written out.
        code: the name of a function or class of the exercise's module, or empty.
    """

    line: int
    base: str = ""
    edits: tuple[Edit, ...] = ()
    text: str = ""
    code: str = ""


@dataclass(slots=True)
class MistakeSection:
    """One mistake of the file with its wrong answers."""

    line: int
    mistake: Mistake
    answers: list[WrongAnswer] = field(default_factory=list)


def read_mistakes(path: Path) -> list[MistakeSection]:
    """The mistakes of a file, in its order.

    Raises:
        MistakesRefused: a line has no meaning here, an id occurs twice, a sentence is missing.
    """
    if not path.is_file():
        raise MistakesRefused(f"{path} is missing: the mistakes of the exercise belong in it.")
    sections: list[MistakeSection] = []
    lines: dict[str, int] = {}
    for block in _blocks(path):
        mistake = _mistake(path, block)
        first = lines.setdefault(mistake.id, block.line)
        if mistake.id != HARMLESS and first != block.line:
            raise _refused(
                path,
                block.line,
                f"the mistake {mistake.id!r} is already there, in line {first}: add the answer "
                "there, or give this one another id",
            )
        if not block.answers and path != SHARED:
            raise _refused(path, block.line, f"{mistake.id!r} has no wrong answer, no line with |")
        found = [one for number, text in block.answers for one in _answers(path, number, text)]
        sections.append(MistakeSection(block.line, mistake, found))
    return sections


@cache
def shared_mistakes() -> dict[str, Mistake]:
    """The mistakes that several exercises have, with the sentence that is true in all of them."""
    return {
        name: section.mistake
        for section in read_mistakes(SHARED)
        for name in section.mistake.id.split(", ")
    }


# ------------------------------------------------------------------- lines and blocks


@dataclass(slots=True)
class _Block:
    """The lines of one mistake, by what they are."""

    line: int
    header: list[str]
    why: list[str] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=list)


def _blocks(path: Path) -> Iterator[_Block]:
    block: _Block | None = None
    for number, raw in enumerate(_text(path).splitlines(), 1):
        line = raw.rstrip()
        indent = len(line) - len(line.lstrip())
        if not line or line.startswith("#"):
            continue
        if line[:indent].strip(" ") or "\t" in line:
            raise _refused(path, number, "a tab, or a space other than ' ': write spaces")
        bar = line.lstrip().startswith("|")
        if bar and (indent == 0 or not line.lstrip().startswith("| ")):
            raise _refused(path, number, "an answer is indented by 4, and a space follows its |")
        if indent == 0:
            if block:
                yield block
            block = _Block(number, [line])
        elif block is None:
            words = "the file begins with a line 'id: sentence', which is not indented"
            raise _refused(path, number, words)
        elif indent == _ANSWER and line.lstrip().startswith("| "):
            block.answers.append((number, line[_ANSWER + 2 :]))
        elif block.answers and indent >= _MORE:
            first, text = block.answers[-1]
            block.answers[-1] = (first, f"{text}\n{line[_MORE:]}")
        elif not block.answers and not block.why and indent == _SENTENCE:
            block.header.append(line.strip())
        elif not block.answers and indent == _WHY:
            block.why.append(line.strip())
        else:
            words = f"an indentation of {indent} means nothing here: {_INDENTED}"
            raise _refused(path, number, words)
    if block:
        yield block


def _text(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")  # some editors put a mark before the first line
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise _refused(path, line, "the file is not in UTF-8: save it in UTF-8") from None


def _mistake(path: Path, block: _Block) -> Mistake:
    header = _HEADER.fullmatch(" ".join(block.header))
    if header is None or ("," in header["id"] and path != SHARED):
        raise _refused(
            path,
            block.line,
            f"'id: sentence' was expected, not {block.header[0]!r}: an id has small letters, "
            "digits and hyphens, one space stands before [ and behind :",
        )
    name, sentence, why = header["id"], header["sentence"] or "", " ".join(block.why)
    step, items = 2, []
    for part in re.split("[,;]", header["fields"] or ""):
        if hint := _HINT.fullmatch(part.strip()):
            step = int(hint[1])
        elif part.strip().startswith("hint "):
            raise _refused(path, block.line, f"there are hint 1, 2 and 3, and no {part.strip()!r}")
        elif part.strip():
            items.append(part.strip())
    common = shared_mistakes().get(name) if path != SHARED else None
    sentence = sentence or (common.sentence if common else "")
    why = why or (common.why if common else "")
    if not sentence or (not why and name != HARMLESS):
        missing = "why, indented by four" if sentence else "sentence, here or in shared.mistakes"
        raise _refused(path, block.line, f"{name!r} lacks its {missing}")
    return Mistake(name, sentence, why, step, tuple(items))


# --------------------------------------------------------------------------- answers


def _answers(path: Path, line: int, text: str) -> Iterator[WrongAnswer]:
    if code := _CODE.fullmatch(text):
        yield WrongAnswer(line, code=code[1])
        return
    base = ""
    if found := _BASE.match(text):
        base, text = found[1], text[found.end() :]
    lines = text.splitlines()
    if not any(_ARROW in one or _is_line(one) for one in lines):
        if base:
            raise _refused(path, line, f"'in {base}:' is followed by no edit")
        if any(sign in text for sign in _SIGNS):
            raise _refused(path, line, "'old → new' has a space on both sides of its →")
        yield WrongAnswer(line, text=text)
        return
    edits, choices = _edits(path, line, lines)
    if not choices:
        yield WrongAnswer(line, base, tuple(edits))
    for new in choices:
        yield WrongAnswer(line, base, (*edits[:-1], Edit(edits[-1].old, new)))


def _edits(path: Path, line: int, lines: Sequence[str]) -> tuple[list[Edit], list[str]]:
    """The edits of one answer, and the new texts of the last one where there are several."""
    edits: list[Edit] = []
    choices: list[str] = []
    old: list[str] = []
    new: list[str] = []

    def close() -> None:
        if new and not old:
            raise _refused(path, line, "lines with + follow no line with -: what do they replace?")
        if old:
            edits.append(Edit(_dedented(old), _dedented(new, old), lines=True))
        old.clear()
        new.clear()

    for one in lines:
        if _is_line(one) and any(sign in one for sign in _SIGNS):
            words = (
                f"{one!r} begins as a whole line of a diff does: begin the old text of an "
                "'old → new' with what stands before that sign"
            )
            raise _refused(path, line, words)
        if _is_line(one, "-"):
            if new:
                close()
            old.append(one[2:])
        elif _is_line(one, "+"):
            new.append(one[2:])
        else:
            close()
            for part in one.split(_AND):
                if choices:
                    raise _refused(path, line, f"{part!r} stands after ' ¦ ': the last edit has it")
                before, after = _sides(path, line, part)
                several = after.split(_OR)
                choices = [text.strip() for text in several] if len(several) > 1 else []
                edits.append(Edit(before, after))
    close()
    return edits, choices


def _is_line(text: str, signs: str = "-+") -> bool:
    """Whether a line of an answer is a whole line that goes or comes, as in a diff."""
    return text[:1] in tuple(signs) and text[1:2] in ("", " ")


def _sides(path: Path, line: int, edit: str) -> tuple[str, str]:
    """The old and the new text of one ``old → new``."""
    before, arrow, after = edit.partition(_ARROW)
    if not arrow or not before.strip():
        raise _refused(path, line, f"'old → new' was expected, not {edit!r}")
    if after[:1] not in ("", " ") or any(s in after.replace(_OR, "") for s in _SIGNS):
        raise _refused(
            path,
            line,
            f"a sign of {edit!r} lacks a space: ' → ' stands between old and new, ' ; ' between "
            "edits, ' ¦ ' between new texts",
        )
    return before.strip(), after.strip()


def _dedented(lines: Sequence[str], beside: Sequence[str] = ()) -> str:
    """The lines less the indentation that they share with those they stand beside."""
    both = textwrap.dedent("\n".join([*beside, *lines])).splitlines()
    return "\n".join(both[len(beside) :])


def place_of(path: Path) -> str:
    """How a file of mistakes is called in a message: as it is opened from the project's folder."""
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)


def _refused(path: Path, line: int, words: str) -> MistakesRefused:
    return MistakesRefused(f"{place_of(path)}, line {line}: {words}.")
