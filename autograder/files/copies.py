"""Copies whose fault is that of one file, and names where the copy was to be.

:mod:`shutil` names the file that was copied, which has no fault, and goes on with a whole tree
where the disk is full: the sentence for a person would list every file of it.
"""

from __future__ import annotations

import shutil
from fnmatch import fnmatch
from pathlib import Path


def copy_file(source: Path, target: Path) -> None:
    """Copy a file's contents.

    Raises:
        OSError: with the name of the copy.
    """
    try:
        shutil.copyfile(source, target)
    except OSError as fault:
        fault.filename, fault.filename2 = str(target), None
        raise


def copy_tree(source: Path, target: Path, without: tuple[str, ...] = ()) -> None:
    """Copy a folder's files and folders; the first one that cannot be written ends it.

    Args:
        source: the folder.
        target: where to; not there yet.
        without: names that stay out, with ``*``.

    Raises:
        OSError: with the name of the copy.
    """
    target.mkdir(parents=True)
    for path in sorted(source.iterdir()):
        if any(fnmatch(path.name, pattern) for pattern in without):
            continue
        if path.is_dir():
            copy_tree(path, target / path.name, without)
        else:
            copy_file(path, target / path.name)
