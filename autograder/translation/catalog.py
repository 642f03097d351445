"""Catalogues of gettext: ``locale/en.pot``, what there is to translate, and ``locale/de.po``.

They are read and written by Babel, which knows the plural forms of every language, and finds the
translation of a text again whose English has changed a little.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel import UnknownLocaleError
from babel.core import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po, write_po

from autograder.errors import Refused
from autograder.files.paths import ROOT
from autograder.translation.fixed import lost_and_added
from autograder.translation.language import Language, WantedText

LOCALE = ROOT / "locale"
POT = LOCALE / "en.pot"
_HEAD = """\
# What there is to translate in this course, in the order of the course. Made by the build.
#
# `…`, $…$, {…}, what stands in <…>, and where a link leads stay as they are in a translation.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def pot_text(texts: Iterable[WantedText]) -> str:
    """The template of all catalogues; without dates and lines: it changes with the texts alone."""
    return _HEAD + _written(_catalog(texts), omit_header=True)


def _catalog(texts: Iterable[WantedText]) -> Catalog:
    catalog = Catalog()
    for asked in texts:
        identity = (asked.text, asked.plural) if asked.plural else asked.text
        notes = [asked.note] if asked.note else []
        flags = [] if not asked.plural else ["python-brace-format"]
        catalog.add(identity, context=asked.context, auto_comments=notes, flags=flags)
        message = catalog.get(asked.text, asked.context)
        if message is not None:  # Babel sees old-style fields such as "% o" in percentages
            message.flags.discard("python-format")
    return catalog


def _written(catalog: Catalog, *, omit_header: bool = False) -> str:
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=100, no_location=True, omit_header=omit_header)
    return buffer.getvalue().decode("utf-8").strip("\n") + "\n"


def po_path(name: str) -> Path:
    """Where the translations of a language stand."""
    return LOCALE / f"{name}.po"


@dataclass(frozen=True, slots=True)
class Broken:
    """An entry that cannot be used: what is said of it instead is English."""

    where: str
    why: str

    def __str__(self) -> str:
        return f"{self.where}: {self.why} It is said in English until then."


class Translations(Language):
    """A language of a ``.po`` file.

    Attributes:
        broken: entries that are not used, and why.
        unknown: how many entries have no English text any longer; known once all was asked for.

    Raises:
        Refused: there is no such file or language, or the file cannot be read.
    """

    def __init__(self, name: str, path: Path | None = None) -> None:
        super().__init__()
        self.name = name
        self.path = path or po_path(name)
        catalog = _read(name, self.path)
        self.plural_forms = catalog.plural_forms
        self.broken: list[Broken] = []
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}
        self._count = catalog.num_plurals
        for message in catalog:
            if message.id:
                self._take(message)

    def _take(self, message: Message) -> None:
        texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        english = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        key = (message.context or "", english[0])
        self._known[key] = ()
        if message.fuzzy or not all(texts):
            return
        if len(english) > 1 and len(texts) != self._count:
            self._refuse(message, f"has {len(texts)} forms, the head of the file {self._count}.")
            return
        for number, text in enumerate(texts):
            # The form for one may do without the number.
            wanted = english[min(number, len(english) - 1)]
            if said := lost_and_added(wanted, str(text)):
                self._refuse(message, f"the translation {', '.join(said)}. Correct its msgstr.")
                return
        self._known[key] = tuple(map(str, texts))

    def _refuse(self, message: Message, why: str) -> None:
        file = self.path.relative_to(ROOT) if self.path.is_relative_to(ROOT) else self.path
        self.broken.append(Broken(f"{file}:{message.lineno}: {message.context}", why))

    def text(self, asked: WantedText) -> str:
        """The text of the file; English where it is not there, empty, fuzzy or broken."""
        return next(iter(self._found(asked)), asked.text)

    def forms(self, asked: WantedText) -> Mapping[str, str]:
        """The forms of the file; English ones, so many as the language has, where it has none."""
        found = self._found(asked)
        if found:
            return {str(number): text for number, text in enumerate(found)}
        others = {str(number): asked.plural for number in range(self._count)}
        # In a language with one form the number has to be told.
        return others | ({"0": asked.text} if self._count > 1 else {})

    def _found(self, asked: WantedText) -> tuple[str, ...]:
        found = self._known.get((asked.context, asked.text), ())
        self.count(asked, found=bool(found))
        return found

    @property
    def unknown(self) -> int:
        """How many entries nothing has asked for: of texts that are no longer there."""
        return len(self._known.keys() - self.asked)


def _read(name: str, path: Path) -> Catalog:
    locale = _locale(name)
    if not path.exists():
        raise Refused(
            f"There is no {path.name} in {path.parent.name}/. Make it, with every text still to "
            f"be translated: python -m autograder build --lang {name} --update"
        )
    try:
        with path.open("rb") as file:
            catalog = read_po(file, locale=locale, abort_invalid=True)
    except PoFileError as fault:
        raise Refused(
            f"{path.name}, line {fault.lineno + 1}: {fault.args[0]}. The line is {fault.line!r}. "
            'An entry is msgctxt "…", msgid "…", msgstr "…", each text between quotation marks.'
        ) from None
    except (UnicodeDecodeError, LookupError, ValueError) as fault:
        raise Refused(
            f"{path.name} cannot be read: {fault}. It has to be a gettext catalogue in UTF-8."
        ) from None
    return catalog


def _locale(name: str) -> str:
    try:
        return str(Locale.parse(name))
    except (UnknownLocaleError, ValueError):
        raise Refused(
            f"{name!r} is no language that Babel knows. Write its code, such as de, ko or pt_BR."
        ) from None


def updated_text(name: str, texts: Iterable[WantedText], path: Path | None = None) -> str:
    """``de.po`` with every text that there is: what is translated already is kept.

    A text that has changed a little keeps its translation, marked as fuzzy.
    """
    path = path or po_path(name)
    locale = _locale(name)
    catalog = _read(name, path) if path.exists() else Catalog(locale=locale)
    template = _catalog(texts)
    template.creation_date = catalog.creation_date
    catalog.update(template, no_fuzzy_matching=False, update_creation_date=False)
    for message in catalog:
        message.flags.discard("python-format")
    catalog.project, catalog.version = "The Gradient Workbook", ""
    return _written(catalog)


def counts(language: Language) -> Iterator[tuple[str, int, int]]:
    """By area: its name, how many texts are translated, and how many there are."""
    whole: Counter[str] = language.whole
    for area in whole:
        yield area, whole[area] - language.missing[area], whole[area]
