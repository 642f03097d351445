"""All of a course folder that must not depend on how often its run was killed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import create_engine, inspect, text

from autograder.course.course import Course
from autograder.course.hand_marks import HandMarks
from autograder.course.journal import Journal
from autograder.report.write import write_report
from tests.autograder.grade.small_class import CHAPTER, heads, left_behind, lines

_RECEIVED = re.compile(r"Received .{19} UTC")
_MADE = re.compile(r'"made": ".{25}"')
_CPU = re.compile(r"The students’ own code took .*?</p>", re.DOTALL)
# Whose folder it is, and when it was graded.
_HEAD = re.compile(r'<p class="(?:course|when)">.*?</p>|<title>.*?</title>', re.DOTALL)
_ID = re.compile(r"[0-9a-f]{32}")
# Compared by what they say, as they hold times, names of executions and drawn ids.
_BY_CONTENT = ("journal/", "gradebook.db", "received/", ".lock")


def everything(root: Path, scratch: Path) -> dict[str, object]:
    """Marks, journal, gradebook, pages, notebooks, report: all but times and drawn names.

    Args:
        root: the course folder.
        scratch: a file for the report, which is written for this.
    """
    course = Course(root)
    left = left_behind(root)
    page = write_report(course, CHAPTER, out=scratch).read_text(encoding="utf-8")
    return {
        "results": left["results"],
        "marks": {r.submission.student: (r.state, r.score) for r in _results(course)},
        "journal": journal(root),
        "gradebook": tables(course.db_url),
        "files": files(root),
        "report": _HEAD.sub("", _CPU.sub("", page)),
    }


def _results(course: Course) -> Iterator:
    return Journal(course.journal_path(CHAPTER)).results()


def journal(root: Path) -> dict[str, object]:
    """Its lines in any order: each head without the execution's name; who shares executions."""
    together = defaultdict(list)
    found = heads(root)
    for head in found:
        together[head.pop("run")].append(head["student"])
    events = [line.split(b'"event": ')[1].split(b",")[0] for line in lines(root) if _event(line)]
    return {
        "heads": sorted(found, key=repr),
        "together": sorted(map(sorted, together.values())),
        "events": [event.rstrip(b"}").split(b"}")[0].decode() for event in events],
    }


def _event(line: bytes) -> bool:
    return b'"event": ' in line.partition(b"\t")[0]


def files(root: Path) -> dict[str, str]:
    """Every file of the folder, as text without the time of receipt."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        if path.is_file():
            held = "" if name.startswith(_BY_CONTENT) else path.read_text("utf-8", "replace")
            if name.startswith("by-hand/"):
                held = _by_hand(path)
            found[name] = _MADE.sub("", _RECEIVED.sub("", held))
    return found


def _by_hand(path: Path) -> str:
    """What the file says, in whatever order its lines came to be."""
    marks = HandMarks(path)
    return repr((sorted(marks._shown.items()), sorted(marks._given.items())))


def tables(db_url: str) -> dict[str, list[str]]:
    """Every row of every table, its drawn ids replaced by what the rows hold that they name."""
    engine = create_engine(db_url)
    try:
        with engine.connect() as connection:
            looked = inspect(connection)
            names = looked.get_table_names()
            rows = {
                name: [
                    dict(row)
                    for row in connection.execute(text(f'SELECT * FROM "{name}"')).mappings()
                ]
                for name in names
            }
            links = {
                name: {
                    key["constrained_columns"][0]: key["referred_table"]
                    for key in looked.get_foreign_keys(name)
                }
                for name in names
            }
    finally:
        engine.dispose()
    return _without_ids(rows, links)


def _without_ids(
    rows: Mapping[str, list[dict]], links: Mapping[str, Mapping[str, str]]
) -> dict[str, list[str]]:
    by_id = {(name, row["id"]): row for name in rows for row in rows[name] if "id" in row}

    def words(name: str, row: dict) -> str:
        parts = []
        for column, value in sorted(row.items()):
            other = links[name].get(column)
            if other is not None and (other, value) in by_id:
                parts.append(f"{column}=({words(other, by_id[other, value])})")
            elif not (column == "id" and _ID.fullmatch(str(value))):
                parts.append(f"{column}={value!r}")
        return ", ".join(parts)

    return {name: sorted(words(name, row) for row in held) for name, held in rows.items()}


def differences(wanted: object, found: object, place: str = "") -> Iterator[str]:
    """Where two such descriptions differ, one sentence a place."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        for key in sorted({*wanted, *found}, key=str):
            if key not in found or key not in wanted:
                yield f"{place}/{key} is {'gone' if key in wanted else 'new'}"
            else:
                yield from differences(wanted[key], found[key], f"{place}/{key}")
    elif isinstance(wanted, list) and isinstance(found, list) and wanted != found:
        gone, new = _without(wanted, found), _without(found, wanted)
        yield f"{place}: {len(gone)} gone, {len(new)} new: {_short(gone[:2])} → {_short(new[:2])}"
    elif isinstance(wanted, str) and isinstance(found, str) and wanted != found:
        pairs = enumerate(zip(wanted, found, strict=False))
        same = next(
            (at for at, (one, other) in pairs if one != other), min(len(wanted), len(found))
        )
        start = max(0, same - 40)
        yield f"{place}, character {same}: {_short(wanted[start:])} → {_short(found[start:])}"
    elif wanted != found:
        yield f"{place}: {_short(wanted)} → {_short(found)}"


def _without(some: list, others: list) -> list:
    rest = list(others)
    return [one for one in some if not (one in rest and not rest.remove(one))]


def _short(value: object) -> str:
    words = repr(value)
    return words if len(words) <= 200 else f"{words[:200]}… ({len(words)} characters)"
