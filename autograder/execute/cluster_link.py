"""The line to a Dask scheduler, and what is said when there is none."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from autograder.errors import Refused
from autograder.execute.cluster_address import (
    MANUAL,
    ClusterAddress,
    is_loopback,
    read_address,
    travels_safely,
)
from autograder.execute.cluster_look import look, misfits
from autograder.execute.cluster_tls import Role, certificates, tls_fault
from autograder.typed import command

_log = logging.getLogger(__name__)

ANSWER = 8.0  # seconds in which a scheduler has to answer
LOOK = 60.0  # seconds in which a worker has to say what it is; a busy one takes some


@dataclass(frozen=True, slots=True)
class FarWorker:
    """One worker process, as the scheduler knows it.

    Attributes:
        address: where the scheduler reaches it.
        name: as it was started.
        threads: tasks that it does at once.
    """

    address: str
    name: str
    threads: int


class SchedulerGone(Exception):
    """The scheduler does not answer."""


def require_dask() -> None:
    """Refuse where Dask is not installed.

    Raises:
        Refused: it is not; the message says how it is.
    """
    try:
        import distributed.client  # noqa: F401
    except ImportError:
        raise Refused(
            "more machines need Dask, which is not installed here: "
            "pip install -c constraints.txt -e '.[cluster]'"
        ) from None
    # What Dask logs and warns of is said by us, in a sentence.
    for name in ("distributed", "tornado", *logging.root.manager.loggerDict):
        if name.partition(".")[0] in ("distributed", "tornado"):  # some have levels of their own
            logging.getLogger(name).setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", module=r"distributed(\..*)?$")


class NoAnswer(Exception):
    """A worker does not answer: it has gone, or stands still."""


class SchedulerLine:
    """One connection to a scheduler; all of it is used in the thread of its event loop."""

    def __init__(self, address: ClusterAddress, role: Role = "client") -> None:
        """Nothing is connected yet.

        Args:
            address: the scheduler's.
            role: whose certificate is shown.

        Raises:
            Refused: there are no certificates, or they are good for nothing.
        """
        self.address = address
        self._security = certificates(role) if address.encrypted else None
        self.client: Any = None
        self._warned = False

    async def connect(self) -> None:
        """Connect anew.

        Raises:
            SchedulerGone: nobody answers; the message says what is wrong.
        """
        from distributed import Client

        await self.close()
        client = Client(
            self.address.text,
            asynchronous=True,
            timeout=ANSWER,
            security=self._security,
            set_as_default=False,
            name="workbook",
        )
        try:
            await client
        except Exception as fault:
            with contextlib.suppress(Exception):
                await client.close(timeout=1)
            why = tls_fault(fault)
            raise SchedulerGone(why) from fault
        self.client = client
        where = str(client.scheduler_info(n_workers=0).get("address", ""))
        if not self.address.encrypted and where and not is_loopback(where):
            # It was told no --host: whoever is on the network may run code on its workers.
            self._warn(where)

    def _warn(self, where: str) -> None:
        if not self._warned:
            self._warned = True
            _log.warning(
                "the scheduler listens at %s without TLS: whoever reaches that address can run "
                "code on its workers. Start it with --host 127.0.0.1, or with TLS (%s)",
                where,
                MANUAL,
            )

    async def close(self) -> None:
        """Say good-bye, if anybody listens."""
        client, self.client = self.client, None
        if client is not None:
            with contextlib.suppress(Exception):
                await asyncio.wait_for(client.close(), 3)

    async def workers(self) -> dict[str, FarWorker]:
        """The workers that the scheduler has now, by address.

        Raises:
            SchedulerGone: it does not answer.
        """
        client = self.client
        try:
            if client is None or client.status != "running":
                raise SchedulerGone
            said = await asyncio.wait_for(client.scheduler.identity(), LOOK)
        except (OSError, TimeoutError, AttributeError) as fault:
            raise SchedulerGone(str(fault)) from fault
        return {
            address: FarWorker(address, str(about.get("name", address)), int(about["nthreads"]))
            for address, about in said["workers"].items()
        }

    async def asked(self, worker: FarWorker, function: Callable[..., Any], *args: Any) -> Any:
        """What a quick function says there, or the exception that it raised."""
        try:
            said = await asyncio.wait_for(
                self.client.run(function, *args, workers=[worker.address], on_error="return"), LOOK
            )
            return said[worker.address]
        except TimeoutError:
            return TimeoutError(f"it did not answer within {LOOK:.0f} seconds")
        except Exception as fault:  # it may be gone by now
            return fault

    async def looked_over(
        self, worker: FarWorker, mine: Mapping[str, Any], *, unsandboxed: bool
    ) -> tuple[dict[str, Any], list[str]]:
        """What a worker says of its machine, and why it may not grade.

        Raises:
            NoAnswer: it says nothing now, and may well do so later.
        """
        if not travels_safely(worker.address):
            return {}, [
                f"it is another machine and reached without TLS ({worker.address}): connect it to "
                f"a tls:// scheduler, {MANUAL} says how"
            ]
        facts = await self.asked(worker, look)
        if isinstance(facts, OSError | TimeoutError):
            raise NoAnswer(str(facts))
        if isinstance(facts, ImportError):
            return {}, [f"it has no version of the workbook that grades for others ({facts})"]
        if isinstance(facts, BaseException):
            return {}, [f"it could not be looked over ({type(facts).__name__}: {facts})"]
        why = misfits(mine, facts, unsandboxed=unsandboxed)
        if worker.threads != 1:
            why.append(
                f"it does {worker.threads} tasks at once in one process: start it with "
                f"`{command('worker')} {self.address.text}`, or with --nthreads 1"
            )
        return facts, why


def no_scheduler(address: ClusterAddress, fault: SchedulerGone) -> Refused:
    """What is said where nobody answers."""
    if str(fault):
        return Refused(f"no connection to the Dask scheduler at {address.text}: {fault}")
    start = "dask scheduler --protocol tls" if address.encrypted else "dask scheduler"
    listen = "" if address.encrypted else " --host 127.0.0.1"
    how = f"`{start}{listen} --port {address.port}`"
    if _listens(address):
        how = "with TLS" if address.encrypted else "without TLS"
        return Refused(
            f"what listens at {address.text} does not answer as a Dask scheduler {how} does. "
            "tls:// needs one that was started with --protocol tls, and tcp:// one that was not; "
            f"{MANUAL} has every step."
        )
    return Refused(
        f"no Dask scheduler answers at {address.text}. Start one there with {how}, or fix the "
        f"address; {MANUAL} has every step."
    )


def no_worker(address: ClusterAddress) -> Refused:
    """What is said where a scheduler has none."""
    return Refused(
        f"the cluster at {address.text} has no worker: start one on each machine with "
        f"`{command('worker')} {address.text}`."
    )


def _listens(address: ClusterAddress) -> bool:
    try:
        with socket.create_connection((address.host, address.port), timeout=2):
            return True
    except OSError:
        return False


def line_to(typed: str) -> SchedulerLine:
    """A link that can be connected to the address that was typed.

    Raises:
        Refused: the address, Dask or the certificates do not allow it.
    """
    require_dask()
    return SchedulerLine(read_address(typed))
