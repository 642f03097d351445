"""Recording what a cell shows, as nbformat outputs, up to a cap."""

from __future__ import annotations

import base64
import codecs
import io
import json
import math
from collections.abc import Mapping
from typing import Any

MAX_ERRORS = 20
MAX_DEPTH = 40
_CUT = "[The output was cut here: it is longer than is kept.]\n"


class Recorder:
    """The outputs of the running cell.

    Attributes:
        muted: while set, everything is dropped: a probe's prints could hold hidden inputs.
    """

    def __init__(self, cap: int) -> None:
        self.cap = cap
        self.muted = False
        self.begin()

    def begin(self) -> None:
        """Forget what was recorded; a new cell starts."""
        self._outputs: list[dict[str, Any]] = []
        self._used = 0
        self._errors = 0
        self._cut = False
        self._clear_next = False

    def outputs(self) -> list[dict[str, Any]]:
        """The cell's outputs so far, streams joined."""
        if self._cut:
            return [*self._outputs, _stream("stderr", _CUT)]
        return list(self._outputs)

    def stream(self, name: str, text: str) -> None:
        """Text for stdout or stderr."""
        if not text or not self._room(len(text)):
            return
        last = self._outputs[-1] if self._outputs else {}
        if last.get("output_type") == "stream" and last.get("name") == name:
            last["text"] += text
        else:
            self._outputs.append(_stream(name, text))

    def display(self, data: Mapping[str, Any], metadata: Mapping[str, Any] | None) -> None:
        """A display_data output."""
        self._rich({"output_type": "display_data"}, data, metadata)

    def result(
        self, count: int, data: Mapping[str, Any], metadata: Mapping[str, Any] | None
    ) -> None:
        """An execute_result output."""
        self._rich({"output_type": "execute_result", "execution_count": count}, data, metadata)

    def error(self, name: str, value: str, traceback: list[str]) -> None:
        """An error output. It is kept, shortened, even when the cap is reached."""
        self._errors += 1
        if self.muted or self._errors > MAX_ERRORS:
            return
        trace = "\n".join(traceback)[-20_000:].split("\n")
        self._outputs.append(
            {
                "output_type": "error",
                "ename": name[:200],
                "evalue": value[:2000],
                "traceback": trace,
            }
        )

    def clear(self, wait: bool) -> None:
        """IPython.display.clear_output."""
        if wait:
            self._clear_next = True
        else:
            self._outputs.clear()

    def _rich(
        self, output: dict[str, Any], data: Mapping[str, Any], metadata: Mapping[str, Any] | None
    ) -> None:
        whole = {**output, "data": _plain(data), "metadata": _plain(metadata or {})}
        if self._room(len(json.dumps(whole, ensure_ascii=False))):
            self._outputs.append(whole)

    def _room(self, size: int) -> bool:
        if self.muted:
            return False
        if self._clear_next:
            self._clear_next = False
            self._outputs.clear()
        if self._used + size > self.cap:
            self._cut = True
            return False
        self._used += size
        return True


def _stream(name: str, text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def _plain(value: object, depth: int = 0) -> object:
    """A value that JSON can hold: bytes as base64, as Jupyter does it."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, int) and abs(value) < 2**63:
        return int(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, (dict, list, tuple)) and depth >= MAX_DEPTH:
        return "…"
    if isinstance(value, dict):
        return {str(key): _plain(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner, depth + 1) for inner in value]
    return str(value)[:2000]


class _Raw(io.RawIOBase):
    def __init__(self, recorder: Recorder, name: str, descriptor: int) -> None:
        super().__init__()
        self._recorder = recorder
        self._name = name
        self._descriptor = descriptor
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        raw = bytes(data)
        self._recorder.stream(self._name, self._decoder.decode(raw))
        return len(raw)

    def fileno(self) -> int:
        return self._descriptor

    def close(self) -> None:
        """Stay open: a cell that closes its stdout must not silence the next one."""


def text_stream(recorder: Recorder, name: str, descriptor: int) -> io.TextIOWrapper:
    """A file object for ``sys.stdout`` or ``sys.stderr`` that records."""
    # Straight onto the raw stream: a buffer between would hold back a cell's last words.
    return io.TextIOWrapper(
        _Raw(recorder, name, descriptor),  # type: ignore[arg-type]
        encoding="utf-8",
        errors="backslashreplace",
        write_through=True,
    )
