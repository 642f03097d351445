"""A language that nobody speaks: English, accented, a third longer and between brackets.

It shows before any translation what a translation would show: a text that is left out has no
accents, one that is put together of two has brackets in the middle, one that has no room for a
longer word is cut off.
"""

from __future__ import annotations

from collections.abc import Mapping

from autograder.translation.fixed import NAME, split
from autograder.translation.language import Language, WantedText

NAME_OF_IT = "pseudo"
OPENING, CLOSING = "⟦", "⟧"
# Letters that the fonts of the pictures have, too. Vowels are doubled: that is the third.
_LETTERS = str.maketrans(
    {
        **dict(zip("bcdfghjklmnpqrstvwxyz", "ƀćđƒğĥĵķĺɱńƥɋŕşťʋŵẋŷž", strict=True)),
        **dict(zip("BCDFGHJKLMNPQRSTVWXYZ", "ƁĆĐƑĞĤĴĶĹṀŃƤɊŔŞŤṼŴẊŶŽ", strict=True)),
        **dict(zip("aeiou", ("áá", "éé", "íí", "óó", "úú"), strict=True)),
        **dict(zip("AEIOU", ("Áá", "Éé", "Íí", "Óó", "Úú"), strict=True)),
    }
)


def accented(text: str) -> str:
    """The text with all its words accented; code, formulas, fields and links as they are."""
    said = "".join(piece if is_fixed else _loose(piece) for is_fixed, piece in split(text))
    bare = said.strip()
    left = len(said) - len(said.lstrip())
    return f"{said[:left]}{OPENING}{bare}{CLOSING}{said[left + len(bare) :]}"


def _loose(text: str) -> str:
    shown, at = "", 0
    for name in NAME.finditer(text):
        shown += text[at : name.start()].translate(_LETTERS) + name[0]
        at = name.end()
    return shown + text[at:].translate(_LETTERS)


class Pseudo(Language):
    """The language itself: it needs no file."""

    name = NAME_OF_IT

    def text(self, asked: WantedText) -> str:
        """The text, accented."""
        self.count(asked, found=True)
        return accented(asked.text)

    def forms(self, asked: WantedText) -> Mapping[str, str]:
        """Both forms of the text, accented."""
        self.count(asked, found=True)
        return {"0": accented(asked.text), "1": accented(asked.plural)}
