"""Checking what a child says it showed: form and size, before anything is made of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_MIME = re.compile(r"[a-z]+/[\w.+-]{1,80}", re.ASCII)
MAX_OUTPUTS = 2000
MAX_DEPTH = 60  # the recorder keeps 40


def checked(outputs: object, cap: int) -> tuple[list[dict[str, Any]], bool]:
    """The outputs that are nbformat outputs, rebuilt field by field, up to ``cap`` bytes.

    Returns:
        The outputs, and whether something was left out.
    """
    if not isinstance(outputs, list):
        return [], True
    kept: list[dict[str, Any]] = []
    used = 0
    for output in outputs[:MAX_OUTPUTS]:
        found = _output(output) if isinstance(output, Mapping) else None
        if found is None:
            return kept, True
        used += _size(found, cap)
        if used > cap:
            return kept, True
        kept.append(found)
    return kept, len(outputs) > MAX_OUTPUTS


def _output(output: Mapping[str, Any]) -> dict[str, Any] | None:
    kind = output.get("output_type")
    if kind == "stream" and output.get("name") in ("stdout", "stderr"):
        return {"output_type": kind, "name": output["name"], "text": _text(output.get("text"))}
    if kind == "error":
        trace = output.get("traceback")
        return {
            "output_type": kind,
            "ename": _text(output.get("ename"))[:200],
            "evalue": _text(output.get("evalue"))[:2000],
            "traceback": [_text(line) for line in trace] if isinstance(trace, list) else [],
        }
    data = output.get("data")
    if kind not in ("display_data", "execute_result") or not isinstance(data, dict):
        return None
    found: dict[str, Any] = {"output_type": kind, "data": _bundle(data), "metadata": {}}
    size = output.get("metadata")
    if isinstance(size, dict):
        found["metadata"] = {name: value for name, value in size.items() if _mime(name)}
    if kind == "execute_result":
        count = output.get("execution_count")
        found["execution_count"] = count if isinstance(count, int) and 0 <= count < 1e6 else None
    return found


def _bundle(data: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for kind, value in data.items():
        if _mime(kind):
            structured = kind.endswith("json") and isinstance(value, (dict, list))
            found[kind] = value if structured else _text(value)
    return found


def _mime(kind: object) -> bool:
    return isinstance(kind, str) and _MIME.fullmatch(kind) is not None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _size(value: object, cap: int, depth: int = 0) -> int:
    """The bytes of all texts and numbers in a value; too many where it is nested too deeply."""
    if depth > MAX_DEPTH:
        return cap + 1
    if isinstance(value, str):
        return len(value.encode("utf-8", "replace"))
    if isinstance(value, dict):
        inside = (part for pair in value.items() for part in pair)
        return sum(_size(part, cap, depth + 1) for part in inside)
    if isinstance(value, list):
        return sum(_size(part, cap, depth + 1) for part in value)
    return 8
