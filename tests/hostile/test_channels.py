"""Nothing that a submission leaves is found by the next one, or by one that runs beside it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from autograder.sandbox import Limits
from autograder.sandbox.limits import MIB
from tests.hostile.carriers import CARRIERS, WORD, Carrier, whole
from tests.hostile.levels import Cell, Held, levels

pytestmark = pytest.mark.sandbox

LIMITS = Limits(scratch=64 * MIB, shared_memory=32 * MIB, processes=40)
WATCHERS = [carrier for carrier in CARRIERS if carrier.watch]
FINDERS = [carrier for carrier in CARRIERS if not carrier.watch]
WAIT = "import time\ntime.sleep({})"

# What a cell may fall over: that it may not. Anything else is a slip of the test's.
REFUSED = ("PermissionError", "OSError", "")


@pytest.fixture(scope="module", params=levels())
def pair(request: pytest.FixtureRequest) -> Iterator[tuple[Held, Held]]:
    with Held(request.param, LIMITS) as one, Held(request.param, LIMITS) as other:
        yield one, other


def said(cell: Cell) -> str:
    assert cell.error.split(":")[0] in REFUSED, cell
    return cell.said


@pytest.mark.parametrize("carrier", CARRIERS, ids=lambda carrier: carrier.name)
def test_the_next_submission_finds_nothing(carrier: Carrier, pair: tuple[Held, Held]) -> None:
    held, _ = pair
    cells = [whole(carrier.find), whole(carrier.send), whole(carrier.find)]
    before, _, after = (said(held.run(cell).cells[0]) for cell in cells)
    assert str(WORD) not in before
    assert after == before


def test_one_that_runs_beside_it_finds_nothing(pair: tuple[Held, Held]) -> None:
    sender, receiver = pair
    watching = [whole(carrier.find, patience=4) for carrier in WATCHERS]
    receiver.start(*watching, *[whole(carrier.find) for carrier in FINDERS])
    # It sends while the other one watches, and is still there when the other one looks.
    sent = sender.run(
        WAIT.format(1), *[whole(carrier.send) for carrier in CARRIERS], WAIT.format(8)
    )
    for cell in sent.cells:
        said(cell)
    for carrier, cell in zip([*WATCHERS, *FINDERS], receiver.finish().cells, strict=True):
        assert str(WORD) not in said(cell), (carrier.name, cell)
