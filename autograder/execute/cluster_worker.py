"""Worker processes of this machine: one for each core, for as long as they are wanted.

Each does one task at a time in a thread of its own, as a sandbox ends with the thread that has
started it. One that dies is started again by Dask's nanny; one whose scheduler has gone ends, as
Dask has it, and is started again here when the scheduler is back.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.errors import Refused, Signalled
from autograder.execute.cluster_address import ClusterAddress, read_address
from autograder.execute.cluster_link import SchedulerGone, SchedulerLine, no_scheduler, require_dask
from autograder.execute.cluster_tls import certificates

AGAIN = 2.0  # seconds between two tries to reach a scheduler that has gone

# What a grading worker needs none of; the profiler alone looks at its threads 100 times a second.
_CONFIG = {
    "distributed.worker.profile.enabled": False,
    "distributed.worker.http.routes": [],
    "distributed.admin.tick.interval": "500ms",
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": False,
}


def work_for(typed: str, count: int, name: str | None, say: Callable[[str], None]) -> None:
    """Work for a scheduler until a signal ends it.

    Args:
        typed: the scheduler's address.
        count: how many processes.
        name: what they are called, with a number each; the machine's own name when None.
        say: called with a sentence when something has happened.

    Raises:
        Refused: there is no such scheduler, or it may not be spoken to like this.
        Signalled: always, in the end.
    """
    require_dask()
    address = read_address(typed)
    security = certificates("worker") if address.encrypted else None
    # Processes of ours alone look into it, so what a killed one has left is found again.
    place = private_folder(Path(tempfile.gettempdir()))
    link = SchedulerLine(address, role="worker")
    called = name or socket.gethostname()
    asyncio.run(_serve(link, security, [f"{called}-{n + 1}" for n in range(count)], place, say))


def private_folder(parent: Path) -> Path:
    """Where this user's workers write, and nobody else may.

    Raises:
        Refused: somebody else has made it.
    """
    user = os.getuid() if hasattr(os, "getuid") else 0
    place = parent / f"gradient-workbook-{user}"
    place.mkdir(mode=0o700, exist_ok=True)
    found = place.lstat()
    if hasattr(os, "getuid") and (found.st_uid != user or found.st_mode & 0o170077 != stat.S_IFDIR):
        raise Refused(
            f"{place} is not a folder of yours alone, and workers keep there what nobody else may "
            "read: take it away, or set TMPDIR to a folder of your own."
        )
    return place


async def _serve(
    link: SchedulerLine, security: Any, names: list[str], place: Path, say: Callable[[str], None]
) -> None:
    import dask

    ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            asyncio.get_running_loop().add_signal_handler(number, _end, ended, number)
    try:
        await link.connect()
    except SchedulerGone as fault:
        raise no_scheduler(link.address, fault) from None
    await link.close()
    address = link.address
    several = f"{len(names)} workers" if len(names) > 1 else "1 worker"
    say(f"{several} for {address.text}: {', '.join(names)}. Ctrl-C ends them.")
    dask.config.set(_CONFIG)  # for the workers, too
    working = [asyncio.create_task(_kept_up(address, security, one, place, say)) for one in names]
    signalled = await ended
    for one in working:
        one.cancel()
    await asyncio.wait(working, timeout=20)
    raise Signalled(signalled)


def _end(ended: asyncio.Future[int], number: int) -> None:
    if not ended.done():
        ended.set_result(number)


async def _kept_up(
    address: ClusterAddress, security: Any, name: str, place: Path, say: Callable[[str], None]
) -> None:
    """One worker, again and again."""
    from distributed import Nanny
    from distributed.utils import get_ip

    # Else a worker listens on every address of this machine, for anybody on the network.
    host = f"{address.text.partition('://')[0]}://{get_ip(address.host)}"
    while True:
        why = "has gone; waiting for it"
        try:
            async with Nanny(
                address.text,
                host=host,
                nthreads=1,
                name=name,
                memory_limit=0,  # a submission's own is limited in the sandbox
                local_directory=str(place),
                security=security,
                death_timeout=60,
                silence_logs=logging.WARNING,
                dashboard=False,
            ) as nanny:
                await nanny.finished()
        except (OSError, TimeoutError):
            pass
        except Exception as fault:
            why = f"cannot be worked for ({type(fault).__name__}: {fault}); trying again"
        say(f"{name}: the scheduler at {address.text} {why}")
        await asyncio.sleep(AGAIN)
