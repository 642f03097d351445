"""One pool for a whole run; a broken one is exchanged for a new one."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor

import pytest

from autograder.execute.reused import ReusedPool


def opened() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))


def test_two_rounds_of_work_are_done_by_the_same_process():
    with ReusedPool(opened) as kept:
        with kept.open() as executor:
            first = executor.submit(os.getpid).result()
        with kept.open() as executor:
            second = executor.submit(os.getpid).result()
    assert first == second != os.getpid()
    with pytest.raises(RuntimeError, match="shutdown"):
        executor.submit(os.getpid)


def test_after_a_process_died_the_next_round_gets_a_new_one():
    with ReusedPool(opened) as kept:
        with kept.open() as executor, pytest.raises(BrokenExecutor):
            executor.submit(os._exit, 1).result()
        with kept.open() as executor:
            assert executor.submit(int, "7").result() == 7
