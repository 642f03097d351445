"""Does the student's package work where Colab's or VS Code's kernel runs it? A script:

    python -P tests/front_ends.py colab NOTEBOOKS
    python -P tests/front_ends.py vscode NOTEBOOKS

A real kernel of this Python is dressed as the other's, as far as the package can see: the class
of the shell and what hands out the notebook, ids of cells and where the file is. Then a student's
hour is typed into it. NOTEBOOKS is the folder of the chapters. Only the wheel, ipykernel and
jupyter_client are needed, so that it runs in any environment.

After googlecolab/colabtools (``_shell.py``, ``_message.py``) and microsoft/vscode-jupyter.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHAPTER = "01_tensors.ipynb"
CONTENT = "content"  # the folder in which the kernel runs
SECONDS = 120  # for one cell; only what hangs meets them
SETUP = """\
import torch
from course_utils import NotAttempted, check, demo, guess, hint, labs, progress, reset, submit
"""
ROWS = "# exercise: row-normalize\n"
STUB = f"{ROWS}def row_normalize(x):\n    raise NotAttempted  # replace this line"
WRONG = f"{ROWS}def row_normalize(x):\n    return x / x.sum(dim=0)"
RIGHT = f"{ROWS}def row_normalize(x):\n    return x / x.sum(dim=1, keepdim=True)"
RENAMED = RIGHT.replace("row_normalize(", "row_normalise(")
# What a kernel of Colab has: its own shell, which passes no cell on to the front end, and a
# message that the page answers with the notebook as it stands there.
COLAB = """
import json, pathlib, sys, types

def _modules(*names):
    for name in names:
        made = sys.modules[name] = types.ModuleType(name)
        parent, _, own = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], own, made)

_modules("google", "google.colab", "google.colab._message", "google.colab.errors")
class MessageError(Exception):
    pass
def blocking_request(request_type, request="", timeout_sec=5, parent=None):
    page = pathlib.Path({page!r})
    if not page.exists():
        raise MessageError("the page did not answer")
    return {{"ipynb": json.loads(page.read_text("utf-8"))}}
sys.modules["google.colab._message"].MessageError = MessageError
sys.modules["google.colab._message"].blocking_request = blocking_request

_running = get_ipython()
class Shell(type(_running)):
    def set_next_input(self, *arguments, **named):
        pass  # Colab's page does not know this payload
Shell.__module__ = "google.colab._shell"
_running.__class__ = Shell
del _running, _modules, Shell
"""
VSCODE = "__vsc_ipynb_file__ = {page!r}"


class Kernel:
    """A kernel, and what a front end hears of it.

    Attributes:
        front_end: as what it is dressed.
        payload: of the last cell: what the kernel asks its front end to do.
        widgets: the states of the widgets that were opened, by the number of their comm.
    """

    def __init__(self, client: object, front_end: str, page: Path) -> None:
        self._client, self._page = client, page
        self.front_end = front_end
        self.payload: list[dict] = []
        self.widgets: dict[str, dict] = {}

    def run(self, text: str, cell: str = "") -> str:
        """What a cell shows, in words; ``cell`` names the notebook's cell."""
        content = {
            "code": text, "silent": False, "store_history": True, "user_expressions": {},
            "allow_stdin": False, "stop_on_error": True,
        }  # fmt: skip
        message = self._client.session.msg("execute_request", content)
        if self.front_end == "vscode" and cell:
            message["metadata"]["cellId"] = f"vscode-notebook-cell:{self._page}#{cell}"
        self._client.shell_channel.send(message)
        return self._hear(message["header"]["msg_id"])

    def click(self, description: str) -> str:
        """What happens when a button is pressed."""
        comms = [c for c, s in self.widgets.items() if s.get("description") == description]
        expect(bool(comms), f"there is no button “{description}”: {list(self.widgets.values())}")
        content = {
            "comm_id": comms[-1],
            "data": {"method": "custom", "content": {"event": "click"}},
        }
        return self._tell(content)

    def set(self, description: str, **values: object) -> str:
        """What happens when a control is moved."""
        data = {"method": "update", "state": values, "buffer_paths": []}
        return self._tell({"comm_id": self._named(description), "data": data})

    def _named(self, description: str) -> str:
        comms = [c for c, s in self.widgets.items() if s.get("description") == description]
        expect(bool(comms), f"nothing is named “{description}”: {list(self.widgets.values())}")
        return comms[-1]

    def _tell(self, content: dict) -> str:
        message = self._client.session.msg("comm_msg", content)
        self._client.shell_channel.send(message)
        return self._hear(message["header"]["msg_id"], replied=False)

    def _hear(self, asked: str, *, replied: bool = True) -> str:
        shown: list[str] = []
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            heard = self._client.get_iopub_msg(timeout=SECONDS)
            if heard["parent_header"].get("msg_id") != asked:
                continue
            kind, content = heard["msg_type"], heard["content"]
            if kind == "status" and content["execution_state"] == "idle":
                break
            if kind == "comm_open":
                self.widgets[content["comm_id"]] = content["data"].get("state", {})
            elif kind == "stream":
                shown.append(content["text"])
            elif kind in ("display_data", "update_display_data", "execute_result"):
                shown.append(content["data"].get("text/plain", ""))
            elif kind == "error":
                shown.append("\n".join(content["traceback"]))
        while replied:
            reply = self._client.get_shell_msg(timeout=SECONDS)
            if reply["parent_header"].get("msg_id") == asked:
                self.payload = reply["content"].get("payload", [])
                break
        return "\n".join(shown).replace("`", "")


@contextmanager
def kernel(front_end: str, page: Path, folder: Path) -> Iterator[Kernel]:
    """A kernel in a folder, dressed as the front end's; ``page`` is the notebook's file."""
    from jupyter_client.manager import KernelManager

    manager = KernelManager(kernel_name="python3", transport="ipc", ip=str(folder / "socket"))
    manager.start_kernel(cwd=str(folder))
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=SECONDS)
        running = Kernel(client, front_end, page)
        dress = COLAB if front_end == "colab" else VSCODE
        said = running.run(dress.format(page=str(page)))
        expect(said == "", f"the kernel could not be dressed:\n{said}")
        yield running
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def expect(holds: bool, sentence: str) -> None:
    """End the script with the sentence, unless this holds."""
    if not holds:
        sys.exit(f"✗ {sentence}")


def says(said: str, *parts: str) -> str:
    """The same words, if all these stand in them and no traceback does."""
    for part in parts:
        expect(part in said, f"“{part}” is not said:\n{said}")
    expect("Traceback" not in said, f"a traceback is shown:\n{said}")
    return said


def an_exercise(running: Kernel, page: Path) -> str:
    """Empty, wrong, broken, renamed, right: each is told."""
    own, checked = "W4sZmlsZQ%3D%3D", "W5sZmlsZQ%3D%3D"
    running.run(STUB, own)
    says(running.run('check("row-normalize")', checked), "still empty")
    running.run(WRONG, own)
    says(running.run('check("row-normalize")', checked), "row-normalize: not yet")
    says(running.run('hint("row-normalize")'), "row-normalize: hint ")
    running.run(RIGHT, own)
    says(running.run('check("row-normalize")', checked), "the visible checks pass")
    running.run(RENAMED, own)
    says(running.run('check("row-normalize")', checked), "row_normalise", "not row_normalize")
    running.run(RIGHT + ")", own)
    says(running.run('check("row-normalize")', checked), "did not run: SyntaxError")
    running.run(RIGHT, own)
    says(running.run('check("row-normalize")', checked), "the visible checks pass")
    return "an exercise: empty, wrong, renamed, broken, right"


def a_question(running: Kernel, page: Path) -> str:
    """Choices as buttons; pressing one gives the answer; typed answers do the same."""
    says(running.run('guess("t-view-shares")'), "t-view-shares")
    choices = [
        s["description"]
        for s in running.widgets.values()
        if "tooltip" in s and s.get("description")
    ]
    expect(bool(choices), f"no buttons: {list(running.widgets.values())}")
    says(running.click(choices[0]), "You said")
    says(running.run('guess("t-view-shares", "b")'), "This time you said")
    return "a question: buttons, and typed"


def a_lab(running: Kernel, page: Path) -> str:
    """A control that is moved draws the picture anew."""
    before = says(running.run("labs.secant(lambda x: x**2, 2.0)"))
    sliders = [s for s in running.widgets.values() if s.get("_options_labels")]
    expect(bool(sliders), f"no slider: {list(running.widgets.values())}")
    moved = running.set(sliders[-1]["description"], index=1)
    expect(moved != "" and moved != before, f"nothing is drawn anew:\n{moved}")
    return "a lab answers its controls"


def an_empty_cell(running: Kernel, page: Path) -> str:
    """``reset``: in a new cell where the front end makes one, else to be copied."""
    said = says(running.run('reset("row-normalize")'), "raise NotAttempted")
    placed = [one for one in running.payload if one.get("source") == "set_next_input"]
    if running.front_end == "colab":
        says(said, "paste these lines over it")
        expect(not placed, "Colab is asked for a new cell")
    else:
        says(said, "A new cell below")
        expect(len(placed) == 1 and "raise NotAttempted" in placed[0]["text"], "no new cell")
    return "reset gives the empty exercise"


def progress_is_kept(running: Kernel, page: Path) -> str:
    """Saved to a folder such as Drive's, and loaded by a kernel that knows nothing."""
    drive = page.parent / "drive" / "MyDrive"
    file = str(drive / "progress.json")
    says(running.run(f"progress(save={file!r})"), "Nothing was saved")
    drive.mkdir(parents=True)
    says(running.run(f"progress(save={file!r})"), "Saved to", "✓ passed")
    folder = page.parent / "tomorrow"
    folder.mkdir()
    with kernel(running.front_end, page, folder) as fresh:
        fresh.run(SETUP)
        says(fresh.run("progress(1)"), "○ not yet")
        says(fresh.run(f"progress(1, load={file!r})"), "✓ passed", "Loaded")
    return "progress is saved to Drive, and loaded the next day"


def handed_in(running: Kernel, page: Path) -> str:
    """``submit``: the file to upload, from the page or from beside the notebook."""
    content = json.loads(page.read_text("utf-8"))
    for cell in content["cells"]:
        if "".join(cell["source"]).startswith(ROWS):
            cell["source"] = RIGHT.splitlines(keepends=True)
        if running.front_end == "colab":  # it keeps the ids in the metadata
            cell["metadata"] = {"id": cell.pop("id")}
    page.write_text(json.dumps(content), "utf-8")
    said = says(running.run("submit()"), "01_tensors_submission.ipynb", "the file is written")
    expect("row-normalize" not in said, f"what is right may cost marks:\n{said}")
    beside = page.parents[1] / CONTENT if running.front_end == "colab" else page.parent
    expect((beside / "01_tensors_submission.ipynb").is_file(), f"no file in {beside}")
    if running.front_end == "colab":
        says(said, "list of files")
        page.unlink()
        says(running.run("submit()"), "Colab did not hand out this notebook")
    return "submit writes the file"


STEPS = (an_exercise, a_question, a_lab, an_empty_cell, progress_is_kept, handed_in)


def main() -> None:
    """Every step in one kernel; the first that fails ends the script with exit code 1."""
    front_end, notebooks = sys.argv[1:]
    sys.stdout.reconfigure(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        page = home / "mine" / CHAPTER
        page.parent.mkdir()
        shutil.copyfile(Path(notebooks) / CHAPTER, page)
        content = home / CONTENT  # VS Code's kernel may run elsewhere than beside the file
        content.mkdir()
        with kernel(front_end, page, content) as running:
            says(running.run(SETUP))
            for step in STEPS:
                print(f"✓ {step(running, page)}", flush=True)
    print(f"the package works in {front_end}: Python {sys.version.split()[0]}")


if __name__ == "__main__":
    main()
