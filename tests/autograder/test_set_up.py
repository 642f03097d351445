"""The project's environment, as `make` makes it on the machines that people have."""

from __future__ import annotations

import ast
import fcntl
import functools
import hashlib
import http.server
import importlib.metadata
import os
import re
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

from autograder import set_up
from autograder.files.paths import ROOT

# The first of each line of Python that the README promises: Debian 12 has 3.11.2.
PROMISED = ("3.11.0", "3.12.0", "3.13.0", "3.14.0")
SET_UP = ROOT / "autograder" / "set_up.py"


@pytest.mark.tested
def test_every_pin_fits_every_python_that_is_promised():
    for pin in set_up.pins_of("tested"):
        name, _, version = pin.partition("==")
        found = importlib.metadata.distribution(name)
        assert found.version.split("+")[0] == version, "make has to install what is pinned"
        wanted = SpecifierSet(found.metadata["Requires-Python"] or "")
        for python in PROMISED:
            assert python in wanted, f"{pin} wants Python {wanted}"


def test_the_readme_promises_these_pythons():
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert "Python 3.11 to 3.14" in readme


@pytest.mark.tested
def test_the_readme_names_the_torch_that_is_pinned():
    (pin,) = [pin for pin in set_up.pins_of("tested") if pin.startswith("torch==")]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"torch==[\d.]+\d", readme) == [pin]


def test_the_oldest_versions_are_the_lower_ends_of_the_ranges():
    pins = set_up.pins_of("oldest")
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for pin in pins:
        name, _, version = pin.partition("==")
        assert re.search(rf'"{name}(\[\w+\])?>={re.escape(version)}["; ]', text)
    assert {"torch", "numpy", "nbgrader", "psycopg"} <= {pin.split("==")[0] for pin in pins}
    assert len({pin.split("==")[0] for pin in pins}) == len(pins)
    assert "ipywidgets==8.1" in pins, "the higher one of two"
    assert set_up.pins_of("newest") == []


@pytest.mark.parametrize("file", [SET_UP, ROOT / "autograder" / "__main__.py"])
def test_an_old_python_gets_a_sentence_and_no_syntax_error(file):
    ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 7))


# ------------------------------------------------------------------ PyTorch for the CPU


@pytest.fixture(scope="module")
def venv(tmp_path_factory) -> Path:
    """An environment with pip and nothing else, in a folder as people name theirs."""
    folder = tmp_path_factory.mktemp("Meine Übungen") / ".venv"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    return folder


@pytest.fixture
def only_this_index(monkeypatch):
    """No other place for packages than the one that is named."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)


@pytest.fixture
def index(tmp_path):
    """A package index on this machine that has torch for the CPU, one small module."""
    (pin,) = [pin for pin in set_up.pins_of("tested") if pin.startswith("torch==")]
    version = pin.removeprefix("torch==") + "+cpu"
    folder = tmp_path / "torch"
    folder.mkdir()
    wheel = folder / f"torch-{version}-py3-none-any.whl"
    about = f"torch-{version}.dist-info"
    with zipfile.ZipFile(wheel, "w") as file:
        file.writestr("torch/__init__.py", "")
        file.writestr(
            f"{about}/METADATA",
            f"Metadata-Version: 2.1\nName: torch\nVersion: {version}\nRequires-Dist: nowhere\n",
        )
        file.writestr(
            f"{about}/WHEEL",
            "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        file.writestr(f"{about}/RECORD", "")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    name = wheel.name.replace("+", "%2B")
    (folder / "index.html").write_text(f'<a href="{name}#sha256={digest}">{wheel.name}</a>')
    handler = functools.partial(_Quiet, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *words):
        pass


def test_pytorch_comes_from_the_index_without_cuda(venv, index, only_this_index, tmp_path):
    python, log = set_up.python_of(venv), tmp_path / "pip.log"
    pins = set_up.pins_of("tested")
    set_up._cpu_torch(python, pins, index, log)
    code = "import importlib.metadata as m; print(m.version('torch'))"
    told = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    (pin,) = [pin for pin in pins if pin.startswith("torch==")]
    assert told.stdout.strip() == pin.removeprefix("torch==") + "+cpu", log.read_text()
    # Who asks for the one with CUDA later gets it: pip would say "already satisfied".
    set_up._without_cpu_torch(python)
    assert subprocess.run([python, "-c", code], capture_output=True, check=False).returncode


def test_without_that_index_it_says_what_is_taken_and_goes_on(
    venv, only_this_index, tmp_path, capsys
):
    log = tmp_path / "pip.log"
    set_up._cpu_torch(set_up.python_of(venv), ["torch==2.0"], "http://127.0.0.1:9", log)
    told = capsys.readouterr().out
    assert "http://127.0.0.1:9" in told and "3.7 GB" in told and str(log) in told
    assert "$ " in log.read_text() and "127.0.0.1" in log.read_text()


# ------------------------------------------------------------------ environments that are there


@pytest.fixture
def calls(monkeypatch):
    """What pip was asked for, where a test is about something else."""
    found: list[list[str]] = []

    def pip(python, words, log):
        found.append(list(words))
        log.write_text("")
        return True

    monkeypatch.setattr(set_up, "_pip", pip)
    return found


def test_an_environment_of_another_python_is_made_anew(tmp_path, calls, capsys):
    folder = tmp_path / ".venv"
    python = set_up.python_of(folder)
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\necho 3 10\n")
    python.chmod(0o755)
    (folder / "left").write_text("")
    set_up.set_up(folder)
    assert set_up.version_of(folder) == sys.version_info[:2]
    assert not (folder / "left").exists()
    assert "made anew" in capsys.readouterr().out
    assert set_up.environment_is_current(folder) and not set_up.environment_is_current(
        folder, gpu=True
    )


def test_an_environment_of_this_python_is_kept_and_a_ready_one_is_not_touched(venv, calls):
    (venv / "mine").write_text("")
    set_up.set_up(venv)
    asked = len(calls)
    assert asked and (venv / "mine").exists()
    set_up.set_up(venv)
    assert len(calls) == asked
    set_up.set_up(venv, gpu=True)
    assert len(calls) == asked + 1, "with a GPU nothing is asked of the CPU's index"
    assert set_up.environment_is_current(venv, gpu=True)


def test_an_environment_that_was_moved_is_made_anew(tmp_path, calls, monkeypatch):
    """Its activate and the first lines of its programs name the place where it was made."""
    old, new = tmp_path / "old" / ".venv", tmp_path / "new" / ".venv"
    monkeypatch.setattr(set_up, "ROOT", old.parent)
    for folder in (old.parent, new.parent):
        folder.mkdir()
        (folder / "constraints.txt").write_text("")
        (folder / "pyproject.toml").write_text("")
    set_up.set_up(old)
    old.rename(new)
    monkeypatch.setattr(set_up, "ROOT", new.parent)
    assert not set_up.environment_is_current(new)
    set_up.set_up(new)
    assert set_up.environment_is_current(new)
    assert str(new) in (new / "bin" / "activate").read_text()
    assert str(old) not in (new / "bin" / "activate").read_text()


def test_what_pip_says_is_shown_with_its_reason(venv, tmp_path, monkeypatch):
    (tmp_path / "constraints.txt").write_text("torch==2.0\n")
    (tmp_path / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "none"\n'
        '[project]\nname = "x"\nversion = "1"\n'
    )
    monkeypatch.setattr(set_up, "ROOT", tmp_path)
    with pytest.raises(set_up.Failed) as told:
        set_up.set_up(venv, gpu=True)
    assert "No module named 'none'" in str(told.value)
    assert str(venv / "pip.log") in str(told.value)
    assert not set_up.ready_mark(venv).exists()


def test_a_second_set_up_waits_for_the_first(venv, calls):
    set_up.set_up(venv)
    held = os.open(venv.parent, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    command = [sys.executable, "-u", SET_UP, "--venv", venv]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as second:
        assert second.stdout is not None
        assert second.stdout.readline() == "another set-up is at work here; waiting for it\n"
        os.close(held)
        assert second.wait(300) == 0
        assert second.stdout.read() == "", "it was ready: nothing is installed again"


# ------------------------------------------------------------------ make


def make(*words: str) -> str:
    """What it would do; called from `make test`, it must not know of that one's own words."""
    own = {
        name: text for name, text in os.environ.items() if not re.search("MAKE|MFLAGS|GPU", name)
    }
    return subprocess.run(
        ["make", "-n", *words], cwd=ROOT, env=own, capture_output=True, text=True, check=True
    ).stdout


def test_make_sets_up_anew_what_is_not_there_or_not_of_this_folder(tmp_path):
    mark = tmp_path / ".ready"
    assert "set_up.py" in make("demo", f"VENV={tmp_path}")
    mark.write_text(f"{ROOT.resolve()}\ncpu\n")
    assert "set_up.py" not in make("demo", f"VENV={tmp_path}")
    assert "set_up.py --venv" in make("demo", f"VENV={tmp_path}", "GPU=1")
    assert "--gpu" in make("demo", f"VENV={tmp_path}", "GPU=1")
    assert "set_up.py" not in make("demo", f"VENV={tmp_path}", "GPU=0")
    mark.write_text("/another/folder\ncpu\n")
    assert "set_up.py" in make("demo", f"VENV={tmp_path}")


def test_root_gets_its_jupyterlab():
    assert ("--allow-root" in make("lab")) == (os.getuid() == 0)
