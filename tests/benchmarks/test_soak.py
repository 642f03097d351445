"""Five hundred submissions, one in twenty hostile: none lost, none forged, no false zero."""

from __future__ import annotations

import pytest

from benchmarks.soak import soak

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]


def test_five_hundred_submissions_come_out_as_planned(tmp_path):
    found, _ = soak(tmp_path, 500)
    assert found.well, found
    assert sum(found.states.values()) == 500
