"""The process of one submission: limits, then cells and probes until the pipe ends."""

from __future__ import annotations

import fcntl
import os
import random
import resource
import signal
import traceback
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch

from course_utils.core.probing import Interrupted
from course_utils.texts import say, write_words

from . import frames, system
from .answer import reason, run_cases
from .clock import interrupt_then_kill
from .places import SubmissionPlace
from .recorder import Recorder
from .searching import search_apart
from .shell import GradingShell, run_cell

REQUESTS, REPLIES = 3, 4


def become_child(
    shell: GradingShell, ends: Sequence[int], limits: Mapping[str, Any], place: SubmissionPlace
) -> None:
    """Turn a fresh fork into the submission's process; never returns.

    Args:
        shell: the warm one.
        ends: of the pipe that requests come from and of the one that replies go to; after
            them the entry of the control group that it is to be in, if there is one.
        limits: what it may use.
        place: where it runs.
    """
    status = 70
    try:
        requests, replies, *groups = ends
        for group in groups:
            os.write(group, b"0")
        place.enter()
        _isolate(requests, replies)
        _limit(limits)
        place.lock()
        _reseed(int(limits["seed"]))
        shell.recorder = Recorder(int(limits["output_per_cell"]))
        frames.write(REPLIES, frames.encode(frames.READY, {}))
        _serve(shell, limits)
        status = 0
    except BaseException:
        # Nobody reads it in grading; it is what a broken worker is debugged by.
        traceback.print_exc()
    finally:
        os._exit(status)


def _isolate(requests: int, replies: int) -> None:
    """Keep two pipe ends and nothing else that the parent had open."""
    os.setsid()
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # as Python starts: an OSError instead
        signal.signal(number, signal.SIG_IGN)
    # Both are moved out of the way first: either may sit on the other's number.
    high = [fcntl.fcntl(end, fcntl.F_DUPFD, 64) for end in (requests, replies)]
    for source, target in zip(high, (REQUESTS, REPLIES), strict=True):
        os.dup2(source, target, inheritable=False)
    os.closerange(REPLIES + 1, 1024)
    # Its own ones: flags that are set on a description stay on it, for all who share it.
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.close(null)


def _limit(limits: Mapping[str, Any]) -> None:
    base = system.mapped_bytes()
    for kind, value in (
        (resource.RLIMIT_AS, base + int(limits["address_space"])),
        (resource.RLIMIT_FSIZE, int(limits["file_size"])),
        (resource.RLIMIT_NOFILE, int(limits["open_files"])),
        (resource.RLIMIT_NPROC, int(limits["processes"])),
        (resource.RLIMIT_CORE, 1),  # 0 would still call a program that collects them
        (resource.RLIMIT_CPU, int(limits["cpu_per_notebook"] + limits["cpu_grace"]) + 1),
        (getattr(resource, "RLIMIT_MSGQUEUE", None), 0),
    ):
        if kind is None:
            continue
        hard = resource.getrlimit(kind)[1]
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        resource.setrlimit(kind, (value, value))


def _reseed(seed: int) -> None:
    """All children share the parent's random state: give each the same, known one."""
    random.seed(seed)
    np.random.seed(seed)
    torch.default_generator.manual_seed(seed)  # no other device is there


def _serve(shell: GradingShell, limits: Mapping[str, Any]) -> None:
    decoder = frames.Decoder(trusting=True)
    owner = os.getpid()
    while (frame := frames.read(REQUESTS, decoder)) is not None:
        request, tensors = frame
        shell.recorder.muted = request["do"] != "cell"
        reply: dict[str, object]
        found: dict[str, torch.Tensor] = {}
        try:
            with interrupt_then_kill(float(request["cpu"]), float(limits["cpu_grace"])):
                if request["do"] == "cell":
                    state, raised, note = run_cell(shell, request["source"])
                    reply = {"state": state, "raised": raised and raised.to_json(), "note": note}
                elif request["do"] == "search":
                    reply = search_apart(shell.user_ns, request, (REQUESTS, REPLIES))
                else:
                    reply, found = run_cases(shell.user_ns, request, tensors)
        except Interrupted as interruption:  # in the moment between the work and its end
            reply, found = {"state": "timeout", "note": write_words(reason(interruption))}, {}
        if os.getpid() != owner:  # a process that the cell forked has come back here
            os._exit(0)
        if request["do"] == "cell":
            reply["outputs"] = shell.recorder.outputs()
        frames.write(REPLIES, _encoded({**reply, "ticket": request["ticket"]}, found))
        del frame, request, tensors, reply, found


def _encoded(reply: Mapping[str, Any], found: Mapping[str, torch.Tensor]) -> bytes:
    """The reply's frame; of one that is too long or cannot be written, a frame that says so."""
    try:
        return frames.encode(reply, found)
    except Exception as error:  # whatever a student's values make torch or json say
        detail = f"{type(error).__name__}: {error}"[:340]
        why = say("graded.no-handing-over", detail=detail)
        if "outputs" in reply:
            outputs = [{"output_type": "stream", "name": "stderr", "text": f"[{why}]\n"}]
            return frames.encode({**reply, "outputs": outputs}, {})
        return frames.encode(
            {"state": "crashed", "note": write_words(why), "ticket": reply["ticket"]}, {}
        )
