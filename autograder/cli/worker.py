"""``autograder worker``."""

from __future__ import annotations

from typing import Annotated

import typer


def worker(
    scheduler: Annotated[
        str,
        typer.Argument(
            help="The Dask scheduler's address: tls://host:8786, or tcp://127.0.0.1:8786 on this "
            "machine."
        ),
    ],
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; one per core unless given.")
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(help="What they are called, with a number each; this machine's name usually."),
    ] = None,
    unsandboxed: Annotated[
        bool,
        typer.Option(
            "--unsandboxed",
            help="Start where nothing can be isolated, too: for `grade --unsandboxed` alone.",
        ),
    ] = False,
) -> None:
    """Grade on this machine for others: workers of a Dask cluster.

    It works until it is ended: a worker that dies is started again, and so are all when their
    scheduler comes back. What it is sent it keeps in a private folder that goes with the run.
    docs/cluster.md leads from nothing to three machines. Whoever reaches the scheduler can run any
    code here, as this user: hence certificates, on every network.

    Example: python -m autograder worker tls://grading.example.org:8786
    """
    from autograder.errors import Refused
    from autograder.execute.cluster_worker import work_for
    from autograder.execute.local import cores
    from autograder.sandbox import SandboxUnavailable
    from autograder.sandbox.launch import require_sandbox

    if not unsandboxed:
        try:
            require_sandbox()
        except SandboxUnavailable as fault:
            raise Refused(str(fault)) from None
    work_for(scheduler, workers or cores(), name, lambda words: typer.echo(words, err=True))
