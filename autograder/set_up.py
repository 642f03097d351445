"""Make the project's environment: `python3 autograder/set_up.py`, which is what `make` calls.

It runs on whatever Python is there, before anything is installed: standard library only.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
# Where PyTorch keeps the builds without CUDA. On Linux PyPI has only the other ones: with them
# .venv takes 5.4 GB instead of 1.7.
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
SHOWN = 40  # lines of pip's own words after a fault


class Failed(Exception):
    """The environment could not be made; the message says why and what to do."""


def main(words: Sequence[str] | None = None) -> None:
    """Make the environment, or say in words why it cannot be made."""
    wanted = _arguments(words)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # in a pipe, too: it takes minutes
    try:
        if sys.version_info < OLDEST:
            needed = ".".join(map(str, OLDEST))
            raise Failed(
                f"Python {needed} or later is needed, this is {sys.version.split()[0]} "
                f"({sys.executable}). Name another one: make PYTHON=python{needed} …"
            )
        with _alone(wanted.venv):
            set_up(wanted.venv, wanted.versions, gpu=wanted.gpu, index=wanted.torch_index)
    except Failed as fault:
        sys.exit(f"set-up: {fault}")
    except KeyboardInterrupt:
        sys.exit("set-up: interrupted; the same command begins it anew.")


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="set_up.py", description=__doc__)
    parser.add_argument("--venv", type=Path, default=ROOT / ".venv", help="where it is made")
    parser.add_argument(
        "--versions",
        choices=("tested", "oldest", "newest"),
        default="tested",
        help="those of constraints.txt, or the ends of the ranges in pyproject.toml",
    )
    parser.add_argument("--gpu", action="store_true", help="PyTorch with CUDA (5.4 GB on Linux)")
    parser.add_argument("--torch-index", default=CPU_INDEX, help="where the CPU build comes from")
    return parser.parse_args(words)


def set_up(
    venv: Path, versions: str = "tested", *, gpu: bool = False, index: str = CPU_INDEX
) -> None:
    """Install the project and what it needs.

    Args:
        venv: the folder of the virtual environment; one of this Python is kept, any other
            is made anew.
        versions: ``tested``, ``oldest`` or ``newest``.
        gpu: leave it to PyPI which build of PyTorch is taken.
        index: of the build for the CPU.

    Raises:
        Failed: venv or pip did not succeed; the message holds its own words.
    """
    if environment_is_current(venv, gpu):
        return  # another `make` has done it while this one waited
    mark = ready_mark(venv)
    gpu = gpu or _build_of(mark) == "gpu"
    # In one that was moved the programs and `activate` name the old place, and pip leaves them.
    if _home_of(mark) not in ("", str(ROOT)) or version_of(venv) != sys.version_info[:2]:
        _make_venv(venv)
    mark.unlink(missing_ok=True)
    python = python_of(venv)
    print(f"setting up {venv.name} with Python {sys.version.split()[0]} (a few minutes, once)")
    log = venv / "pip.log"
    log.unlink(missing_ok=True)
    pins = pins_of(versions)
    (venv / "pins.txt").write_text("\n".join(pins) + "\n", encoding="utf-8")
    if gpu:
        _without_cpu_torch(python)
    elif sys.platform.startswith("linux"):
        _cpu_torch(python, pins, index, log)
    wanted = ["-c", str(venv / "pins.txt"), "-e", f"{ROOT}[dev]"]
    if versions == "newest":
        wanted += ["--upgrade", "--upgrade-strategy", "eager"]
    if not _pip(python, wanted, log):
        raise Failed(f"pip could not install the packages:\n{_excerpt(log)}\nAll of it: {log}")
    mark.write_text(f"{ROOT}\n{'gpu' if gpu else 'cpu'}\n", encoding="utf-8")


def pins_of(versions: str) -> list[str]:
    """The versions to install, such as ``numpy==1.26``; none of them for the newest ones."""
    if versions == "newest":
        return []
    if versions == "tested":
        lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        return [line for line in lines if not line.startswith("#")]
    import tomllib  # not in the Pythons that are refused in words

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ranges = [*project["dependencies"]]
    for extra in project["optional-dependencies"].values():
        ranges += extra
    bounds: dict[str, str] = {}
    for found in filter(
        None, (re.match(r"([\w.-]+)(?:\[\w+\])?>=([\d.]+)", one) for one in ranges)
    ):
        name, version = found.groups()
        # JupyterLab's extra asks for more than the package alone.
        bounds[name] = max(bounds.get(name, version), version, key=_numbers)
    return [f"{name}=={version}" for name, version in bounds.items()]


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def ready_mark(venv: Path) -> Path:
    """The file that says that the environment is whole, and which folder it belongs to."""
    return venv / ".ready"


def environment_is_current(venv: Path, gpu: bool = False) -> bool:
    """Whether the environment was made here, and after the last change of what it must hold."""
    mark = ready_mark(venv)
    if _home_of(mark) != str(ROOT):
        return False
    if gpu and _build_of(mark) != "gpu":
        return False
    sources = (ROOT / "pyproject.toml", ROOT / "constraints.txt")
    written = mark.stat().st_mtime
    return version_of(venv) is not None and all(one.stat().st_mtime <= written for one in sources)


def _home_of(mark: Path) -> str:
    """The project's folder that the environment was made for; empty where that is not known."""
    return (_lines_of(mark) or [""])[0]


def _build_of(mark: Path) -> str:
    """Which PyTorch the environment holds: cpu or gpu; empty where that is not known."""
    return (_lines_of(mark)[1:] or [""])[0]


def _lines_of(mark: Path) -> list[str]:
    return mark.read_text(encoding="utf-8").splitlines() if mark.exists() else []


def python_of(venv: Path) -> Path:
    """The environment's interpreter."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def version_of(venv: Path) -> tuple[int, int] | None:
    """The version of the environment's Python; None where there is none that starts."""
    python = python_of(venv)
    code = "import sys, pip; print(*sys.version_info[:2])"
    try:
        reply = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    major, minor = reply.stdout.split()
    return int(major), int(minor)


def _make_venv(venv: Path) -> None:
    if venv.exists():
        print(f"the {venv.name} that is here is of another Python, moved or broken: made anew")
    command = [sys.executable, "-m", "venv", "--clear", str(venv)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        shutil.rmtree(venv, ignore_errors=True)  # half of one looks like a whole one
        raise Failed(
            f"{' '.join(command)} failed. Debian and Ubuntu have it in a package of its own, "
            f"python3-venv. It said:\n{(made.stdout + made.stderr).strip()}"
        )


def _cpu_torch(python: Path, pins: Sequence[str], index: str, log: Path) -> None:
    """PyTorch without CUDA, before pip looks for it on PyPI."""
    pinned = next((pin for pin in pins if pin.startswith("torch==")), "torch")
    if pinned.removeprefix("torch==") == _torch_of(python).partition("+")[0]:
        return  # whichever build it is: it was chosen before
    wanted = ["--no-deps", "--retries", "1", "--timeout", "20", "--index-url", index]
    wanted += [f"{pinned}+cpu"] if "==" in pinned else ["--upgrade", pinned]
    if not _pip(python, wanted, log):
        print(
            f"PyTorch's build for the CPU could not be had from {index}; {log} says why. "
            "The one from PyPI is taken, which includes CUDA: 3.7 GB to download."
        )


def _without_cpu_torch(python: Path) -> None:
    """Take a CPU build away: pip would think that it is what the pin asks for."""
    if _torch_of(python).endswith("+cpu"):
        subprocess.run([python, "-m", "pip", "uninstall", "--quiet", "--yes", "torch"], check=False)


def _torch_of(python: Path) -> str:
    """The version of torch that is installed, such as ``2.13.0+cpu``; or nothing."""
    code = "import importlib.metadata as m; print(m.version('torch'))"
    reply = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    return reply.stdout.strip()


def _pip(python: Path, words: Sequence[str], log: Path) -> bool:
    """Whether `pip install` succeeds; all that it says goes to the log."""
    command = [str(python), "-m", "pip", "install", "--disable-pip-version-check", *words]
    with log.open("a", encoding="utf-8") as out:
        out.write(f"$ {' '.join(command)}\n")
        out.flush()
        return subprocess.run(command, stdout=out, stderr=out, check=False).returncode == 0


def _excerpt(log: Path) -> str:
    """What pip said from its first error on, and how it ended: the reason is at one of the two."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    begun = max((at for at, line in enumerate(lines) if line.startswith("$ ")), default=0)
    lines = lines[begun + 1 :]
    first = next((at for at, line in enumerate(lines) if _names_a_fault(line)), None)
    shown = lines[first or -SHOWN :]
    if len(shown) > SHOWN:
        shown = [*shown[: SHOWN // 2], "…", *shown[-SHOWN // 2 :]]
    return "\n".join(f"  {line}" for line in shown)


def _names_a_fault(line: str) -> bool:
    # What is ignored for another Python is no fault; it stands before one.
    return line.lstrip().lower().startswith("error") and "Ignored the following" not in line


@contextlib.contextmanager
def _alone(venv: Path) -> Iterator[None]:
    """One set-up at a time in one place; a second one waits for the first."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    folder = os.open(venv.parent, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("another set-up is at work here; waiting for it")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


if __name__ == "__main__":
    main()
