"""Each bundle is run as its host would run it, with what students hand in."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import pytest

from tests.autograder.bundle import notebooks
from tests.autograder.bundle.imitation import ON_HOST, Answered, bundle_for, secret_of
from tests.autograder.bundle.notebooks import needs_open_interpreter

pytestmark = pytest.mark.sandbox

every_host = pytest.mark.parametrize("host", ON_HOST)
IN_CONTAINERS = ("gradescope", "prairielearn")

# Gradescope, "Autograder Specifications": every field of results.json that there is.
TOP = {
    "score", "execution_time", "output", "output_format", "test_output_format", "test_name_format",
    "visibility", "stdout_visibility", "extra_data", "tests", "leaderboard",
}  # fmt: skip
TEST = {
    "score", "max_score", "status", "name", "name_format", "number", "output", "output_format",
    "tags", "visibility", "extra_data",
}  # fmt: skip
VISIBLE = ("visible", "hidden", "after_due_date", "after_published")


def answered(
    host: str,
    factory: pytest.TempPathFactory,
    files: dict[str, bytes],
    *,
    protection: str = "sandbox",
    docker: bool = False,
) -> Answered:
    bundle = bundle_for(factory, host, protection)
    root = factory.mktemp(f"on-{host}") / "root"
    root.mkdir()
    found = ON_HOST[host](bundle, root, files, docker=docker)
    if found.results is not None:
        check_form(host, found.results)
    return found


def check_form(host: str, results: dict[str, Any]) -> None:
    """By the host's specification."""
    json.dumps(results, allow_nan=False)
    if host == "gradescope":
        assert results.keys() <= TOP and "leaderboard" not in results
        assert "score" in results or all("score" in test for test in results["tests"])
        assert results["visibility"] in VISIBLE and results["stdout_visibility"] == "hidden"
        for test in results["tests"]:
            assert test.keys() <= TEST and test["status"] in ("passed", "failed")
            assert test["visibility"] in VISIBLE and 0 <= test["score"] <= test["max_score"]
        formats = ("output_format", "test_output_format", "test_name_format")
        assert {results[name] for name in formats} == {"text"}
    elif host == "prairielearn":
        assert isinstance(results["gradable"], bool)
        if results["gradable"]:
            assert isinstance(results["score"], float) and 0.0 <= results["score"] <= 1.0
            for test in results["tests"]:
                assert {"name", "points", "max_points", "message"} <= test.keys()
        else:
            assert "score" not in results
            assert all(isinstance(text, str) for text in results["format_errors"])
        assert len(json.dumps(results).encode()) <= 1 << 20
    else:
        assert results["version"] == 1 and results["status"] in ("pass", "fail", "error")
        reported(results)


def reported(results: dict[str, Any]) -> tuple[float, float]:
    """What the reporter tells GitHub Classroom: the sum of the tests' scores, and the most."""
    return sum(test["score"] for test in results["tests"]), results["max_score"]


def earned(host: str, results: dict[str, Any]) -> float:
    """The points of 20 that the host shows."""
    if host == "gradescope":
        return sum(test["score"] for test in results["tests"]) or results.get("score", 0.0)
    if host == "prairielearn":
        return round(20 * results["score"], 6)
    got, most = reported(results)
    assert most == 20
    return got


def texts_of(host: str, results: dict[str, Any]) -> dict[str, str]:
    """By exercise, what the student reads of it."""
    where = "output" if host == "gradescope" else "message"
    return {test["name"].partition(":")[0]: test[where] or "" for test in results["tests"]}


def whole_text(host: str, results: dict[str, Any]) -> str:
    """What the student reads of the submission as a whole."""
    if host == "gradescope":
        return str(results["output"])
    if host == "prairielearn":
        return "\n".join([results.get("message", ""), *results.get("format_errors", ())])
    return "\n".join(test["message"] or "" for test in results["tests"])


@pytest.mark.slow
@every_host
def test_a_right_notebook_under_another_name(host, tmp_path_factory):
    found = answered(host, tmp_path_factory, {"My Homework (final) 2.ipynb": notebooks.right()})
    assert found.code == 0, found.printed
    assert found.results is not None and earned(host, found.results) == 20
    if host != "github-classroom":
        assert "My Homework (final) 2.ipynb" in whole_text(host, found.results)
        assert "Isolation: the sandbox, level" in found.printed


@every_host
def test_a_wrong_answer_gets_its_mistake_and_its_place_and_keeps_the_rest(host, tmp_path_factory):
    found = answered(host, tmp_path_factory, {"my homework (2).ipynb": notebooks.wrong()})
    assert found.code == 0, found.printed
    assert found.results is not None and earned(host, found.results) == 16
    text = texts_of(host, found.results)["lr-backward"]
    assert "0 of 4 points" in text and "7 is the number of examples" in text
    assert 'self.grads["dw"] = x @ (yhat - y).T' in text and "^^^^" in text


@every_host
def test_a_broken_file_is_told_and_is_no_grade(host, tmp_path_factory):
    found = answered(host, tmp_path_factory, {"p.ipynb": notebooks.BROKEN})
    assert found.code == 0, found.printed
    assert found.results is not None
    assert "not valid JSON" in whole_text(host, found.results)
    if host == "prairielearn":
        assert found.results["gradable"] is False
    else:
        assert earned(host, found.results) == 0


@pytest.mark.slow
@every_host
def test_a_cell_with_a_syntax_error_costs_itself_alone(host, tmp_path_factory):
    files = {"p.ipynb": notebooks.with_cell("def half(:", "lr-init")}
    found = answered(host, tmp_path_factory, files)
    assert found.code == 0 and found.results is not None
    assert "SyntaxError" in texts_of(host, found.results)["lr-init"]
    assert texts_of(host, found.results)["bce"] != texts_of(host, found.results)["lr-init"]


@pytest.mark.parametrize(
    ("host", "protection", "docker"),
    [
        *((host, "sandbox", False) for host in ON_HOST),
        *(
            pytest.param(host, "container", True, marks=needs_open_interpreter)
            for host in IN_CONTAINERS
        ),
    ],
)
def test_a_hostile_notebook_gets_nothing(host, protection, docker, tmp_path_factory, canary):
    token = uuid.uuid4().hex
    files = {"p.ipynb": notebooks.attacking(token, canary.port)}
    found = answered(host, tmp_path_factory, files, protection=protection, docker=docker)
    left, alive = Path(f"/tmp/left-{token}"), Path(f"/tmp/alive-{token}")
    try:
        assert found.code == 0, found.printed
        assert found.results is not None and earned(host, found.results) == 20
        assert "forged" not in json.dumps(found.results)
        secret = secret_of(bundle_for(tmp_path_factory, host, protection))
        assert secret not in found.printed + json.dumps(found.results)
        assert canary.called == []
        if protection == "container":
            # It ran, in a place that is everybody's, and this is all that it got.
            assert json.loads(left.read_text()) == []
            assert "NO SANDBOX" in found.printed and "NOT protected" in found.printed
            before = alive.stat().st_mtime_ns
            time.sleep(0.3)
            assert alive.stat().st_mtime_ns == before, "it still runs"
        else:
            assert not left.exists() and not alive.exists()
            assert host == "github-classroom" or "level container" not in found.printed
    finally:
        for path in (left, alive):
            path.unlink(missing_ok=True)


@pytest.mark.slow
@needs_open_interpreter
@pytest.mark.parametrize("host", IN_CONTAINERS)
def test_a_fork_bomb_in_a_container_ends_and_costs_itself_alone(host, tmp_path_factory):
    files = {"p.ipynb": notebooks.with_cell(notebooks.FORK_BOMB, "logistic-function")}
    found = answered(host, tmp_path_factory, files, protection="container", docker=True)
    assert found.code == 0, found.printed
    assert found.results is not None and 0 < earned(host, found.results) <= 20


@needs_open_interpreter
@pytest.mark.parametrize("host", IN_CONTAINERS)
def test_without_namespaces_a_bundle_for_the_sandbox_gives_no_mark_and_says_why(
    host, tmp_path_factory
):
    found = answered(host, tmp_path_factory, {"p.ipynb": notebooks.wrong()}, docker=True)
    assert "did not start" in found.printed and "no mark" in found.printed
    assert "level container" not in found.printed and "--protection container" in found.printed
    if host == "gradescope":
        # No file, and not a zero: Gradescope then says that the autograder failed.
        assert found.code != 0 and found.results is None
    else:
        assert found.code == 0 and found.results is not None
        assert found.results["gradable"] is False and "a grader error, not yours" in str(
            found.results
        )


@pytest.mark.slow
@needs_open_interpreter
def test_in_a_container_the_marks_and_the_words_are_those_of_the_sandbox(tmp_path_factory):
    files = {"p.ipynb": notebooks.wrong()}
    one = answered("gradescope", tmp_path_factory, files)
    other = answered("gradescope", tmp_path_factory, files, protection="container", docker=True)
    assert one.results is not None and other.results is not None
    assert one.results["tests"] == other.results["tests"]
    assert "Why there was no sandbox" in other.printed


def test_the_attack_does_what_it_says_where_nothing_stops_it(tmp_path, canary):
    """Run by the grader's own user, it reads the seed and forges the results."""
    token = uuid.uuid4().hex
    for name in ("source", "results"):
        (tmp_path / name).mkdir()
    (tmp_path / "source" / ".secret-seed").write_text("s")
    text = notebooks.attack_text(token, canary.port).partition("# And a process that outlives")[0]
    for place in ("/autograder", "/grade"):
        text = text.replace(place, str(tmp_path))
    # The folders and processes of others and this one's own channels are left in peace here.
    text = text.replace("PLACES.append(os.readlink", "bool(os.readlink")
    text = text.replace('"/root", *glob.glob("/tmp/tmp.*")', "")
    text = text.replace("os.kill(pid, 0)", "pid == os.getppid() and os.kill(pid, 0) is None")
    text = text.replace("range(3, 64)", "()")
    subprocess.run([sys.executable, "-c", text], check=True, stdout=subprocess.DEVNULL)
    left = Path(f"/tmp/left-{token}")
    got = json.loads(left.read_text())
    left.unlink()
    called, canary.called[:] = list(canary.called), []
    assert called
    for what in ("read", "wrote", "a signal to", "the environment of", "the network", "moved"):
        assert any(one.startswith(what) for one in got), what
