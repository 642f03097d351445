"""The gradebook's database: any that nbgrader takes, never made by looking into it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbgrader.api
from nbgrader.api import Assignment, Course, Gradebook
from nbgrader.dbutil import ALEMBIC_DIR
from sqlalchemy import Engine, create_engine, delete, inspect, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from autograder.errors import Refused
from autograder.typed import command

# What nbgrader's Gradebook calls a course that nobody named.
UNNAMED_COURSE = "default_course"
_REVISION = re.compile(r"""^(revision|down_revision) = ["'](\w+)["']""", re.MULTILINE)
_SECRET = ("pass", "secret", "key", "token")


def newest_revision() -> str:
    """Of nbgrader's gradebook: what `alembic heads` answers, without starting another Python."""
    found = {"revision": set[str](), "down_revision": set[str]()}
    for file in Path(ALEMBIC_DIR, "versions").glob("*.py"):
        for name, value in _REVISION.findall(file.read_text(encoding="utf-8")):
            found[name].add(value)
    (newest,) = found["revision"] - found["down_revision"]
    return newest


# Asked once for every new gradebook.
nbgrader.api.get_alembic_version = newest_revision


def repair(db_url: str) -> None:
    """Finish a gradebook whose making was cut off: nbgrader looks for its version in vain.

    Args: db_url: as nbgrader takes it; nothing need be there yet.
    """
    engine = create_engine(db_url)
    try:
        with engine.begin() as connection:
            tables = inspect(connection).get_table_names()
            if not tables:
                return
            if "alembic_version" not in tables:
                connection.execute(
                    text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
                )
            if not connection.execute(text("SELECT count(*) FROM alembic_version")).scalar():
                connection.execute(
                    text("INSERT INTO alembic_version (version_num) VALUES (:version)"),
                    {"version": newest_revision()},
                )
    finally:
        engine.dispose()


def absolute(db_url: str, folder: Path) -> str:
    """The URL; of a SQLite file that is named from the course folder, with its whole path."""
    url = _parsed(db_url)
    if url is None:
        return db_url
    name = url.database or ""
    if not _is_file(url) or Path(name).is_absolute():
        return db_url
    return url.set(database=str(folder.resolve() / name)).render_as_string(hide_password=False)


def shown(db_url: str) -> str:
    """The database as a person may see it: a file's path, or the URL without its password."""
    url = _parsed(db_url)
    if url is None:
        return "(an address that cannot be read)"
    if _is_file(url):
        return str(url.database)
    kept = {
        name: "hidden" if any(part in name.lower() for part in _SECRET) else value
        for name, value in url.query.items()
    }
    return url.set(query=kept).render_as_string(hide_password=True)


def _parsed(db_url: str) -> URL | None:
    """The address in its parts; None where it is none."""
    try:
        url = make_url(db_url)
    except (ArgumentError, ValueError):
        return None
    # An @ that is not written %40 would make the rest of a password the server's name.
    return None if url.password and db_url.count("@") > 1 else url


@contextmanager
def connected(db_url: str) -> Iterator[Engine | None]:
    """The database, to look into it; None where no gradebook was made in it yet.

    Args: db_url: as nbgrader takes it. Nothing is made there, no file and no table.

    Raises:
        Refused: it cannot be reached or read.
    """
    url = _parsed(db_url)
    if url is None:
        raise Refused(
            "the gradebook cannot be read: its address, CourseDirectory.db_url in "
            "nbgrader_config.py, is not one that SQLAlchemy accepts; special characters in a "
            "password are written like %40 for @."
        )
    if _is_file(url) and not Path(str(url.database)).exists():
        yield None
        return
    try:
        engine = _reader(url)
    except (SQLAlchemyError, ImportError) as fault:
        raise Refused(_unreachable(db_url, fault)) from None
    try:
        yield engine if inspect(engine).has_table(Assignment.__tablename__) else None
    except SQLAlchemyError as fault:
        raise Refused(_unreachable(db_url, fault)) from None
    finally:
        engine.dispose()


@contextmanager
def opened(db_url: str, whose: Path) -> Iterator[Gradebook]:
    """The gradebook, to read it through nbgrader's classes; nothing is added to it.

    Args:
        db_url: as nbgrader takes it.
        whose: the course folder, for the message.

    Raises:
        Refused: it is not there yet, or cannot be reached or read.
    """
    with connected(db_url) as engine:
        if engine is None:
            raise Refused(
                f"{whose} has no gradebook yet ({shown(db_url)}): give the course folder that "
                f"`{command('grade')}` made, or grade first."
            )
    try:
        # Without a course's name nbgrader does not write one into it.
        with Gradebook(db_url, "") as book:
            yield book
    except SQLAlchemyError as fault:
        raise Refused(_unreachable(db_url, fault)) from None


@contextmanager
def no_other_course(db_url: str, own: str) -> Iterator[None]:
    """Takes away the course that nbgrader's steps add beside the folder's own.

    Some of its steps open the gradebook without a name, and that adds one, with nothing in it.
    """
    yield
    if own != UNNAMED_COURSE:
        with Gradebook(db_url, own) as book:
            used = select(Assignment.course_id)
            added = Course.id == UNNAMED_COURSE
            book.db.execute(delete(Course).where(added, Course.id.not_in(used)))
            book.db.commit()


def _is_file(url: URL) -> bool:
    name = url.database or ""
    return url.get_backend_name() == "sqlite" and name not in ("", ":memory:") and (
        not name.startswith("file:")
    )  # fmt: skip


def _reader(url: URL) -> Engine:
    if not _is_file(url):
        return create_engine(url)
    address = f"{Path(str(url.database)).resolve().as_uri()}?mode=ro"
    return create_engine("sqlite://", creator=lambda: sqlite3.connect(address, uri=True))


def _unreachable(db_url: str, fault: Exception) -> str:
    if isinstance(fault, ImportError):
        why = f"its driver is not installed ({fault.name or fault})"
    elif isinstance(fault, DBAPIError):
        why = (str(fault.orig).strip().splitlines() or ["no reason given"])[0].rstrip(".")
    else:
        # Other words of SQLAlchemy's may quote the address, and that holds a password.
        why = type(fault).__name__
    return (
        f"the gradebook {shown(db_url)} cannot be read: {why}. Its address is "
        "CourseDirectory.db_url in nbgrader_config.py."
    )
