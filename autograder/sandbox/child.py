"""The process of one submission, from the supervisor's side."""

from __future__ import annotations

import contextlib
import os
import secrets
import select
import signal
from collections.abc import Mapping
from typing import Any, Protocol

import torch

from autograder.sandbox.inside import frames
from autograder.sandbox.jobs import SandboxFault
from autograder.sandbox.watch import TICK, TOO_MUCH, ChildDied, Death, Used, Watch
from autograder.submission.remark import Remark


class Parent(Used, Protocol):
    """What forked a child, as far as the child asks it: its worker."""

    def fileno(self) -> int:
        """The descriptor that has something to read when the child has ended."""

    def exited(self) -> int | None:
        """The child's exit status when it has been reported, without waiting."""

    def end_child(self) -> dict[str, Any]:
        """End the child with all that it started: what it used, how much was left over."""


class Child:
    """A forked process that answers requests; leaving its context ends it."""

    def __init__(self, worker: Parent, requests: int, replies: int) -> None:
        self._worker = worker
        self._requests = requests
        self._replies = replies
        self._decoder = frames.Decoder()
        self._before = 0.0
        self.cpu = 0.0
        self.left = 0
        self._ended = False
        self._ready = False
        for descriptor in (requests, replies):
            os.set_blocking(descriptor, False)

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *exception: object) -> None:
        self.end()

    def end(self) -> None:
        """Kill it with everything it started; ``cpu`` and ``left`` are known then."""
        if self._ended:
            return
        self._ended = True
        os.close(self._requests)
        os.close(self._replies)
        told = self._worker.end_child()
        self.cpu, self.left = float(told["cpu"]), int(told["left"])

    @property
    def used(self) -> float:
        """CPU seconds when last looked at."""
        return self._before

    def check_memory(self) -> None:
        """See whether something of it was ended because its memory was used up.

        Raises:
            ChildDied: so it was.
        """
        if self._worker.lacked() == "submission":
            raise ChildDied(Death("crashed", TOO_MUCH))

    def ask(
        self,
        message: Mapping[str, Any],
        tensors: Mapping[str, torch.Tensor],
        cpu: float,
        wall: float,
    ) -> frames.Frame:
        """Send a request and wait for its reply, within the limits.

        Args:
            message: what to do.
            tensors: what goes with it.
            cpu: CPU seconds until the child's own interruption.
            wall: wall seconds, the last net.

        Raises:
            ChildDied: there will be no reply.
            SandboxFault: the worker failed, not the submission.
        """
        ticket = secrets.token_hex(8)
        data = memoryview(frames.encode({**message, "cpu": cpu, "ticket": ticket}, tensors))
        watch = Watch(self._worker, self._before, cpu, wall)
        while True:
            sources = [self._replies, self._worker.fileno()]
            ready, writable, _ = select.select(sources, [self._requests] if data else [], [], TICK)
            if writable:
                data = data[self._write(data) :]
            # Asked before reading: what it said before it went is in the pipe then.
            status = self._worker.exited()
            ended = self._read() if ready else False
            reply = self._reply(ticket)
            if reply is not None:
                if watch.took > TICK / 5:  # many short jobs are not free either
                    watch.refresh()
                    self._before = watch.cpu
                return reply
            if ended or status is not None:
                if not self._ready:
                    raise SandboxFault("The submission's process ended before it was one.")
                raise ChildDied(self._death(watch))
            watch.look()
            self._before = watch.cpu

    def _write(self, data: memoryview) -> int:
        try:
            return os.write(self._requests, data[: 1 << 16])
        except BlockingIOError:
            return 0
        except OSError:  # it closed its end; the reply's pipe tells the rest
            return len(data)

    def _read(self) -> bool:
        """Take in what has arrived; True at the pipe's end."""
        for _ in range(64):
            try:
                data = os.read(self._replies, 1 << 20)
            except BlockingIOError:
                return False
            if not data:
                return True
            self._decoder.feed(data)
        return False

    def _reply(self, ticket: str) -> frames.Frame | None:
        try:
            frame = self._decoder.next()
            if frame is not None and not self._ready:
                self._ready = True
                frame = self._decoder.next()
        except frames.FrameError as error:
            raise ChildDied(Death("crashed", Remark("malformed-frame", error=str(error)))) from None
        if frame is not None and (frame[0].get("ticket") != ticket or self._decoder.pending):
            raise ChildDied(Death("crashed", Remark("unasked")))
        return frame

    def _death(self, watch: Watch) -> Death:
        status = self._worker.exited()
        if status is None:
            select.select([self._worker.fileno()], [], [], 1.0)
            status = self._worker.exited()
        watch.refresh()
        self._before = watch.cpu
        if status in (-signal.SIGXCPU, -signal.SIGKILL) and watch.over:
            return Death("timeout", watch.overrun)
        if status == -signal.SIGKILL:
            if (lacked := self._worker.lacked()) == "machine":
                raise SandboxFault("The machine ran out of memory.")
            if lacked == "submission":
                return Death("crashed", TOO_MUCH)
            return Death("crashed", Remark("signal", signal="SIGKILL"), foreign=True)
        if status is None:
            return Death("crashed", Remark("closed-pipe"))
        if status < 0:
            with contextlib.suppress(ValueError):
                name = signal.Signals(-status).name
                return Death("crashed", Remark("signal", signal=name))
            return Death("crashed", Remark("signal", signal=f"signal {-status}"))
        return Death("crashed", Remark("exit-status", status=status))
