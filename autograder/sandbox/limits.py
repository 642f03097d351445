"""What one submission may use. CPU seconds are the budget; wall time is only the last net."""

from __future__ import annotations

from dataclasses import asdict, dataclass

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one submission; every number carries its unit in a comment.

    A machine under load makes a right answer slow, never wrong: what is counted
    is the processor time of all the submission's processes together, and waiting
    counts as idle only while none of them wants to run.
    """

    # Time. At the soft limit the running code is interrupted, as by Ctrl-C, and the
    # next cell goes on; code that swallows the interruption, or is in the middle of an import
    # and stays there, is killed after the grace.
    cpu_per_cell: float = 20.0  # CPU seconds
    cpu_per_probe: float = 10.0  # CPU seconds; visible and hidden cases each
    cpu_per_notebook: float = 60.0  # CPU seconds, cells and probes, repeated runs included
    cpu_grace: float = 2.0  # CPU seconds between interruption and kill
    search_cpu: float = 0.15  # CPU seconds of looking for one wrong answer's place; 0: not looked
    search_wall: float = 5.0  # wall seconds of the same
    idle: float = 30.0  # wall seconds of one cell or probe in which nothing wants to run
    wall_per_notebook: float = 900.0  # wall seconds; only a sandbox gone wrong meets it

    # Space.
    address_space: int = 3 * GIB  # bytes a process may map beyond what the worker has mapped
    memory: int = 4 * GIB  # bytes that all its processes hold
    search_memory: int = GIB // 2  # bytes a search may map beyond what the submission has mapped
    file_size: int = 64 * MIB  # bytes of one file
    scratch: int = 256 * MIB  # bytes of /tmp
    shared_memory: int = 128 * MIB  # bytes of /dev/shm, which DataLoader workers use

    # Counts.
    processes: int = 64  # processes and threads at one time
    open_files: int = 512  # descriptors of one process
    restarts: int = 8  # fresh processes after a cell or a probe has killed one

    # What comes back.
    output_per_cell: int = 1 * MIB  # bytes of a cell's outputs, pictures included
    output_per_notebook: int = 8 * MIB  # bytes of all outputs

    # The random state every submission starts with: python, numpy, torch.
    seed: int = 0

    @property
    def all_memory(self) -> int:
        """Bytes that the kernel may charge: the processes' own, and what they have in files."""
        return self.memory + self.scratch + self.shared_memory

    def to_json(self) -> dict[str, float | int]:
        """A plain dictionary: what the worker is told."""
        return asdict(self)
