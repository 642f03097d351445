"""The student's notebook as it lies on the disk: finding it, reading it, writing it out."""

from __future__ import annotations

import copy
import hashlib
import json
import os
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course_utils.core.atomic import replacing
from course_utils.core.brief import cut, spelled
from course_utils.core.exercise import START
from course_utils.core.kinds import with_article
from course_utils.core.released import chapters
from course_utils.texts import say
from course_utils.views.card import shell

SUFFIX = "_submission"
# Blanks of one line only: \s runs over line ends, and a cell of empty lines takes minutes.
EXERCISE_LINE = re.compile(r"^[ \t]*#[ \t]*exercise:[ \t]*([a-z0-9-]+)[ \t\r]*$", re.MULTILINE)
_MOST_BYTES = 100 * 1024 * 1024
_COLAB_SECONDS = 20


class NotFound(Exception):
    """There is no notebook to look at; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the student's file, reduced to what matters here."""

    source: str
    kind: str
    cell_id: str
    grade_id: str


@dataclass(frozen=True, slots=True)
class Notebook:
    """The student's notebook.

    Attributes:
        path: where it lies; in Colab, where its copy is written to.
        chapter: which chapter it is.
        cells: in their order.
        content: the parsed file.
        live: the content came from the front end, so that nothing can be unsaved.
    """

    path: Path
    chapter: str
    cells: tuple[Cell, ...]
    content: dict[str, Any]
    live: bool = False


def open_notebook(path: str | os.PathLike[str] | None) -> Notebook:
    """The notebook at the path, or the one that this kernel belongs to.

    Raises:
        NotFound: it cannot be found, or is not one of the course's.
    """
    if path is None and "google.colab" in sys.modules:
        return _notebook(Path("notebook.ipynb"), _from_colab(), live=True)
    if path is not None and not isinstance(path, str | os.PathLike):
        raise NotFound(say("file.no-path", kind=with_article(type(path).__name__)))
    if path and not _can_be_a_name(path):
        raise NotFound(say("file.missing", path=cut(spelled(path))))
    place = Path(path) if path else _own_path()
    return _notebook(place, _read(place))


def _can_be_a_name(path: str | os.PathLike[str]) -> bool:
    """Whether a file can bear the name: none has half a sign or a zero byte in it."""
    try:
        return b"\0" not in os.fsencode(path)
    except (ValueError, TypeError):
        return False


def _from_colab() -> Any:
    from google.colab import _message

    try:
        reply = _message.blocking_request("get_ipynb", request="", timeout_sec=_COLAB_SECONDS)
    except Exception:  # of Colab's own kinds
        raise NotFound(say("file.colab")) from None
    if not isinstance(reply, dict) or not isinstance(reply.get("ipynb"), dict):
        raise NotFound(say("file.colab"))
    return reply["ipynb"]


def _own_path() -> Path:
    running = shell()
    names = running.user_ns if running is not None else {}
    for given in (names.get("__vsc_ipynb_file__"), os.environ.get("JPY_SESSION_NAME")):
        # The server's path may be relative to its own folder: the kernel runs beside the file.
        for place in (Path(str(given)), Path(Path(str(given)).name)) if given else ():
            if place.suffix == ".ipynb" and place.is_file():
                return place
    found = [path for path in sorted(Path().glob("*.ipynb")) if not path.stem.endswith(SUFFIX)]
    mine = [path for path in found if _chapter_or_none(path) is not None]
    if len(mine) == 1:
        return mine[0]
    if not mine and Path(f"{START}.ipynb") in found:
        raise NotFound(say("file.start"))
    if not mine:
        raise NotFound(say("file.none-here"))
    names_of = ", ".join(path.name for path in mine)
    raise NotFound(say("file.which", names=names_of))


def _chapter_or_none(path: Path) -> str | None:
    try:
        return _notebook(path, _read(path)).chapter
    except NotFound:
        return None


def _read(path: Path) -> Any:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise NotFound(say("file.too-large", file=path.name, most=_MOST_BYTES >> 20))
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise NotFound(say("file.missing", path=cut(str(path)))) from None
    except OSError as fault:
        why = str(fault.strerror or fault)
        raise NotFound(say("file.unreadable", path=cut(str(path)), fault=why)) from None
    except (ValueError, RecursionError) as fault:
        why = str(fault)[:80]
        raise NotFound(say("file.damaged", file=path.name, fault=why)) from None


def _notebook(path: Path, content: Any, *, live: bool = False) -> Notebook:
    rows = content.get("cells") if isinstance(content, dict) else None
    if not isinstance(rows, list):
        raise NotFound(say("file.no-notebook", file=path.name))
    cells = tuple(_cell(row) for row in rows if isinstance(row, dict))
    chapter = _chapter(content, cells)
    if chapter is None:
        raise NotFound(say("file.not-ours", file=path.name))
    if live:
        path = Path(f"{chapter}.ipynb")
    return Notebook(path, chapter, cells, content, live)


def _cell(row: dict[str, Any]) -> Cell:
    source = row.get("source", "")
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    metadata = row.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    marks = metadata.get("nbgrader")
    grade_id = marks.get("grade_id") if isinstance(marks, dict) else ""
    # Colab keeps a cell's id in the metadata.
    cell_id = row.get("id") or metadata.get("id")
    texts = (source, row.get("cell_type"), cell_id, grade_id)
    return Cell(*(text if isinstance(text, str) else "" for text in texts))


def _chapter(content: dict[str, Any], cells: tuple[Cell, ...]) -> str | None:
    """By the notebook's own mark, or by the exercises whose first lines stand in it."""
    from course_utils.core.exercise import exercises

    metadata = content.get("metadata")
    marks = metadata.get("workbook") if isinstance(metadata, dict) else None
    name = marks.get("chapter") if isinstance(marks, dict) else None
    if name in chapters():
        return str(name)
    if name == START:
        raise NotFound(say("file.start"))
    known = exercises()
    named = (name for cell in cells for name in EXERCISE_LINE.findall(cell.source))
    votes = Counter(known[name].chapter for name in named if name in known)
    return votes.most_common(1)[0][0] if votes else None


def write_submission(notebook: Notebook) -> tuple[Path, str]:
    """Write the file to upload, without outputs; returns its path and SHA-256.

    Raises:
        OSError: the folder cannot be written to.
    """
    content = copy.deepcopy(notebook.content)
    for row in content["cells"]:
        if isinstance(row, dict) and row.get("cell_type") == "code":
            row["outputs"], row["execution_count"] = [], None
    if isinstance(content.get("metadata"), dict):
        content["metadata"].pop("widgets", None)
    data = (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")
    target = notebook.path.with_name(f"{notebook.chapter}{SUFFIX}.ipynb")
    with replacing(target, f".{target.name}.{os.getpid()}") as file:
        file.write(data)
    return target, hashlib.sha256(data).hexdigest()
