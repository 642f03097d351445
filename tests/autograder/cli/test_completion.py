"""Tab completes: in a real bash, and by what zsh and fish ask; without anything heavy."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from autograder.catalogue.chapters import CHAPTERS
from autograder.cli.completion import ASKED
from autograder.files.paths import ROOT

# What a bash offers for a line: as its own readline asks, through the function it was given.
_TAB = """
eval "$({python} -m autograder completion bash)"
COMP_LINE={line} COMP_POINT=${{#COMP_LINE}}
COMP_WORDS=({line_bare}) COMP_CWORD={at}
{function} "${{COMP_WORDS[0]}}"
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def in_bash(script: str) -> subprocess.CompletedProcess[str]:
    line = ["bash", "--norc", "-c", script]
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=120)


def tab_in_bash(line: str, function: str = "_autograder_words") -> list[str]:
    """What is offered for the last word of the line, which may be empty."""
    words = line.split(" ")
    quoted = " ".join(f"'{word}'" for word in words)
    script = _TAB.format(
        python=sys.executable, line=f"'{line}'", line_bare=quoted, at=len(words) - 1,
        function=function,
    )  # fmt: skip
    done = in_bash(script)
    done.check_returncode()
    return done.stdout.split()


def asked(shell: str, line: str, **more: str) -> str:
    """What a shell reads when it asks as its script does."""
    env = {**os.environ, ASKED: f"complete_{shell}", "_TYPER_COMPLETE_ARGS": line, **more}
    done = subprocess.run([sys.executable, "-m", "autograder"], cwd=ROOT, capture_output=True,
                          text=True, check=True, env=env, timeout=120)  # fmt: skip
    return done.stdout


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("autograder gr", ["grade"]),
        ("autograder grade in --ch", ["--chapter"]),
        ("autograder grade in --chapter ", [*CHAPTERS]),
        ("autograder report --chapter 4", ["4"]),
        ("autograder report --chapter logi", ["logistic_regression"]),
        ("autograder marks --lms m", ["moodle"]),
        ("autograder judge lr-b", ["lr-backward"]),
        ("autograder build 07", ["07_engine"]),
        ("autograder help ex", ["exit-codes"]),
        ("autograder grade nosuch", []),  # bash goes on with files
    ],
)
def test_bash_offers_what_fits(line, offered):
    assert tab_in_bash(line) == offered


def test_bash_completes_the_module_too():
    assert tab_in_bash("python -m autograder gr", "_autograder_module") == ["grade"]
    assert tab_in_bash("python -m pytest gr", "_autograder_module") == []


def test_the_short_name_is_the_command():
    script = f'eval "$({sys.executable} -m autograder completion bash)"; autograder --version'
    done = subprocess.run(
        ["bash", "--norc", "-c", script], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0 and done.stdout.startswith("autograder ")


def test_a_completion_of_python_that_is_there_stays():
    script = (
        "complete -W mine python\n"
        f'eval "$({sys.executable} -m autograder completion bash)"; complete -p python autograder'
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", script], cwd=ROOT, capture_output=True, text=True
    )
    assert "-W 'mine' python" in done.stdout and "_autograder_words autograder" in done.stdout


def test_zsh_and_fish_are_answered_in_their_words():
    assert '"canvas"' in asked("zsh", "autograder marks --lms ")
    fish = asked("fish", "autograder gr", _TYPER_COMPLETE_FISH_ACTION="get-args")
    assert fish.partition("\t")[0] == "grade"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_script_is_one_that_its_shell_reads(shell, tmp_path):
    line = [sys.executable, "-m", "autograder", "completion", shell]
    script = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "@" not in script.replace("$@", "").replace("[@]", "") and sys.executable in script
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} here")
    (tmp_path / "script").write_text(script)
    subprocess.run([shell, "-n", str(tmp_path / "script")], check=True)


def test_an_answer_imports_nothing_heavy():
    code = (
        "import json, sys, os; sys.argv = ['autograder']\n"
        "from autograder.cli.app import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(json.dumps([n for n in ('torch', 'numpy', 'nbgrader', 'sqlalchemy', 'IPython') "
        "if n in sys.modules]))"
    )
    env = {**os.environ, ASKED: "complete_bash", "COMP_WORDS": "autograder judge lr-b",
           "COMP_CWORD": "2"}  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True,
                          check=True, env=env)  # fmt: skip
    *offered, heavy = done.stdout.split("\n")[:-1]
    assert offered == ["lr-backward"] and json.loads(heavy) == []
