"""What users read: templates of whole sentences, by code, with named fields.

Rooms that find something out say it as a :class:`Message`, a code with fields, and decide by
these; the words are made here, when a view draws them. So nothing hangs on the wording, and a
translation is a second set of templates.
"""

from course_utils.texts.english import ENGLISH, Template, fields_of
from course_utils.texts.message import (
    Message,
    Observed,
    Theirs,
    Words,
    is_known,
    observed,
    read_observed,
    read_words,
    say,
    template_of,
    using,
    words,
    write_words,
)

__all__ = [
    "ENGLISH",
    "Message",
    "Observed",
    "Template",
    "Theirs",
    "Words",
    "fields_of",
    "is_known",
    "observed",
    "read_observed",
    "read_words",
    "say",
    "template_of",
    "using",
    "words",
    "write_words",
]
