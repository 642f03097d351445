"""Which remarks on a submission its own student reads.

Only sentences of these sorts: others are for the instructor, and may speak of other
students (whose file is the same, who else has this name) or of what looks suspicious.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_FOR_STUDENTS = re.compile(
    "|".join(
        (
            r"^the cell of \S+ (had lost its marks|occurs \d+ times|is missing"
            r"|is as handed out|was a \w+ cell$)",
            r"^\d+ files; the latest counts: ",
            r"^the latest cannot be read, an earlier one can",
            r"^it is (not in UTF-8|in the old notebook format)",
            r"^\d+ of its cells were cut: |^\d+ added cells were run and are kept in part: ",
            r"^\d+ added cells of text are shown in part: |^a picture in .* is not shown: ",
            r"^\d+ locked (check|cell)s? (was|were) changed; ",
            r"^(without the added cells|in the order of the student's own cells): ",
            r"^late: |marks it as late$|^the file's name says late",
            r"^\S+ used up its time$|time was used up$",
            r"^\S+ ended the process that ran it$",
            r"could not be interrupted\.$",
            r"processes were still running at the end$",
            r"outputs were left out, they are too many or malformed$",
            r"^it left more files behind than are deleted",
            r"^(unreadable|the file was not read|not read): ",
            r"\.\w{1,8}: (not read: |no notebook |this is chapter )",
            r"^on the roster, but no file was found$",
        )
    )
)


def for_student(remarks: Iterable[str]) -> tuple[str, ...]:
    """The remarks that the student may read, each once."""
    return tuple(text for text in dict.fromkeys(remarks) if _FOR_STUDENTS.search(text))
