"""What has to be the same on every machine for results to be the same."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import socket
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of_package
from pathlib import Path
from typing import Any

from autograder.files.paths import COURSE_UTILS, NOTEBOOKS, ROOT, SOLUTIONS, version
from autograder.sandbox.jobs import SandboxUnavailable
from autograder.sandbox.launch import require_sandbox

# Of what decides a result, the places by the words that a person is told.
_PLACES: dict[str, tuple[Path, ...]] = {
    "catalogue": (ROOT / "autograder" / "catalogue",),
    "grader": (ROOT / "autograder",),
    "course_utils and its keys": (COURSE_UTILS,),
    "notebooks": (NOTEBOOKS,),
    "sources of the chapters": (SOLUTIONS,),
}
_SUFFIXES = (".py", ".mistakes", ".json", ".safetensors", ".toml")
_PACKAGES = ("torch", "numpy", "distributed")


def look() -> dict[str, Any]:
    """The facts about the machine that this runs on: plain data, in a moment."""
    return {
        "host": socket.gethostname(),
        "process": os.getpid(),
        "version": version(),
        "python": platform.python_version(),
        "processor": platform.machine(),
        "packages": {name: _installed(name) for name in _PACKAGES},
        "files": files_digests(),
        "sandbox": _sandbox(),
    }


def look_closely() -> bytes:
    """What ``doctor`` finds on the machine that this runs on, as JSON; it takes seconds."""
    from autograder.sandbox.doctor import inspect_machine

    return json.dumps([asdict(finding) for finding in inspect_machine()]).encode()


def misfits(mine: Mapping[str, Any], theirs: Mapping[str, Any], *, unsandboxed: bool) -> list[str]:
    """Why a machine may not grade, in words; nothing where it may.

    Args:
        mine: what :func:`look` said here.
        theirs: what it said there.
        unsandboxed: whether isolation is asked for at all.
    """
    try:
        return list(_misfits(mine, theirs, unsandboxed))
    except (KeyError, TypeError, AttributeError, ValueError) as fault:
        return [f"what it says of itself cannot be read ({type(fault).__name__}: {fault})"]


def _misfits(
    mine: Mapping[str, Any], theirs: Mapping[str, Any], unsandboxed: bool
) -> Iterator[str]:
    if theirs["version"] != mine["version"]:
        yield f"it has version {theirs['version']} of the workbook, and here is {mine['version']}"
    if theirs["python"] != mine["python"]:
        yield f"it runs Python {theirs['python']}, and here is {mine['python']}"
    if theirs["processor"] != mine["processor"]:
        yield f"its processor is {theirs['processor']}, and here it is {mine['processor']}"
    for name in _PACKAGES:
        there, here = theirs["packages"][name], mine["packages"][name]
        if there != here:
            yield f"it has {name} {there}, and here is {here}"
    other = [name for name in _PLACES if theirs["files"][name] != mine["files"][name]]
    # What differs in the catalogue alone differs in the grader's folder, too.
    if other and theirs["version"] == mine["version"]:
        yield f"its files differ from those here: {', '.join(other)}"
    if theirs["sandbox"] and not unsandboxed:
        yield f"it cannot isolate submissions: {theirs['sandbox']}"


@cache
def files_digests() -> dict[str, str]:
    """Digests of the files that decide a result."""
    return {name: _digest(*places) for name, places in _PLACES.items()}


def _digest(*folders: Path) -> str:
    known = hashlib.sha256()
    for folder in folders:
        suffixes = (".ipynb",) if folder == NOTEBOOKS else _SUFFIXES
        for file in sorted(folder.rglob("*")):
            if file.suffix not in suffixes or "__pycache__" in file.parts:
                continue
            if folder in (NOTEBOOKS, SOLUTIONS) and file.parent != folder:
                continue
            known.update(file.relative_to(folder).as_posix().encode())
            known.update(hashlib.sha256(file.read_bytes()).digest())
    return known.hexdigest()[:16]


def _installed(package: str) -> str:
    try:
        return version_of_package(package)
    except PackageNotFoundError:
        return "(none)"


def _sandbox() -> str:
    """Why submissions cannot be isolated here; empty where they can."""
    try:
        require_sandbox()
    except SandboxUnavailable as fault:
        return str(fault)
    return ""
