"""A course whose gradebook lies in PostgreSQL, as nbgrader's manual allows."""

from __future__ import annotations

import csv
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from autograder.grade.course import Course
from tests.autograder.grade.small_class import copied, marks, words

pytestmark = [pytest.mark.postgres, pytest.mark.sandbox]


def program(name: str) -> str:
    """Debian keeps the server's programs out of the PATH, one folder a version."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name) or name


def as_owner(owner: str, *line: str) -> None:
    """PostgreSQL does not run as root."""
    prefix = ["setpriv", f"--reuid={owner}", "--clear-groups"] if os.getuid() == 0 else []
    subprocess.run([*prefix, *line], check=True, capture_output=True, timeout=900, cwd="/")


@pytest.fixture(scope="module")
def server():
    """A cluster of its own, reached through a socket in its folder; gone afterwards."""
    names = {user.pw_name for user in pwd.getpwall()}
    owner = ("postgres" if "postgres" in names else "nobody") if os.getuid() == 0 else ""
    folder = Path(tempfile.mkdtemp(prefix="workbook-postgres-", dir="/tmp"))
    if owner:
        shutil.chown(folder, owner)
    data = str(folder / "data")
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    try:
        as_owner(owner, program("initdb"), "-D", data, "-U", "teacher", "-A", "trust", "-N",
                 "-E", "UTF8", "--no-locale")  # fmt: skip
        as_owner(owner, program("pg_ctl"), "-D", data, "-w", "-l", str(folder / "log"),
                 "-o", options, "start")  # fmt: skip
        try:
            as_owner(owner, program("createdb"), "-h", str(folder), "-U", "teacher", "gradebook")
            yield f"postgresql+psycopg://teacher@/gradebook?host={folder}"
        finally:
            as_owner(owner, program("pg_ctl"), "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def test_the_courses_own_database_gets_the_marks(server, begun, forks, tmp_path):
    sqlite = marks(Course(copied(begun, tmp_path / "sqlite")).db_url)
    root = copied(begun, tmp_path / "postgres")
    (root / "gradebook.db").unlink()
    with (root / "nbgrader_config.py").open("a") as file:
        file.write(f"c.CourseDirectory.db_url = {server!r}\n")
    assert Course(root).db_url == server

    killed = forks.run(words(begun / "in", root), AUTOGRADER_FAIL="gradebook.rows:2=kill")
    assert killed.code == -9
    done = forks.run(words(begun / "in", root))
    assert done.code == 0, done.output
    assert not (root / "gradebook.db").exists()
    assert marks(server) == sqlite

    target = tmp_path / "grades.csv"
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "export", "--to", str(target)],
        cwd=root, check=True, capture_output=True, timeout=900,
        env={"PATH": f"{Path(sys.prefix) / 'bin'}:/usr/bin:/bin", "HOME": str(tmp_path)},
    )  # fmt: skip
    with target.open() as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert scores == {"ada": 20, "bo": 18, "cy": 0, "guest-1": 20, "guest-2": 18}
