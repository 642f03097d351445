"""A real JupyterLab on a folder, with settings of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
]
# What a busy machine may take: only what hangs meets these limits.
START_SECONDS = 300


@contextmanager
def jupyter_lab(folder: Path, theme: str = "light", edition: Path | None = None) -> Iterator[str]:
    """A JupyterLab server on the folder, with settings of its own; yields its address.

    Args:
        folder: what it shows.
        theme: ``light`` or ``dark``.
        edition: whose ``course_utils`` its kernels import; the project's unless given.

    Raises:
        RuntimeError: the server did not answer in time; the message holds its log.
    """
    with tempfile.TemporaryDirectory() as name:
        own = Path(name)
        _write_settings(own / "settings", theme)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        with answering(
            _command(folder, port), f"{url}/api", own / "log", env=_environment(own, edition)
        ):
            yield url


@contextmanager
def answering(
    words: Sequence[str],
    url: str,
    log: Path,
    *,
    env: Mapping[str, str],
    cwd: Path | None = None,
    patience: float = START_SECONDS,
) -> Iterator[None]:
    """A server from when it answers under its address until the block ends.

    Raises:
        RuntimeError: it did not answer in time; the message holds its log.
    """
    with log.open("w") as file:
        server = subprocess.Popen(words, env=env, cwd=cwd, stdout=file, stderr=file)
    try:
        _wait_for(url, server, log, patience)
        yield
    finally:
        server.terminate()
        try:
            server.wait(timeout=15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _command(folder: Path, port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
        *(f"--port={port}", "--port-retries=0", f"--ServerApp.root_dir={folder.resolve()}"),
        *("--ServerApp.token=", "--ServerApp.password=", "--expose-app-in-browser"),
    ]


def _environment(own: Path, edition: Path | None) -> dict[str, str]:
    project = str(Path(__file__).resolve().parents[2])
    first = str(edition.resolve()) if edition else None
    return {
        **os.environ,
        "JUPYTERLAB_SETTINGS_DIR": str(own / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(own / "workspaces"),
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTER_RUNTIME_DIR": str(own / "runtime"),
        "IPYTHONDIR": str(own / "ipython"),
        "PYTHONPATH": os.pathsep.join(filter(None, [first, project, os.environ.get("PYTHONPATH")])),
    }


def _write_settings(folder: Path, theme: str) -> None:
    files = {
        "apputils-extension/themes": {"theme": THEMES[theme]},
        "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
        # Every cell is in the page, whether it is scrolled to or not.
        "notebook-extension/tracker": {"windowingMode": "none"},
    }
    for name, content in files.items():
        path = folder / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content))


def _wait_for(url: str, server: subprocess.Popen, log: Path, patience: float) -> None:
    end = time.monotonic() + patience
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the server did not start:\n{log.read_text()[-2000:]}")


def write_notebook(path: Path, cells: Sequence[str]) -> None:
    """A notebook of code cells, for the course's kernel."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in cells])
    notebook.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    nbformat.write(notebook, path)
