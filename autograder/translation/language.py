"""Languages: what a text is in one, by its context."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from autograder.translation.fixed import loose

_WORD = re.compile(r"[^\W\d_₀-₉⁰-⁹ᵢⱼᵀ]{2}")


@dataclass(frozen=True, slots=True)
class WantedText:
    """A text that was asked for.

    Attributes:
        context: where it belongs: ``02_autograd/central``, ``exercise/vjp``,
            ``mistake/vjp.accumulates``, ``template/card.mistake``.
        text: the English.
        note: what a translator has to know of it.
        plural: the other form, where the text counts something.
    """

    context: str
    text: str
    note: str = ""
    plural: str = ""

    @property
    def area(self) -> str:
        """What translated texts are counted by: a chapter, or a kind of text."""
        return self.context.partition("/")[0]


class Language:
    """English: every text is its own translation.

    Attributes:
        name: such as ``de``; ``en`` for English.
        whole: how many texts were asked for, by area.
        missing: how many of these had no translation.
    """

    name = "en"
    plural_forms = "nplurals=2; plural=(n != 1);"

    def __init__(self) -> None:
        self.whole: Counter[str] = Counter()
        self.missing: Counter[str] = Counter()
        self.asked: set[tuple[str, str]] = set()

    def count(self, asked: WantedText, *, found: bool) -> None:
        """Count a text, once however often it is asked for."""
        key = (asked.context, asked.text)
        if key not in self.asked:
            self.asked.add(key)
            self.whole[asked.area] += 1
            self.missing[asked.area] += not found

    def text(self, asked: WantedText) -> str:
        """The text in this language; in English where it has none."""
        return asked.text

    def forms(self, asked: WantedText) -> Mapping[str, str]:
        """A text that counts, by form: ``0``, ``1``, … as :attr:`plural_forms` number them."""
        return {"0": asked.text, "1": asked.plural}


@dataclass(eq=False)
class Listener(Language):
    """English, and a list of what was asked for, each text once."""

    heard: dict[tuple[str, str], WantedText] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Counts as every language has them."""
        super().__init__()

    def text(self, asked: WantedText) -> str:
        """The English text."""
        self.heard.setdefault((asked.context, asked.text), asked)
        return asked.text

    def forms(self, asked: WantedText) -> Mapping[str, str]:
        """The English forms."""
        self.text(asked)
        return super().forms(asked)


ENGLISH_TEXT = Language()
_current: ContextVar[Language] = ContextVar("language", default=ENGLISH_TEXT)


def current() -> Language:
    """The language in use."""
    return _current.get()


@contextmanager
def speaking(language: Language) -> Iterator[Language]:
    """Everything that is asked for inside is said in this language."""
    before = _current.set(language)
    try:
        yield language
    finally:
        _current.reset(before)


def translated(context: str, text: str, note: str = "") -> str:
    """The text in the language in use; a text without words is its own."""
    language = current()
    if language is ENGLISH_TEXT or not has_words(text):
        return text
    return language.text(WantedText(context, text, note))


def has_words(text: str) -> bool:
    """Whether there is anything to translate: a word outside of code, formulas and links."""
    return _WORD.search(loose(text)) is not None
