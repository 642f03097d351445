"""Importing the student's package: cheap, complete, without the instructor's."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import course_utils

ROOT = Path(course_utils.__file__).parents[1]


def run(code: str) -> str:
    """What a fresh Python prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    return done.stdout.strip()


def test_importing_the_package_loads_nothing_heavy() -> None:
    loaded = run(
        "import sys, course_utils; "
        "print([m for m in ('torch', 'matplotlib', 'IPython', 'ipywidgets', 'numpy') "
        "if m in sys.modules])"
    )
    assert loaded == "[]"


def test_importing_the_functions_loads_little_beyond_torch() -> None:
    loaded = run(
        "import torch, sys; before = set(sys.modules); "
        "from course_utils import NotAttempted, check, demo, guess, hint, labs, method_of, "
        "pictures, progress, reset, submit; "
        "heavy = ('IPython', 'matplotlib', 'ipywidgets', 'nbformat', 'nbclient', 'jupyter_client');"
        "print([m for m in set(sys.modules) - before if m.partition('.')[0] in heavy])"
    )
    assert loaded == "[]"


def test_a_check_does_not_import_what_only_a_notebook_needs() -> None:
    loaded = run(
        "import sys, os, tempfile; from course_utils import check; "
        "os.chdir(tempfile.mkdtemp()); check('bce', lambda yhat, y: yhat.sum()); "
        "print([m for m in ('IPython', 'matplotlib', 'ipywidgets', 'autograder') "
        "if m in sys.modules])"
    )
    assert loaded.splitlines()[-1] == "[]"


@pytest.mark.parametrize("name", [n for n in course_utils.__all__ if n not in ("__version__",)])
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(course_utils, name) is not None
    assert name in dir(course_utils)


def test_a_function_stays_a_function_after_all_modules_are_imported() -> None:
    kinds = run(
        "import course_utils, importlib, pkgutil; "
        "[importlib.import_module(m.name) for m in "
        "pkgutil.walk_packages(course_utils.__path__, 'course_utils.') "
        "if not m.name.startswith(('course_utils.labs', 'course_utils.pictures'))]; "
        "from course_utils import check, demo, guess, hint, method_of, progress, reset, submit; "
        "print(all(map(callable, "
        "(check, demo, guess, hint, method_of, progress, reset, submit))))"
    )
    assert kinds == "True"


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'chekc'"):
        course_utils.chekc


def test_the_version_is_the_projects() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert course_utils.__version__ == project["version"]
