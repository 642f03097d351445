"""The limit of processor time: what it ends, and what it leaves alone."""

from __future__ import annotations

import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from course_utils.core import clock
from course_utils.core.clock import cpu_limit
from course_utils.core.probing import Interrupted

BUSY = "import time\nend = time.process_time() + {seconds}\nwhile time.process_time() < end: pass\n"


def test_what_computes_without_end_is_interrupted():
    with pytest.raises(Interrupted, match=r"ran for 0\.2 seconds"), cpu_limit(0.2):
        while True:
            pass


def test_the_interruption_comes_again_to_code_that_swallows_it():
    caught = 0
    with pytest.raises(Interrupted), cpu_limit(0.1):
        while caught < 2:
            try:
                while True:
                    pass
            except BaseException:
                caught += 1
        while True:
            pass
    assert caught == 2


def test_waiting_is_no_computing():
    """A busy machine keeps a process waiting; here it waits by itself."""
    with cpu_limit(0.2):
        time.sleep(1.0)


def test_what_only_waits_is_ended_where_that_is_asked_for(monkeypatch):
    monkeypatch.setattr(clock, "_TICK", 0.1)
    with pytest.raises(Interrupted, match="waited for"), cpu_limit(60.0, idle=0.3):
        threading.Event().wait()
    with cpu_limit(60.0, idle=0.3):
        end = time.process_time() + 0.6
        while time.process_time() < end:
            pass


def test_no_import_is_left_half_made(tmp_path, monkeypatch):
    """Interrupted half-way, sympy was in ``sys.modules`` without its parts for ever after."""
    package = tmp_path / "slow_package"
    package.mkdir()
    (package / "__init__.py").write_text("from slow_package import core\nwhole = True\n")
    (package / "core.py").write_text(BUSY.format(seconds=0.6))
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(Interrupted), cpu_limit(0.2):
        import slow_package

        while True:
            pass  # the limit is passed; the interruption waited until the import was done
    assert slow_package.whole and sys.modules["slow_package.core"] is slow_package.core


def test_an_import_without_end_is_interrupted_all_the_same(tmp_path, monkeypatch):
    (tmp_path / "endless_module.py").write_text("while True: pass\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(clock, "IMPORT", 0.5)
    with pytest.raises(Interrupted), cpu_limit(0.1):
        import endless_module  # noqa: F401


def test_afterwards_signals_are_as_they_were():
    before = [signal.getsignal(number) for number in (signal.SIGPROF, signal.SIGALRM)]
    with cpu_limit(5.0, idle=5.0):
        pass
    assert [signal.getsignal(n) for n in (signal.SIGPROF, signal.SIGALRM)] == before
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_in_another_thread_there_is_no_limit_and_no_error():
    def work() -> str:
        with cpu_limit(0.05):
            end = time.thread_time() + 0.2
            while time.thread_time() < end:
                pass
        return "done"

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(work).result() == "done"


ENDLESS = {
    "a while": ("i = 0\nwhile i < 3:\n    j = i + 1", True),
    "a for": ("for i in iter(int, 1):\n    j = i", False),
    "a comprehension": ("[i for i in iter(int, 1) if i]", False),
}


@pytest.mark.parametrize(("source", "told"), ENDLESS.values(), ids=ENDLESS.keys())
def test_a_while_that_never_ends_is_told(source, told, tmp_path):
    path = tmp_path / "answer.py"
    path.write_text(source, encoding="utf-8")
    with pytest.raises(Interrupted) as raised, cpu_limit(0.2):
        exec(compile(source, str(path), "exec"), {})
    assert ("`while` loop" in str(raised.value)) == told
