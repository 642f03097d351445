"""Every machine of a cluster, looked over for a person."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from autograder.execute.cluster_crew import lost_exception
from autograder.execute.cluster_link import (
    FarWorker,
    NoAnswer,
    SchedulerGone,
    SchedulerLine,
    line_to,
    no_scheduler,
    no_worker,
)
from autograder.execute.cluster_look import look, look_closely
from autograder.sandbox.doctor import Inspection

CLOSELY = 120.0  # seconds in which a machine has to try its sandbox; it may have work


@dataclass(slots=True)
class FarMachine:
    """One machine, with all of its workers.

    Attributes:
        host: its own name for itself; a worker's address where it did not say.
        workers: the names.
        why: for what reasons it is not used, each once.
        findings: what ``doctor`` finds there.
    """

    host: str
    workers: list[str] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    findings: list[Inspection] = field(default_factory=list)


def survey(typed: str) -> list[FarMachine]:
    """All machines that have workers, by name.

    Raises:
        Refused: nobody answers, or there is no worker.
    """
    return asyncio.run(_survey(line_to(typed)))


async def _survey(link: SchedulerLine) -> list[FarMachine]:
    asyncio.get_running_loop().set_exception_handler(lost_exception)
    try:
        await link.connect()
        workers = list((await link.workers()).values())
        if not workers:
            raise no_worker(link.address)
        mine = look()
        said = await asyncio.gather(*(_looked_over(link, one, mine) for one in workers))
        machines: dict[str, FarMachine] = {}
        asked: dict[str, list[FarWorker]] = defaultdict(list)
        for worker, (facts, why) in zip(workers, said, strict=True):
            host = str(facts.get("host") or worker.address)
            machine = machines.setdefault(host, FarMachine(host))
            machine.workers.append(worker.name)
            machine.why += [one for one in why if one not in machine.why]
            if facts:
                asked[host].append(worker)
        found = await asyncio.gather(*(_closely(link, some[0]) for some in asked.values()))
        for host, findings in zip(asked, found, strict=True):
            machines[host].findings = findings
    except SchedulerGone as fault:
        raise no_scheduler(link.address, fault) from None
    finally:
        await link.close()
    for machine in machines.values():
        machine.workers.sort()
    return [machines[host] for host in sorted(machines)]


async def _looked_over(
    link: SchedulerLine, worker: FarWorker, mine: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    try:
        return await link.looked_over(worker, mine, unsandboxed=False)
    except NoAnswer as fault:
        return {}, [f"it does not answer ({fault})"]


async def _closely(link: SchedulerLine, worker: FarWorker) -> list[Inspection]:
    """What the machine finds when it looks at itself, in the thread that grades there."""
    future: Any = link.client.submit(
        look_closely, key=f"workbook-look-{uuid.uuid4().hex}", pure=False, workers=[worker.address]
    )
    try:
        said = json.loads(await asyncio.wait_for(future.result(), CLOSELY))
        return [Inspection(**one) for one in said]
    except Exception as fault:
        words = f"{type(fault).__name__}: {fault}".removesuffix(": ")
        return [Inspection("machine", False, f"could not be looked at ({words})")]
