"""One student's other due date: it helps that student alone, and the LMS's mark cannot break it."""

from __future__ import annotations

import datetime

import pytest

from autograder.collect.lateness import Ledger, stamp_times, stamped_again
from autograder.submission.remark import Remark
from autograder.submission.result import Submission

DUE = datetime.datetime(2026, 3, 1, 23, 59, tzinfo=datetime.UTC)
OWN = DUE + datetime.timedelta(days=7)
DAY = datetime.timedelta(days=1)
KEY = ("ada", "digest")


def ledger(first: datetime.datetime, *runs: datetime.datetime) -> Ledger:
    return Ledger({KEY: first}, [(when, "in") for when in (*runs, first)])


def stamp(first, *runs, **more):
    own = more.pop("own", OWN)
    return stamp_times(ledger(first, *runs), KEY, "in", OWN + 9 * DAY, DUE, own=own, **more)


@pytest.mark.parametrize(
    ("first", "runs", "more", "late", "code"),
    [
        (DUE - DAY, (), {}, False, None),
        (DUE + DAY, (), {}, False, "in-time-by-extension"),
        (DUE + DAY, (DUE + DAY / 2,), {}, False, "in-time-by-extension"),
        (DUE + DAY, (), {"marked": True}, False, "in-time-for-us"),
        (DUE - DAY, (), {"marked": True}, False, None),
        (OWN + DAY, (), {}, None, None),
        (OWN + DAY, (DUE + DAY,), {}, None, None),  # it may have come before the student's date
        (OWN + DAY, (OWN + DAY / 2,), {}, True, "late-by-collection"),
        (OWN + DAY, (), {"marked": True}, None, "late-for-the-lms"),
        (OWN + DAY, (), {"server": OWN}, False, "in-time-by-extension"),
        (OWN + DAY, (), {"server": OWN + DAY / 2}, True, "late-by-clock"),
        (DUE + DAY, (DUE + DAY / 2,), {"own": DUE - DAY}, True, "late-by-collection"),  # put off
    ],
)
def test_what_is_known_is_held_against_the_student_s_own_date(first, runs, more, late, code):
    found = stamp(first, *runs, **more)
    assert (found.late, found.why and found.why.code) == (late, code)
    assert bool(found.received) == (late is not None)


@pytest.mark.parametrize("marked", [None, True])
@pytest.mark.parametrize("server", [None, DUE + 2 * DAY, OWN + DAY / 2])
@pytest.mark.parametrize("first", [DUE - DAY, DUE + DAY, OWN + DAY])
def test_a_date_given_afterwards_says_what_it_would_have_said_before(first, marked, server):
    """And what is taken back leaves what there would be without it."""
    seen = ledger(first, DUE + DAY / 2, OWN + DAY / 2)
    if marked and server:
        pytest.skip("nbgrader's tree has no marks of an LMS")

    def by(own) -> Submission:
        made = stamp_times(seen, KEY, "in", OWN, DUE, marked=marked, server=server, own=own)
        why = () if made.why is None else (made.why,)
        return Submission(
            "ada", "02_autograd", "f", KEY[1], made.received, (Remark("junk", count=1), *why)
        )

    assert stamped_again(by(None), seen, DUE, OWN) == by(OWN)
    assert stamped_again(by(OWN), seen, DUE, None) == by(None)


def test_what_no_collection_saw_stays_as_nbgrader_has_it():
    mine = Submission("ada", "02_autograd", "f", "other", DUE.isoformat())
    assert stamped_again(mine, ledger(DUE), DUE, OWN) == mine
    assert stamped_again(mine, ledger(DUE), None, OWN) == mine
