"""The text of the course in another language: what there is to translate, and what it becomes.

The build asks for every text that it writes down, ``translated(context, text)``, and gets what the
language in use has for it; nothing else knows of languages. So what can be translated is found by
a build that only listens (:class:`Listener`): whatever a build asks for is in ``en.pot``, and
nothing is there that no build asks for.
"""

from autograder.translation.language import (
    ENGLISH_TEXT,
    Language,
    Listener,
    WantedText,
    current,
    speaking,
    translated,
)

__all__ = [
    "ENGLISH_TEXT",
    "Language",
    "Listener",
    "WantedText",
    "current",
    "speaking",
    "translated",
]
