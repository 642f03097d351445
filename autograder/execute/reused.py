"""One pool for all of a run's rounds: starting its processes takes seconds, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType


class ReusedPool:
    """Opens a pool when it is first needed, and again when it broke; closed at the end."""

    def __init__(self, open_pool: Callable[[], AbstractContextManager[Executor]]) -> None:
        """Args: open_pool: makes the executor."""
        self._open_pool = open_pool
        self._pool: AbstractContextManager[Executor] | None = None
        self._executor: Executor | None = None

    def __enter__(self) -> ReusedPool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pool, self._pool, self._executor = self._pool, None, None
        if pool is not None:
            pool.__exit__(kind, error, trace)

    @contextmanager
    def open(self) -> Iterator[Executor]:
        """The executor for one round of work; it lives on after it."""
        if self._pool is None or self._executor is None:
            self._pool = self._open_pool()
            self._executor = self._pool.__enter__()
        executor = self._executor
        yield executor
        try:
            executor.submit(int)
        except BrokenExecutor:
            self.__exit__(None, None, None)
