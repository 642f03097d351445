"""``hidden("lr-backward")``: the one line of a hidden region.

Our own engine never runs it: it judges that exercise outside of the student's
process. Under a stock nbgrader it judges in the kernel, by fresh cases, and its
value is the cell's partial credit.
"""

from __future__ import annotations

import secrets
import sys
from typing import Any

from autograder.catalogue import find_entry, make_keys
from course_utils.core.judge import judge
from course_utils.core.probing import kind_mismatch, run_probe


def hidden(exercise_id: str) -> float:
    """The points that the notebook's present answer earns on fresh cases.

    Raises:
        UnknownExercise: there is no such exercise.
        NameError: the exercise's symbol is not defined.
    """
    entry = find_entry(exercise_id)
    symbol = entry.exercise.symbol
    namespace = _namespace()
    if symbol not in namespace:
        raise NameError(f"{symbol} is not defined", name=symbol)
    if kind_mismatch(exercise_id, namespace[symbol]):
        return 0.0
    keys = make_keys(entry, secrets.randbits(64))
    observed = [run_probe(exercise_id, namespace[symbol], case) for case in keys.cases]
    return judge(entry.exercise, keys, observed).score


def _namespace() -> dict[str, Any]:
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell.user_ns if shell else sys._getframe(2).f_globals
