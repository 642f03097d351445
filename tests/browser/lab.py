"""A real JupyterLab in a real Chromium; run as a program, it makes the README's picture.

Run from the project's root: ``python -m tests.browser.lab [picture.png]``.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Page, sync_playwright

PICTURE = Path("docs/images/failed-check.png")
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
]
START_SECONDS = 60
RUN_SECONDS = 120

# The wrong answer is the catalogue's own: the picture shows the check, not a solution.
_WRONG_ANSWER = """\
from autograder.catalogue.entry import find_entry
from course_utils import check
wrong = dict(find_entry("lr-backward").wrong)
LR = wrong["missing-mean"].obj
"""


@contextmanager
def jupyter_lab(folder: Path, theme: str = "light") -> Iterator[str]:
    """A JupyterLab server on the folder, with settings of its own; yields its address.

    Raises:
        RuntimeError: the server did not answer in time; the message holds its log.
    """
    with tempfile.TemporaryDirectory() as name:
        own = Path(name)
        _write_settings(own / "settings", theme)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with (own / "log").open("w") as log:
            server = subprocess.Popen(
                _command(folder, port), env=_environment(own), stdout=log, stderr=log
            )
        url = f"http://127.0.0.1:{port}"
        try:
            _wait_for(f"{url}/api", server, own / "log")
            yield url
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


def _environment(own: Path) -> dict[str, str]:
    project = str(Path(__file__).resolve().parents[2])
    return {
        **os.environ,
        "JUPYTERLAB_SETTINGS_DIR": str(own / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(own / "workspaces"),
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTER_RUNTIME_DIR": str(own / "runtime"),
        "IPYTHONDIR": str(own / "ipython"),
        "PYTHONPATH": os.pathsep.join(filter(None, [project, os.environ.get("PYTHONPATH")])),
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


def _wait_for(url: str, server: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")


@contextmanager
def executed(
    url: str, notebook: str, width: int = 900, height: int = 1600, scale: float = 2
) -> Iterator[Page]:
    """The notebook, opened in Chromium with all its cells run; yields the page."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        try:
            page = browser.new_page(
                viewport={"width": width, "height": height}, device_scale_factor=scale
            )
            page.goto(f"{url}/doc/tree/{notebook}")
            page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=START_SECONDS * 1000)
            _run_all(page)
            yield page
        finally:
            browser.close()


def _run_all(page: Page) -> None:
    # A command that comes before the notebook is the current widget, or before its
    # kernel has answered, is lost without a word.
    page.wait_for_function(
        """() => {
            const panel = window.jupyterapp?.shell.currentWidget;
            const session = panel?.context?.sessionContext;
            return panel?.content?.widgets?.length && session?.isReady
                && session.session?.kernel?.status === 'idle';
        }""",
        timeout=START_SECONDS * 1000,
    )
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
    page.wait_for_function(
        """() => [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')]
                .every(prompt => /\\[\\d+\\]/.test(prompt.textContent))""",
        timeout=RUN_SECONDS * 1000,
    )
    page.wait_for_timeout(500)  # the last output is still being laid out
    page.evaluate("() => document.activeElement && document.activeElement.blur()")


def write_notebook(path: Path, cells: Sequence[str]) -> None:
    """A notebook of code cells, for the course's kernel."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in cells])
    notebook.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    nbformat.write(notebook, path)


def make_picture(out: Path = PICTURE, theme: str = "light") -> Path:
    """A picture of the check's cell and its output, cut to both."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_notebook(folder / "check.ipynb", [_WRONG_ANSWER, 'check("lr-backward")'])
        with (
            jupyter_lab(folder, theme) as url,
            executed(url, "check.ipynb", width=820) as page,
        ):
            # The active cell wears a toolbar: let it be the other one.
            page.evaluate(
                "() => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = 0 }"
            )
            page.wait_for_timeout(300)
            page.locator(".jp-CodeCell").nth(1).screenshot(path=out)
    return out


if __name__ == "__main__":
    print(make_picture(Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURE))
