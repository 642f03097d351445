"""The set-up cell of Colab, in a Python that has Colab's packages and not the course's."""

from __future__ import annotations

import functools
import http.server
import os
import subprocess
import sys
import threading
import venv
from itertools import pairwise
from pathlib import Path

import pytest

import course_utils
from autograder.build.frame import colab_cell, wheel_address
from autograder.catalogue import CHAPTERS
from autograder.files.paths import ROOT, repository, version
from course_utils.texts import say, words
from tests.sources import source_of

CELL = colab_cell().source
NEWS = words(say("notebook.not-installed"))
USE = "\nfrom course_utils import RELEASE, guess, submit\nprint('release', RELEASE)"
OLD = '__version__ = "0.0.9"\n'


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel as a release would hold it."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, ROOT]
    subprocess.run([*command, "--no-build-isolation"], check=True)
    (made,) = folder.glob("*.whl")
    assert made.name == wheel_address().rsplit("/", 1)[1]
    return made


@pytest.fixture(scope="module")
def server(wheel):
    """A web server on the wheel's folder; yields its address and what was asked for."""
    asked: list[str] = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            asked.append(self.path)

    handler = functools.partial(Handler, directory=str(wheel.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/{wheel.name}", asked
        running.shutdown()


@pytest.fixture
def machine(tmp_path):
    """A fresh environment that sees the packages of this one but ours and what only we need."""
    farm = tmp_path / "preinstalled"
    farm.mkdir()
    import torch

    for entry in Path(torch.__file__).parents[1].iterdir():
        if not entry.name.startswith(("gradient_workbook", "course_utils", "safetensors")):
            (farm / entry.name).symlink_to(entry)
    home = tmp_path / "machine"
    venv.create(home, symlinks=True, with_pip=False)
    (site,) = home.glob("lib/python*/site-packages")
    (site / "preinstalled.pth").write_text(f"{farm}\n")
    return home / "bin" / "python"


def run(python: Path, source: str, folder: Path, **environment: str) -> tuple[str, str]:
    """What IPython prints when it runs the source in a folder, and its errors."""
    script = folder / "cell.ipy"
    script.write_text(source, encoding="utf-8")
    kept = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        [python, "-m", "IPython", "--no-banner", "--colors=NoColor", script],
        capture_output=True, text=True, cwd=folder, timeout=900,
        env={**kept, "IPYTHONDIR": str(folder / "ipython"), **environment},
    )  # fmt: skip
    return done.stdout, done.stderr


def site_of(python: Path) -> Path:
    (site,) = python.parents[1].glob("lib/python*/site-packages")
    return site


def test_the_cell_is_short_and_every_chapter_has_it() -> None:
    assert len(CELL.splitlines()) <= 8
    for chapter in CHAPTERS:
        cells = source_of(chapter).cells
        cell, after = next(pair for pair in pairwise(cells) if pair[0].id == "colab-setup")
        assert cell.source == CELL and after.id == "setup"
    for word in ("clone", "chdir", "%cd", "==", "torch"):
        assert word not in CELL


def test_the_repositorys_address_stands_in_one_place() -> None:
    sources = [ROOT / "pyproject.toml", *(ROOT / "solutions").glob("*.py")]
    for folder in ("autograder", "course_utils"):
        sources += (ROOT / folder).rglob("*.py")
    holding = [path.name for path in sources if repository() in path.read_text("utf-8")]
    assert holding == ["pyproject.toml"]
    assert repository() in CELL


def test_where_nothing_is_installed_the_package_comes_alone_and_works(machine, server, tmp_path):
    address, asked = server
    before = {entry.name for entry in site_of(machine).iterdir()}
    cell = CELL.replace(wheel_address(), address)
    folder = tmp_path / "content"
    folder.mkdir()
    out, err = run(machine, cell + USE, folder)
    assert out == f"release {course_utils.RELEASE}\n", out + err
    assert err == ""
    new = {entry.name for entry in site_of(machine).iterdir()} - before
    assert new == {"course_utils", f"gradient_workbook-{version()}.dist-info"}
    assert {entry.name for entry in folder.iterdir()} == {"cell.ipy", "ipython"}
    times = len(asked)
    assert times >= 1
    # Once more, and in a new session: it is there, so nothing is fetched or said.
    out, err = run(machine, cell + "\n" + cell + USE, folder)
    assert (out, err) == (f"release {course_utils.RELEASE}\n", "")
    assert len(asked) == times
    check = 'import torch\nfrom course_utils import check\ncheck("bce", lambda yhat, y: yhat)'
    out, _ = run(machine, check, folder)
    assert "bce: not yet" in out


def test_an_old_version_is_replaced_even_where_it_was_imported_already(machine, server, tmp_path):
    site = site_of(machine)
    (site / "course_utils").mkdir()
    (site / "course_utils" / "__init__.py").write_text(OLD)
    info = site / "gradient_workbook-0.0.9.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: gradient-workbook\nVersion: 0.0.9\n"
    )
    (info / "INSTALLER").write_text("pip\n")
    names = ("METADATA", "INSTALLER", "RECORD")
    rows = ["course_utils/__init__.py,,", *(f"{info.name}/{name},," for name in names)]
    (info / "RECORD").write_text("\n".join(rows) + "\n")
    cell = CELL.replace(wheel_address(), server[0])
    out, err = run(machine, "import course_utils\n" + cell + USE, tmp_path)
    assert out == f"release {course_utils.RELEASE}\n", out + err
    assert not info.exists()


def test_a_newer_version_and_one_from_a_clone_are_left_alone(machine, server, tmp_path):
    clone = tmp_path / "clone" / "course_utils"
    clone.mkdir(parents=True)
    (clone / "__init__.py").write_text("RELEASE = (99, 0, 0)\n")
    times = len(server[1])
    cell = CELL.replace(wheel_address(), server[0])
    use = "\nimport course_utils\nprint(course_utils.RELEASE)"
    out, err = run(machine, cell + use, tmp_path, PYTHONPATH=str(clone.parent))
    assert (out, err) == ("(99, 0, 0)\n", "")
    assert len(server[1]) == times


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:9", "http://no-such-host.invalid:80"])
def test_without_a_network_one_sentence_ends_the_run(proxy, machine, tmp_path):
    cell = CELL + "\nprint('what comes next')"
    out, err = run(machine, cell, tmp_path, https_proxy=proxy, HTTPS_PROXY=proxy)
    assert NEWS in out + err and "what comes next" not in out
    assert "Traceback" not in out + err and "course_utils.RELEASE" not in out + err


def test_a_release_that_is_gone_ends_the_run_too(machine, server, tmp_path):
    gone = server[0].replace(".whl", "-gone.whl")
    out, err = run(machine, CELL.replace(wheel_address(), gone), tmp_path)
    assert NEWS in out + err and "Traceback" not in out + err
