"""What holds for all tests: one thread a process, and the longest files first."""

import gc
import os
from pathlib import Path

import pytest

import autograder  # noqa: F401 - before anything imports nbformat: it takes 1.5 s from that
from tests.shared import begin_run
from tests.turns import passed_over, table, turn_of

# Before torch is imported: tests compare on loaded machines.
for _name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[_name] = "1"

_TESTS = Path(__file__).parent


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: tests of sandboxes, browsers and kills often wait."""
    return len(os.sched_getaffinity(0)) + 1 if hasattr(os, "sched_getaffinity") else 2


def pytest_addoption(parser):
    """Which share of the tests that take turns."""
    parser.addoption(
        "--turn", default="all", help="of tests/in_turn.txt: all (default), commit, or a number"
    )


def pytest_collection_modifyitems(config, items):
    """A share of those that take turns; the files of ``longest.txt`` come first.

    So no process is left alone with one.
    """
    turn = turn_of(config.getoption("--turn"))
    if turn is not None:
        over = set(passed_over(items, turn, table()))
        items[:] = [item for item in items if item not in over]
        config.hook.pytest_deselected(items=list(over))
    names = (_TESTS / "longest.txt").read_text(encoding="utf-8").splitlines()
    place = {_TESTS.parent / name: number for number, name in enumerate(names)}
    items.sort(key=lambda item: place.get(item.path, len(place)))


@pytest.fixture(scope="session", autouse=True)
def _shared_folder(tmp_path_factory):
    """Before the first test: where the processes of this run find what one of them has made."""
    begin_run(tmp_path_factory)


def pytest_collection_finish():
    """What is imported by now stays: no search for garbage has to look through torch again."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter, config):
    """What tests have to tell when all is well, too: numbers that a person wants to see."""
    turn = turn_of(config.getoption("--turn"))
    if turn is not None:
        terminalreporter.write_line(
            f"\nTests that take turns (tests/in_turn.txt): this was --turn {turn}; "
            "`make test-all` runs all of them."
        )
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, words in report.user_properties:
                if name == "told":
                    terminalreporter.write_line(f"\n{report.nodeid}:\n{words}")
