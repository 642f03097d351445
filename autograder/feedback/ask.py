"""How a student asks for another look at a mark: links that need no server and no script.

The page makes the form. A mail program opens with it, or it is a file (a ``data:`` link, which
a browser saves without asking anybody), and where neither works, as in some previews of an
LMS, it stands there to be copied. What it says of the student is percent-encoded, so that an
id can add neither a line to it nor an address to the mail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from autograder.course.settings import BY_FILE
from autograder.feedback.section import Section
from autograder.submission.asked import WHOLE, AskedFor, blank_form
from autograder.submission.result import Result
from course_utils.texts import say, words


@dataclass(frozen=True, slots=True)
class WayToAsk:
    """The links about one exercise.

    Attributes:
        exercise: its id, as the form has it.
        title: what the page calls it.
        mail: opens a mail with the form; empty without an address.
        file: the form as a file.
        file_name: what the file is called.
        form: the form itself.
    """

    exercise: str
    title: str
    mail: str
    file: str
    file_name: str
    form: str


def ways_to_ask(result: Result, sections: Sequence[Section], requests: str) -> list[WayToAsk]:
    """For the chapter, and for every exercise that has a mark and not all of its points.

    Args:
        result: whose page it is.
        sections: the page's, in its order.
        requests: ``file``, or a mail address; empty for none at all.
    """
    if not requests or result.state == "grader_fault":
        return []
    titles = {WHOLE: words(say("ask.whole"))} | {
        one.id: one.title for one in sections if one.earned is not None and one.earned < one.most
    }
    address = "" if requests == BY_FILE else requests
    return [_way(result, name, title, address) for name, title in titles.items()]


def _way(result: Result, exercise: str, title: str, address: str) -> WayToAsk:
    mine = result.submission
    form = blank_form(AskedFor(mine.student, mine.chapter, exercise, mine.digest))
    subject = words(say("ask.subject", chapter=mine.chapter, exercise=exercise))
    # A mail's lines end so, and a text file that Windows opens may.
    body = _encoded(form.replace("\n", "\r\n"))
    return WayToAsk(
        exercise,
        title,
        f"mailto:{address}?subject={_encoded(subject)}&body={body}" if address else "",
        f"data:text/plain;charset=utf-8,{body}",
        f"request-{mine.chapter}-{exercise}.txt",
        form,
    )


def _encoded(text: str) -> str:
    return quote(text, safe="", errors="replace")
