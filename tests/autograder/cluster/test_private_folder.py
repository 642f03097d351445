"""Where workers write: a folder of their user's own, also where everybody has one parent."""

from __future__ import annotations

import os

import pytest

from autograder.errors import Refused
from autograder.execute.cluster_worker import private_folder


def test_it_is_made_for_the_user_alone_and_found_again(tmp_path):
    place = private_folder(tmp_path)
    assert place.stat().st_mode & 0o777 == 0o700
    assert private_folder(tmp_path) == place


def test_one_that_others_may_read_or_that_leads_elsewhere_is_refused(tmp_path):
    place = private_folder(tmp_path)
    place.chmod(0o755)
    with pytest.raises(Refused, match="not a folder of yours alone"):
        private_folder(tmp_path)
    place.rmdir()
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    place.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refused, match="set TMPDIR"):
        private_folder(tmp_path)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can make another user's folder")
def test_one_that_another_user_has_made_is_refused(tmp_path):
    os.chown(private_folder(tmp_path), 61_101, 61_101)
    with pytest.raises(Refused, match="not a folder of yours alone"):
        private_folder(tmp_path)
