"""A notebook that is open in the browser: run it, type into it, read what it says."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, sync_playwright

from tests.browser.lab import CHROMIUM_FLAGS, START_SECONDS

RUN_SECONDS = 1800
ANSWER_SECONDS = 300

# A command that comes before the notebook is the current widget, or before its
# kernel has answered, is lost without a word.
_READY = """() => {
    const panel = window.jupyterapp?.shell.currentWidget;
    const session = panel?.context?.sessionContext;
    return panel?.content?.widgets?.length && session?.isReady
        && session.session?.kernel?.status === 'idle';
}"""
# JupyterLab's page does not say which of the file's cells an element is.
_NAME_CELLS = """() => {
    for (const widget of window.jupyterapp.shell.currentWidget.content.widgets)
        widget.node.dataset.cellId = widget.model.id;
}"""
_RUN_ALL = """() => {
    window.allRan = false;
    window.jupyterapp.commands.execute('notebook:run-all-cells')
        .finally(() => { window.allRan = true; });
}"""
_STILL = """() => new Promise(resolve => {
    // Until the outputs have kept their size for a while: formulas and pictures are drawn late.
    let last = '', quiet = 0;
    const look = () => {
        const notebook = document.querySelector('.jp-Notebook');
        const now = notebook.scrollHeight + '/' + notebook.querySelectorAll('*').length;
        quiet = now === last ? quiet + 1 : 0;
        last = now;
        quiet > 4 ? resolve() : setTimeout(look, 100);
    };
    look();
})"""


@dataclass(slots=True)
class Opened:
    """A page with a notebook, and what the browser complained of.

    Attributes:
        page: the browser's page.
        complaints: errors in the console and uncaught exceptions. A healthy JupyterLab has none
            of its own, so nothing is left out.
    """

    page: Page
    complaints: list[str] = field(default_factory=list)

    def ready(self) -> None:
        """Wait until the notebook is there and its kernel answers."""
        self.page.wait_for_function(_READY, timeout=START_SECONDS * 1000)
        self.page.evaluate(_NAME_CELLS)

    def run_all(self) -> None:
        """Run every cell, and wait until all is done and drawn."""
        self.page.evaluate(_RUN_ALL)
        self.page.wait_for_function("window.allRan", timeout=RUN_SECONDS * 1000)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is drawn any more, and name the cells."""
        self.page.evaluate(_STILL)
        self.page.evaluate(_NAME_CELLS)

    def cell(self, cell_id: str) -> Locator:
        """The cell of the notebook's file with this id."""
        return self.page.locator(f"[data-cell-id='{cell_id}']")

    def outputs(self, cell_id: str) -> Locator:
        """What the cell has shown."""
        return self.cell(cell_id).locator(".jp-OutputArea-output")

    def run(self, cell_id: str) -> None:
        """Click into the cell, closed as it may be; press Shift+Enter, and wait for the kernel."""
        self.cell(cell_id).locator(".cm-content, .jp-Placeholder-content").first.click()
        self.page.keyboard.press("Shift+Enter")
        self.idle()

    def idle(self) -> None:
        """Wait until no cell waits for the kernel."""
        self.page.wait_for_function(
            """() => ![...document.querySelectorAll('.jp-InputPrompt')]
                    .some(prompt => prompt.textContent.includes('*'))""",
            timeout=ANSWER_SECONDS * 1000,
        )
        self.settle()

    def command(self, name: str, **arguments: Any) -> None:
        """One of JupyterLab's commands, such as ``docmanager:save``."""
        self.page.evaluate(
            "([name, arguments]) => window.jupyterapp.commands.execute(name, arguments)",
            [name, arguments],
        )

    def dark(self, dark: bool = True) -> None:
        """JupyterLab's dark or light theme."""
        self.command("apputils:change-theme", theme=f"JupyterLab {'Dark' if dark else 'Light'}")
        said = "false" if dark else "true"
        self.page.wait_for_selector(f"body[data-jp-theme-light='{said}']", state="attached")
        self.page.wait_for_timeout(300)  # its colours fade over


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium: Debian's, or the one that CHROMIUM names."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(
    browser: Browser,
    url: str,
    notebook: str,
    *,
    width: int = 1280,
    height: int = 1000,
    scale: float = 1,
) -> Iterator[Opened]:
    """The notebook in a page of its own, its kernel ready; afterwards both are ended."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=scale
    )
    page = context.new_page()
    page.set_default_timeout(ANSWER_SECONDS * 1000)
    found = Opened(page)
    listen(page, found.complaints)
    try:
        # A layout of its own: the server keeps what an earlier page left open at the side.
        page.goto(f"{url}/doc/workspaces/{uuid.uuid4().hex}/tree/{notebook}")
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=START_SECONDS * 1000)
        found.ready()
        yield found
    finally:
        # Each kernel holds a torch of its own.
        page.evaluate("() => window.jupyterapp?.serviceManager.sessions.shutdownAll()")
        context.close()


def listen(page: Page, complaints: list[str]) -> None:
    """Collect the page's errors as they come."""

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"{message.text} ({message.location['url']})")

    page.on("console", said)
    page.on("pageerror", lambda error: complaints.append(f"uncaught: {error}"))
