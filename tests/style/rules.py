"""The rules that a program can see: each takes texts and yields what is against it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from tests.style.reading import HIDDEN, Section, Text

LISTS = Path("docs") / "style.toml"
GLOSSARY = Path("solutions") / "00_start.py"


@dataclass(frozen=True, slots=True)
class Violation:
    """What is against a rule: where, in which sentence, and what to write instead."""

    path: str
    line: int
    rule: str
    sentence: str
    instead: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.instead}\n    {self.sentence}"


@dataclass(frozen=True)
class Rules:
    """The lists of docs/style.toml, and the glossary's sections."""

    lists: Mapping[str, Any]
    glossary: Mapping[str, Section]

    @classmethod
    def read(cls, root: Path, lists: Path | None = None) -> Rules:
        """Those of a checkout, or its glossary with the lists of another one."""
        return cls(tomllib.loads(((lists or root) / LISTS).read_text("utf-8")), glossary(root))

    def violations(self, texts: Iterable[Text]) -> Iterator[Violation]:
        """What the texts have against any rule, in their order."""
        told: set[tuple[str, str]] = set()
        for text in texts:
            if not any(letter.isalpha() for letter in text.words):
                continue
            yield from self.phrases(text)
            yield from self.spelling(text)
            yield from self.length(text)
            yield from self.early(text, told)

    # -------------------------------------------------------------- phrases and names

    @cached_property
    def _phrases(self) -> list[tuple[re.Pattern[str], Mapping[str, Any]]]:
        rows = [*self.lists["names"], *self.lists["phrases"]]
        return [(re.compile(row["pattern"]), row) for row in rows]

    @cached_property
    def _any_phrase(self) -> re.Pattern[str]:
        # Each begins where a word does: the rest of a text is passed over at once.
        return re.compile(r"\b(?:" + "|".join(f"(?:{p.pattern})" for p, _ in self._phrases) + ")")

    def phrases(self, text: Text) -> Iterator[Violation]:
        """A phrase that is not ours, or another name for a thing that has one."""
        flat = flattened(text).lower()
        if not self._any_phrase.search(flat):
            return
        for pattern, row in self._phrases:
            if text.kind not in row.get("only", (text.kind,)) or allowed(row, text):
                continue
            for match in pattern.finditer(flat):
                rule = "name" if "say" in row else "phrase"
                yield _violation(text, match, f"{rule} “{match[0]}”", row["instead"])

    # -------------------------------------------------------------- spelling

    @cached_property
    def _american(self) -> tuple[re.Pattern[str], dict[str, str]]:
        rows = self.lists["american"]
        whole = "|".join(f"(?P<r{n}>{pattern})" for n, pattern in enumerate(rows))
        words = {f"r{n}": british for n, british in enumerate(rows.values())}
        return re.compile(rf"\b(?<![.\-/_])(?:{whole})(?![\w(=/]|[.\-_]\w)"), words

    def spelling(self, text: Text) -> Iterator[Violation]:
        """An American spelling."""
        pattern, words = self._american
        for match in pattern.finditer(flattened(text).lower()):
            if self._is_kept(match[0], text):
                continue
            british = next(words[name] for name, got in match.groupdict().items() if got)
            yield _violation(text, match, f"spelling “{match[0]}”", british)

    def _is_kept(self, word: str, text: Text) -> bool:
        return any(
            word in row["words"] and any(fnmatch(text.path, p) for p in row.get("places", ["*"]))
            for row in self.lists["american_allowed"]
        )

    # -------------------------------------------------------------- length

    def length(self, text: Text) -> Iterator[Violation]:
        """A sentence that nobody reads in one breath."""
        if text.kind in ("table", "comment") or allowed({"allowed": self.lists["long"]}, text):
            return
        for start, sentence in sentences(flattened(text)):
            count = len(counted(sentence))
            if count > self.lists["longest"]:
                yield Violation(
                    text.path, text.line + text.words.count("\n", 0, start),
                    f"{count} words", sentence, f"two sentences: {self.lists['longest']} at most",
                )  # fmt: skip

    # -------------------------------------------------------------- words before they are known

    @cached_property
    def _words(self) -> list[tuple[re.Pattern[str], str, Section]]:
        return [
            (re.compile(self.pattern(word)), word, place)
            for word, place in self.glossary.items()
            if word not in self.lists["words"]["everyday"]
        ]

    def pattern(self, word: str) -> str:
        """How a word of the glossary is recognised."""
        pattern = self.lists["words"]["forms"].get(word) or plural(word)
        first = pattern[0]
        both = f"[{first.upper()}{first}]" if first.islower() else first
        return rf"\b(?:{both}{pattern[1:]})\b"

    def early(self, text: Text, told: set[tuple[str, str]]) -> Iterator[Violation]:
        """A word of the glossary before the section that explains it.

        Args:
            text: one of a chapter's.
            told: file and word of those to whose chapter an earlier sentence has pointed.
        """
        if text.section is None or text.aside or text.kind not in ("prose", "string"):
            return
        if text.section[0] == 0:
            return  # the page that holds the glossary
        flat = flattened(text)
        for pattern, word, place in self._words:
            if text.section >= place or (text.path, word) in told:
                continue
            for match in pattern.finditer(flat):
                if _points(_sentence_at(flat, match.start()), place):
                    told.add((text.path, word))
                    break
                if allowed(self.lists["words"]["early"].get(word, {}), text):
                    break
                yield _violation(
                    text, match, f"word “{match[0]}”",
                    f"the glossary explains it in {place[0]}.{place[1]}, this is "
                    f"{text.section[0]}.{text.section[1]}: a plain word, or half a sentence on it",
                )  # fmt: skip
                break


def _points(sentence: str, place: Section) -> bool:
    """Whether a sentence sends its reader to the chapter or the section."""
    return bool(re.search(rf"\b(?:chapter {place[0]}|{place[0]}\.{place[1]})\b", sentence))


def _sentence_at(flat: str, at: int) -> str:
    for start, each in sentences(flat):
        if start <= at <= start + len(each):
            return each
    return flat


def allowed(row: Mapping[str, Any], text: Text) -> bool:
    """Whether a row of the lists lets this place be."""
    return any(is_at(each["where"], text.path, text.cell) for each in row.get("allowed", ()))


def is_at(where: str, path: str, cell: str) -> bool:
    """Whether a place of the lists, a file or a file and a cell, is this one."""
    return fnmatch(f"{path}#{cell}" if "#" in where else path, where)


def flattened(text: Text) -> str:
    """The words in one line; every place is where it was."""
    return text.words.replace("\n", " ")


def _violation(text: Text, match: re.Match[str], rule: str, instead: str) -> Violation:
    flat = flattened(text)  # with its capital letters
    sentence = _sentence_at(flat, match.start())
    line = text.line + text.words.count("\n", 0, match.start())
    return Violation(text.path, line, rule, " ".join(sentence.split()), instead)


_END = re.compile(
    r"(?<=[.!?])[”’\"')*\]]*\s+(?=[“‘\"'(*\[]*[A-Z□\d])"
    r"|(?<=[.!?][”)])\s+|(?<=[\w)]\.)\s+(?=[a-z])"
)


def sentences(flat: str) -> Iterator[tuple[int, str]]:
    """The sentences of a text, each with where it begins."""
    start = 0
    for match in _END.finditer(flat):
        yield start, flat[start : match.start()]
        start = match.end()
    yield start, flat[start:]


# Letters of a formula and the sizes of a shape are no words.
_COUNTED = re.compile(rf"{HIDDEN}|\b(?:[Aa]|I|\d[\d.,]*|[^\W\d_]['’\w\-.]*[^\W_])(?!\w)")
_SHAPE = re.compile(r"\((?:[A-Z\d]\w*|[,·−+\-] ?|\d| )*\)")


def counted(sentence: str) -> list[str]:
    """The words of a sentence; a shape in parentheses is one, a letter of a formula none."""
    return _COUNTED.findall(_SHAPE.sub(HIDDEN, sentence))


def plural(word: str) -> str:
    """A word of the glossary and its plural, as a pattern."""
    ending = r"(?:s|es)?" if word[-1].isalpha() and word[-1].islower() else ""
    return re.escape(word) + ending


_ENTRY = re.compile(r"^# - \*\*(.+?)\*\*:.*\[\[(\d+)\.(\d+)\]\]\s*$", re.MULTILINE)


def glossary(root: Path) -> dict[str, Section]:
    """The words of the glossary, each with the section that explains it."""
    text = (root / GLOSSARY).read_text("utf-8")
    return {word: (int(a), int(b)) for word, a, b in _ENTRY.findall(text)}


def misplaced(root: Path, rules: Rules) -> Iterator[Violation]:
    """The words of the glossary that do not stand in the section that it names, text or code."""
    lines = (root / GLOSSARY).read_text("utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        if not (entry := _ENTRY.match(line)):
            continue
        word, chapter, section = entry.groups()
        if not re.search(rules.pattern(word), _section(root, chapter, section), re.IGNORECASE):
            yield Violation(
                GLOSSARY.as_posix(), number, f"glossary “{word}”", line[2:],
                f"the word is nowhere in {chapter}.{section}: another section, or say it there",
            )  # fmt: skip


@cache
def _section(root: Path, chapter: str, section: str) -> str:
    parts = [
        part
        for path in (root / "solutions").glob(f"{int(chapter):02}_*.py")
        for part in re.split(r"(?m)^# ## (?=\d)", path.read_text("utf-8"))
    ]
    return next((part for part in parts if part.startswith(f"{chapter}.{section} ")), "")
