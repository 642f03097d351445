"""One pool for all of a run's rounds: starting its processes takes seconds, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, ExitStack, contextmanager

from autograder.execute.local import LocalPool
from autograder.execute.spread import is_broken


class ReusedPool(ExitStack):
    """Opens a pool when it is first needed, and again when it broke; closed at the end."""

    def __init__(self, open_pool: Callable[[], AbstractContextManager[Executor]]) -> None:
        """Args: open_pool: makes the executor."""
        super().__init__()
        self._open_pool = open_pool
        self._executor: Executor | None = None

    def post(self, task: Callable[[], object]) -> None:
        """Have processes that were started early do something that nobody waits for."""
        executor = self._opened()
        if isinstance(executor, LocalPool):
            executor.post(task)

    @contextmanager
    def open(self) -> Iterator[Executor]:
        """The executor for one round of work; it lives on after it."""
        executor = self._opened()
        yield executor
        if is_broken(executor):
            self._executor = None
            self.close()

    def _opened(self) -> Executor:
        if self._executor is None:
            self._executor = self.enter_context(self._open_pool())
        return self._executor
