"""Whatever of a run is killed, at whatever moment: nothing of what comes out of it differs.

``KILLS=30 KILLS_SEED=7`` in the environment say how many and which; without a seed one is
drawn, and told. ``-s`` shows every kill as it happens; else a file has them.
"""

from __future__ import annotations

import os
import random
from contextlib import closing

import pytest

from tests.autograder.grade.kills import INNER, Range

pytestmark = pytest.mark.sandbox

KILLS = int(os.environ.get("KILLS", "200"))


@pytest.fixture
def seed():
    return int(os.environ.get("KILLS_SEED") or random.SystemRandom().randrange(1, 10**6))


@pytest.fixture
def say(tmp_path):
    """Says a line at once, and writes it down."""
    with (tmp_path / "kills.txt").open("w", encoding="utf-8") as file:

        def line(words: str) -> None:
            print(words, flush=True)
            print(words, file=file, flush=True)

        yield line


@pytest.fixture
def judged(say, tmp_path, record_property):
    """Tells what came of all kills, and wants everything to be right."""

    def judge(ground: Range) -> None:
        say(str(ground.tally))
        record_property("told", f"{ground.tally}\n  every kill: {tmp_path / 'kills.txt'}")
        assert not ground.tally.faults, "\n".join([str(ground.tally), *ground.tally.faults])

    return judge


def test_one_of_each_kind_is_killed_and_nothing_differs(seed, say, tmp_path, judged):
    with closing(Range(tmp_path, 12, seed, say)) as ground:
        kinds = [kind for kind in ("supervisor", *INNER) if kind in ground.kinds]
        ground.rounds([kinds])
    judged(ground)
    assert {kill.kind for kill in ground.tally.kills} == ground.kinds


@pytest.mark.slow
def test_hundreds_of_kills_at_random_moments_change_nothing(seed, say, tmp_path, judged):
    with closing(Range(tmp_path, 40, seed, say)) as ground:
        ground.rounds(ground.planned(KILLS))
    judged(ground)
    assert len(ground.tally.kills) == KILLS
