"""The templates of :mod:`course_utils.texts` in another language."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from autograder.translation.language import Language, WantedText, has_words
from course_utils.texts import ENGLISH, Template

_ARTICLE = re.compile(r"a \{")  # its one word is shorter than what else counts as one
_NOTES = {
    "symptom.": "What a student sees; the left side of a Help box.",
    "seen.": "What is seen of a wrong answer; it follows a comma or a colon.",
    "observed.": "What a check noted in place of a number; it stands within a sentence.",
    "raised.": "What an exception means.",
    "headline.": "The first line of a check's card.",
    "review.": "The review of earlier chapters.",
    "arrange.": "Lines of code to put in order.",
}


def translated_templates(language: Language) -> dict[str, Template]:
    """Every template in a language; those without words as they are."""
    return {code: _of(language, code, template) for code, template in ENGLISH.items()}


def _of(language: Language, code: str, template: Template) -> Template:
    note = next((text for head, text in _NOTES.items() if code.startswith(head)), "")
    context = f"template/{code}"
    if isinstance(template, str):
        worded = has_words(template) or _ARTICLE.match(template)
        return language.text(WantedText(context, template, note)) if worded else template
    return dict(language.forms(WantedText(context, template["one"], note, template["other"])))


def texts_text(language: Language, templates: Mapping[str, Template]) -> str:
    """``texts.json``: what the student's package says in place of English."""
    content = {
        "language": language.name,
        "plural": language.plural_forms,
        "templates": dict(templates),
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
