"""Emptying the folder that an unsandboxed submission could write to."""

from __future__ import annotations

import os
import secrets
import stat

MAX_ENTRIES = 20_000


class TooManyFiles(Exception):
    """More was left behind than is worth deleting: a new worker is quicker."""


def wipe(folder: str, most: int = MAX_ENTRIES) -> None:
    """Delete all that the folder holds, whatever its permissions, and follow no link.

    Directories are emptied into the top folder before they are removed, so that
    neither a deep nest nor a long path can stop it.

    Raises:
        TooMuch: more than ``most`` entries.
        OSError: something resists.
    """
    os.chmod(folder, 0o700)
    prefix = f".wipe-{secrets.token_hex(8)}-"
    top = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        seen = 0
        while names := os.listdir(top):
            for name in names:
                seen += 1
                if seen > most:
                    raise TooManyFiles(folder)
                seen = _remove(top, name, prefix, seen, most)
    finally:
        os.close(top)


def _remove(top: int, name: str, prefix: str, seen: int, most: int) -> int:
    if not stat.S_ISDIR(os.lstat(name, dir_fd=top).st_mode):
        os.unlink(name, dir_fd=top)
        return seen
    os.chmod(name, 0o700, dir_fd=top)
    inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=top)
    try:
        for child in os.listdir(inner):
            seen += 1
            if seen > most:
                raise TooManyFiles(child)
            if stat.S_ISDIR(os.lstat(child, dir_fd=inner).st_mode):
                # A directory can be moved only when it is itself writable: its ".." changes.
                os.chmod(child, 0o700, dir_fd=inner)
                os.rename(child, f"{prefix}{seen}", src_dir_fd=inner, dst_dir_fd=top)
            else:
                os.unlink(child, dir_fd=inner)
    finally:
        os.close(inner)
    os.rmdir(name, dir_fd=top)
    return seen
