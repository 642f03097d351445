"""A PostgreSQL server for tests: a cluster of its own, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def postgres() -> Iterator[Callable[[str], str]]:
    """A function that makes an empty database and gives its URL, with a password in it."""
    names = {user.pw_name for user in pwd.getpwall()}
    owner = ("postgres" if "postgres" in names else "nobody") if os.getuid() == 0 else ""
    folder = Path(tempfile.mkdtemp(prefix="workbook-postgres-", dir="/tmp"))
    if owner:
        shutil.chown(folder, owner)
    data = str(folder / "data")
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"

    def database(name: str) -> str:
        _as_owner(owner, _program("createdb"), "-h", str(folder), "-U", "teacher", name)
        return f"postgresql+psycopg://teacher:hush-hush@/{name}?host={folder}"

    try:
        _as_owner(owner, _program("initdb"), "-D", data, "-U", "teacher", "-A", "trust", "-N",
                  "-E", "UTF8", "--no-locale")  # fmt: skip
        _as_owner(owner, _program("pg_ctl"), "-D", data, "-w", "-l", str(folder / "log"),
                  "-o", options, "start")  # fmt: skip
        try:
            yield database
        finally:
            _as_owner(owner, _program("pg_ctl"), "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _program(name: str) -> str:
    """Debian keeps the server's programs out of the PATH, one folder a version."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name) or name


def _as_owner(owner: str, *line: str) -> None:
    """PostgreSQL does not run as root."""
    prefix = ["setpriv", f"--reuid={owner}", "--clear-groups"] if os.getuid() == 0 else []
    subprocess.run([*prefix, *line], check=True, capture_output=True, timeout=900, cwd="/")
