"""The commands as a person types them, typos included."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap

import pytest

from autograder.files.paths import ROOT


def run(*words, cwd=None, env=None):
    return subprocess.run(
        [sys.executable, "-m", "autograder", *map(str, words)],
        capture_output=True, text=True, timeout=1800, cwd=cwd or ROOT,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "100", **(env or {})},
    )  # fmt: skip


def one_line(text: str) -> bool:
    return len(text.strip().splitlines()) == 1


ANSWERS = {
    "right.py": "def bce(yhat, y):\n    return F.binary_cross_entropy(yhat, y)\n",
    "sum.py": """
        def bce(yhat, y):
            return -(y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat)).sum()
        """,
    "own_import.py": """
        import numpy as np
        def bce(yhat, y):
            p, t = yhat.numpy(), y.numpy()
            return float(-(t * np.log(p) + (1 - t) * np.log(1 - p)).mean())
        """,
    "syntax.py": "def bce(yhat, y:\n    return 1\n",
    "undefined.py": "def loss(yhat, y):\n    return 0\n",
    "name.py": "def bce(yhat, y):\n    return torhc.log(yhat)\n",
    "stub.py": "def bce(yhat, y):\n    raise NotAttempted\n",
    "not_implemented.py": "def bce(yhat, y):\n    raise NotImplementedError()\n",
    "exits.py": "import os\ndef bce(yhat, y):\n    os._exit(0)\n",
    "empty.py": "",
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("answers")
    for name, text in ANSWERS.items():
        (folder / name).write_text(textwrap.dedent(text), encoding="utf-8")
    (folder / "binary.py").write_bytes(b"\xff\xfe\x00")
    (folder / "more").mkdir()
    (folder / "more" / "gone.py").symlink_to(folder / "nowhere.py")
    return folder


@pytest.mark.sandbox
def test_judge_prints_one_json_object_a_file_in_the_files_order(answers):
    files = [answers / name for name in (*ANSWERS, "binary.py")]
    done = run("judge", "bce", *files, answers / "more", "--json")
    files.append(answers / "more" / "gone.py")
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [entry["file"] for entry in found] == [str(file) for file in files]
    keys = {"file", "exercise", "state", "score", "max_score", "mistake", "message"}
    keys |= {"line", "place", "kind", "proof", "change"}
    assert all(set(entry) == keys for entry in found)
    by_name = {os.path.basename(entry["file"]): entry for entry in found}
    states = {name: entry["state"] for name, entry in by_name.items()}
    assert states == {
        "right.py": "passed",
        "sum.py": "wrong",
        "own_import.py": "passed",
        "syntax.py": "error",
        "undefined.py": "error",
        "name.py": "error",
        "stub.py": "not_attempted",
        "not_implemented.py": "error",
        "exits.py": "crashed",
        "empty.py": "error",
        "binary.py": "error",
        "gone.py": "error",
    }
    assert by_name["right.py"]["score"] == by_name["right.py"]["max_score"] == 2
    assert by_name["sum.py"]["mistake"] == "sum"
    assert "divide by m" in by_name["sum.py"]["message"]
    found_place = {name: by_name["sum.py"][name] for name in ("line", "kind", "proof")}
    assert found_place == {"line": 3, "kind": "reduction", "proof": "passes"}
    assert ".sum()" in by_name["sum.py"]["place"]
    assert ".mean()" in by_name["sum.py"]["change"]
    assert by_name["right.py"]["line"] is by_name["right.py"]["change"] is None
    assert "SyntaxError" in by_name["syntax.py"]["message"]
    assert "torhc" in by_name["name.py"]["message"]
    assert "cannot be read" in by_name["gone.py"]["message"]


@pytest.mark.sandbox
def test_judge_reads_once_what_can_be_read_once_only():
    """As in a shell: judge bce <(cat right.py)."""
    reader, writer = os.pipe()
    os.write(writer, ANSWERS["right.py"].encode())
    os.close(writer)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "autograder", "judge", "bce", f"/dev/fd/{reader}", "--json"],
            capture_output=True, text=True, timeout=1800, cwd=ROOT, pass_fds=(reader,),
        )  # fmt: skip
    finally:
        os.close(reader)
    assert json.loads(done.stdout)["state"] == "passed"


@pytest.mark.sandbox
def test_judge_finds_an_exercise_by_its_symbol(answers):
    done = run("judge", "lr_backward", answers / "empty.py", "--json")
    assert json.loads(done.stdout)["exercise"] == "lr-backward"


@pytest.mark.sandbox
def test_judge_takes_the_class_for_the_exercises_on_lr(tmp_path):
    file = tmp_path / "lr.py"
    file.write_text(
        textwrap.dedent(
            """
            class LR(nn.Module):
                def __init__(self, dim, lr=0.01):
                    super().__init__()
                    self.w, self.b = torch.zeros(dim, 1).to(device), torch.zeros(1)
                    self.lr, self.grads = lr, {"dw": None, "db": None}
                def sigmoid(self, z):
                    return 1 / (1 + torch.exp(-z))
                def forward(self, x):
                    return self.sigmoid(torch.mm(self.w.T, x))
                def backward(self, x, yhat, y):
                    m = x.shape[1]
                    self.grads["dw"] = (1 / m) * torch.mm(x, (yhat - y).T)
                    self.grads["db"] = (1 / m) * torch.sum(yhat - y)
                def optimize(self):
                    self.w = self.w - self.lr * self.grads["dw"]
                    self.b = self.b - self.lr * self.grads["db"]

            def train(model, x, y, steps):
                for _ in range(steps):
                    model.backward(x, model.forward(x), y)
                    model.optimize()
            """
        )
    )
    states = {}
    for name in ("lr-forward", "lr-backward", "lr-train"):
        (entry,) = map(json.loads, run("judge", name, file, "--json").stdout.splitlines())
        states[name] = (entry["state"], entry["mistake"])
    assert states.pop("lr-forward") == ("wrong", "bias-missing")
    assert set(states.values()) == {("passed", None)}


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (("judge", "lr-bakward", "x.py"), 2, "Did you mean lr-backward"),
        (("grade", "no-such-folder"), 2, "does not exist"),
        (("grade", ".", "--chapter", "nonsense"), 2, "no chapter 'nonsense'"),
        (("grade", ".", "--roster", "no.csv"), 2, "no.csv does not exist"),
    ],
)
def test_a_wrong_call_gets_one_sentence_and_no_traceback(words, code, part, tmp_path):
    done = run(*words, *(["--course", tmp_path / "c"] if words[0] == "grade" else []),
               cwd=tmp_path)  # fmt: skip
    assert done.returncode == code
    sentence, way = done.stderr.splitlines()
    assert part in sentence and way.endswith(f"{words[0]} --help")
    assert "Traceback" not in done.stderr


def test_an_unknown_command_and_the_help_name_the_commands(tmp_path):
    assert run("grad").returncode == 2
    text = run("--help").stdout
    for command in ("build", "grade", "judge", "demo", "doctor"):
        assert command in text
        assert "Example" in run(command, "--help").stdout


def test_without_a_sandbox_it_refuses_and_says_what_to_install(tmp_path):
    (tmp_path / "x.py").touch()
    code = (
        "import autograder.sandbox.launch as launch; launch.find_bwrap = lambda: None; "
        "import sys; sys.argv = ['x', 'judge', 'bce', 'x.py']; "
        "from autograder.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=900, cwd=tmp_path
    )
    assert done.returncode == 3
    assert "bubblewrap" in done.stderr and "--unsandboxed" in done.stderr
    assert "Traceback" not in done.stderr
