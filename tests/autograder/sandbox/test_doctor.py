"""What the doctor says of a machine that can run submissions."""

from __future__ import annotations

import pytest

from autograder.sandbox.doctor import examine

pytestmark = pytest.mark.sandbox


def test_it_tries_the_sandbox_itself():
    findings = {finding.name: finding for finding in examine()}
    assert findings["bubblewrap"].ok
    assert findings["sandbox"].ok, findings["sandbox"]
    assert "works" in findings["sandbox"].detail
    assert all(finding.advice or finding.ok for finding in findings.values())
