"""The pool of a cluster's workers, whatever becomes of them and of the scheduler."""

from __future__ import annotations

import json
import os
import signal
import time
from concurrent.futures import BrokenExecutor

import pytest

from autograder.execute.cluster import BadAnswer, ClusterGone, ClusterPool, NotBegun
from autograder.execute.cluster_crew import Beginning
from autograder.execute.spread import is_broken
from tests.autograder.cluster.machines import machines, until

pytestmark = pytest.mark.sandbox


def begins(name: str, why: str = "") -> bytes:
    return json.dumps({"reason": why}).encode()


def ends(name: str) -> bytes:
    return begins(name)


def pid(*of: object) -> int:
    return os.getpid()


def dies() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def address() -> str:
    from distributed import get_worker

    return str(get_worker().address)


def begun(pool: ClusterPool, why: str = "") -> ClusterPool:
    pool.begin_with(Beginning(begins, ("test", why), ends))
    return pool


@pytest.fixture(scope="module")
def there(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pool")
    with machines(folder, paths=True) as made:
        made.worker("one", count=2)
        yield made


def test_equal_tasks_are_done_each_by_itself(there):
    """Dask would do what has an equal name once, for everybody."""
    with begun(ClusterPool(there.address)) as pool, begun(ClusterPool(there.address)) as other:
        futures = [one.submit(time.time) for one in (pool, pool, other, other)]
        assert len({future.result(600) for future in futures}) == 4
        assert not is_broken(pool)


def test_what_kills_its_worker_is_given_up_and_the_others_go_on(there):
    with begun(ClusterPool(there.address)) as pool:
        deadly = pool.submit(dies)
        with pytest.raises(BrokenExecutor, match="one worker after the other died over it"):
            deadly.result(600)
        assert pool.submit(pid).result(600)


def test_an_answer_that_is_none_is_asked_for_again_and_not_for_ever(there):
    tries = []

    def read(answer: object) -> object:
        tries.append(answer)
        if len(tries) < 3:
            raise BadAnswer("it was empty")
        return answer

    with begun(ClusterPool(there.address)) as pool:
        assert pool.ask(read, pid).result(600) == tries[-1]
        assert len(tries) == 3

        def never(answer: object) -> None:
            raise BadAnswer("it was empty")

        with pytest.raises(BrokenExecutor, match="no worker gave a good answer: it was empty"):
            pool.ask(never, pid).result(600)


def test_a_worker_that_has_forgotten_begins_again(there):
    forgotten: list[str] = []

    def read(answer: str) -> str:
        if len(forgotten) < 3:
            forgotten.append(answer)
            raise NotBegun(answer)
        return answer

    with begun(ClusterPool(there.address)) as pool:
        assert pool.ask(read, address).result(600)
    assert len(forgotten) == 3


def test_where_nobody_can_begin_the_reason_is_told(there):
    with (
        begun(ClusterPool(there.address), "the disk is full") as pool,
        pytest.raises(ClusterGone, match=r"can begin \(.*one-1: the disk is full"),
    ):
        pool.submit(pid).result(600)


def test_nobody_is_waited_for_for_ever(tmp_path):
    with machines(tmp_path, paths=True) as there:
        one = there.worker("one")
        with begun(ClusterPool(there.address, patience=1.0)) as pool:
            assert pool.submit(pid).result(600)
            one.kill()
            with pytest.raises(ClusterGone, match=r"no worker is left at .*, and none came"):
                pool.submit(pid).result(600)
            there.scheduler.kill()
            until(lambda: pool._failure is not None)
            with pytest.raises(ClusterGone, match="did not come back"):
                pool.submit(pid).result(600)
