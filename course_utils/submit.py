"""``python -m course_utils.submit 04_logistic_regression.ipynb``: hand in from a terminal.

Exit codes: 0 written, nothing to mend; 1 there is something to mend; 2 the call was wrong.
"""

from __future__ import annotations

import argparse
import sys
import types
from collections.abc import Sequence
from typing import Any

from course_utils.handin.submission import hand_in, submit


def main(arguments: Sequence[str] | None = None) -> int:
    """Look the notebook over, run it in a fresh kernel, and write the file to upload."""
    parser = argparse.ArgumentParser(
        prog="python -m course_utils.submit",
        description="Look a notebook over before it is handed in, and write the file to upload.",
    )
    parser.add_argument("notebook", help="such as 04_logistic_regression.ipynb")
    parser.add_argument(
        "--no-run", action="store_true", help="do not run the notebook in a fresh kernel"
    )
    given = parser.parse_args(arguments)
    card, ready = hand_in(given.notebook, run=not given.no_run)
    print(card.text)
    return 0 if ready else 1


class _Callable(types.ModuleType):
    """Importing this module puts it in the place of the function ``submit``: be callable."""

    def __call__(self, *arguments: Any, **named: Any) -> None:
        submit(*arguments, **named)


if __name__ == "__main__":
    raise SystemExit(main())
sys.modules[__name__].__class__ = _Callable
