"""CPU time of processes that are buried while somebody counts."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from autograder.sandbox.inside import places, system
from autograder.sandbox.inside.system import Process

INIT, ZOMBIE = 7, 9


def process(pid: int, own: float, waited: float) -> Process:
    return Process(pid, 1, own, waited, 0, False, pid)


@pytest.mark.parametrize("buried_after", [0, 1, 2])
def test_who_is_buried_between_two_looks_is_charged_once(monkeypatch, buried_after) -> None:
    """Process 1 is read first; then it buries the zombie, which is gone at its own turn."""
    looks = iter(range(100))
    waited = [0.0]

    def processes() -> list[Process]:
        look = next(looks)
        init = process(INIT, 5.0, waited[0])
        if look < buried_after or waited[0]:
            return [init] if waited[0] else [init, process(ZOMBIE, 2.0, 0.0)]
        waited[0] = 2.0
        return [init]

    monkeypatch.setattr(system, "processes", processes)
    monkeypatch.setattr(system, "waited_for", lambda pid: waited[0])
    place = object.__new__(places.Fresh)
    place._namespaces = SimpleNamespace(init=INIT)
    place._before = places._reaped()
    for _ in range(4):
        assert place.usage() == pytest.approx(2.0, abs=0.5)
