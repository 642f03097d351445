"""What was judged while it was an exercise, and cannot be judged any more, stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from autograder.submission.remark import Remark
from autograder.submission.result import GRADED, Result, with_state

GONE = "exercise-gone"


def with_kept_verdicts(result: Result, before: Callable[[str], Result | None]) -> Result:
    """The result, with the earlier verdicts on texts that the grader can no longer judge.

    Args:
        result: a student's, as it was graded now.
        before: the student's result until now, by id; None where there is none.
    """
    gone = {one: str(dict(one.fields)["exercise"]) for one in result.remarks if one.code == GONE}
    earlier = before(result.submission.student) if gone else None
    if earlier is None or earlier.state not in GRADED:
        return result
    kept = {
        name: earlier.verdicts[name]
        for name in gone.values()
        if name in earlier.verdicts and earlier.text_of(name) == result.text_of(name)
    }
    remarks = (
        Remark("exercise-stands", exercise=gone[one]) if gone.get(one) in kept else one
        for one in result.remarks
    )
    return with_state(
        replace(
            result,
            verdicts={**result.verdicts, **kept},
            remarks=tuple(remarks),
            to_read=tuple(name for name in result.to_read or () if name not in kept),
        )
    )
