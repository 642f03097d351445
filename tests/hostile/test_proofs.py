"""The attacks do what they try where nothing stops them: one with a slip proves nothing.

- ``Proof: judge``: a hidden test that runs in the student's process, as a stock grader has
  it, gives full points to the wrong answer
- ``Proof: visible``: by the visible cases alone the wrong answer would pass
- ``Proof: STOLEN``: without a sandbox it gets hold of what it is after
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.files.paths import ROOT
from autograder.grade.answer_setup import SETUP
from autograder.sandbox import CellJob, Sandbox
from tests.hostile.conftest import LIMITS, Canary
from tests.hostile.maker import Work, attack_files, cell_text, headers

pytestmark = pytest.mark.sandbox

# One process that has torch loaded forks one for each attack: patches must not add up.
_PROGRAM = """
import json, os, sys
import torch, autograder.catalogue, autograder.catalogue.keys, course_utils.core.judge
from course_utils.core.key import visible_keys
from course_utils.core.probing import find_probe, run_probe
autograder.catalogue.find_entry("bce").known; find_probe("bce"); visible_keys("bce")
setup, attacks = json.load(sys.stdin)
JUDGE = 'from autograder.hidden_tests import hidden; found = f"points {hidden(chr(98) + \\'ce\\')}"'
for name, (proof, cell) in attacks.items():
    read, write = os.pipe()
    if os.fork() == 0:
        space = {"__name__": "__main__"}
        exec(setup, space)
        try:
            exec(cell, space)
            if proof == "judge":
                exec(JUDGE, space)
            else:
                from course_utils.core.exercise import find_exercise
                keys = visible_keys("bce")
                seen = [run_probe("bce", space["bce"], case) for case in keys.cases]
                verdict = course_utils.core.judge.judge(find_exercise("bce"), keys, seen)
                space["found"] = verdict.state
        except BaseException as error:
            space["found"] = f"{type(error).__name__}: {error}"
        os.write(write, space["found"].encode())
        os._exit(0)
    os.close(write)
    print(json.dumps([name, os.read(read, 10_000).decode()]), flush=True)
    os.close(read)
    os.wait()
"""


def with_proof(*kinds: str) -> list[Path]:
    return [
        file
        for file in attack_files()
        if headers(file.read_text(encoding="utf-8")).get("Proof") in kinds
    ]


@pytest.fixture(scope="module")
def in_process(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a judge in the same process says of each attack."""
    work = Work(tmp_path_factory.mktemp("course"))
    attacks = {
        file.stem: (headers(file.read_text(encoding="utf-8"))["Proof"], cell_text(file, work))
        for file in with_proof("judge", "visible")
    }
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        input=json.dumps([SETUP, attacks]),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return dict(json.loads(line) for line in done.stdout.splitlines() if line.startswith("["))


@pytest.mark.parametrize("file", with_proof("judge", "visible"), ids=lambda file: file.stem)
def test_it_deceives_a_judge_in_its_own_process(file: Path, in_process: dict[str, str]) -> None:
    proof = headers(file.read_text(encoding="utf-8"))["Proof"]
    assert in_process[file.stem] == ("points 2" if proof == "judge" else "passed")


@pytest.fixture(scope="module")
def bare() -> Iterator[Sandbox]:
    with Sandbox(LIMITS, unsandboxed=True) as made:
        yield made


@pytest.mark.parametrize("file", with_proof("STOLEN"), ids=lambda file: file.stem)
def test_it_steals_where_there_is_no_sandbox(
    file: Path, bare: Sandbox, canary: Canary, tmp_path: Path
) -> None:
    (tmp_path / "gradebook.db").write_text("everybody's marks")
    cell = cell_text(file, Work(tmp_path, port=canary.port))
    run = bare.run([CellJob("setup", SETUP), CellJob("bce", cell)], [])
    canary.called.clear()
    shown = json.dumps(run.cells[1].outputs)
    assert "STOLEN" in shown.replace('print(\\"STOLEN', ""), run.cells[1]
