"""What works in a notebook works in the sandbox's shell."""

from __future__ import annotations

import platform

import pytest

from autograder.sandbox import CellJob

pytestmark = pytest.mark.sandbox


def test_prints_and_the_last_value_become_outputs(run_one):
    outcome = run_one("print('one')\nprint('two')\n1 + 1")
    assert outcome.state == "ok"
    assert outcome.outputs == [
        {"output_type": "stream", "name": "stdout", "text": "one\ntwo\n"},
        {
            "output_type": "execute_result",
            "data": {"text/plain": "2"},
            "metadata": {},
            "execution_count": 1,
        },
    ]


def test_cells_share_a_namespace_and_go_on_after_an_error(sandbox, stdout_of):
    jobs = [("a", "x = 1"), ("b", "1 / 0"), ("c", "print(x, __name__)"), ("d", "def")]
    run = sandbox.run([CellJob(*job) for job in jobs], [])
    assert [cell.state for cell in run.cells] == ["ok", "error", "ok", "error"]
    assert run.cells[1].error == "ZeroDivisionError: division by zero"
    error = run.cells[1].outputs[0]
    assert (error["ename"], error["evalue"]) == ("ZeroDivisionError", "division by zero")
    assert any("1 / 0" in line for line in error["traceback"])
    assert stdout_of(run.cells[2]) == "1 __main__\n"
    assert run.cells[3].error.startswith("SyntaxError")


def test_two_submissions_share_nothing(run_one):
    assert run_one("import torch\nx = 1\ntorch.marked = True").state == "ok"
    outcome = run_one("import torch\nprint(hasattr(torch, 'marked'))\nx")
    assert outcome.error == "NameError: name 'x' is not defined"
    assert outcome.outputs[0]["text"] == "False\n"


def test_the_random_state_is_the_same_every_time(run_one):
    source = (
        "import random, torch, numpy as np\n"
        "print(random.random(), np.random.rand(), torch.rand(1).item(), hash('text'))"
    )
    assert run_one(source).outputs == run_one(source).outputs


@pytest.mark.parametrize(
    "source",
    [
        "await __import__('asyncio').sleep(0)\nprint('yes')",
        "!echo yes",
        "said = !echo yes\nprint(said[0])",
        "%%bash\necho yes",
        "import subprocess\nprint(subprocess.check_output(['echo', 'yes'], text=True).strip())",
        "%matplotlib widget\nprint('yes')",
        "import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()\nprint('yes')",
        "exit()\nprint('yes')",
        "import sys\nsys.stdout.buffer.write(b'yes\\n')\nsys.stdout.flush()",
        "from IPython.display import clear_output\nprint('no')\nclear_output()\nprint('yes')",
        "import inspect\ndef f(): return 1\nassert '1' in inspect.getsource(f)\nprint('yes')",
        "%%time\nx = 1\nprint('yes')",
        "import multiprocessing as m\nwith m.get_context('spawn').Pool(1) as pool:\n"
        "    pool.map(abs, [-1])\nprint('yes')",
        "import sqlite3\nbook = sqlite3.connect('/tmp/b')\n"
        "book.execute('pragma journal_mode=wal')\nbook.execute('create table t(x)')\n"
        "book.commit()\nprint('yes')",
        "from torch.utils.data import DataLoader\nlist(DataLoader([1, 2, 3], num_workers=2))\n"
        "print('yes')",
    ],
)
def test_what_a_notebook_can_do(run_one, stdout_of, source):
    outcome = run_one(source)
    assert outcome.state == "ok", outcome
    assert "yes" in stdout_of(outcome)
    assert "no" not in stdout_of(outcome).split()
    assert stdout_of(outcome, "stderr") == ""


def test_a_figure_is_an_output_under_matplotlib_inline(run_one):
    outcome = run_one(
        "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    )
    assert outcome.state == "ok"
    assert outcome.outputs[-1]["data"]["image/png"].startswith("iVBOR")


def test_widgets_are_made_and_shown(run_one, stdout_of):
    outcome = run_one(
        "import ipywidgets as widgets\n"
        "slider = widgets.IntSlider(3)\n"
        "display(slider)\n"
        "widgets.interact(lambda n: print('n is', n), n=5)\n"
    )
    assert outcome.state == "ok", outcome.error
    kinds = [kind for output in outcome.outputs for kind in output.get("data", {})]
    assert "application/vnd.jupyter.widget-view+json" in kinds


def test_a_data_loader_may_have_workers(run_one, stdout_of):
    outcome = run_one(
        "import torch\nfrom torch.utils.data import DataLoader, Dataset\n"
        "class Ones(Dataset):\n"
        "    def __len__(self): return 8\n"
        "    def __getitem__(self, index): return torch.tensor([float(index)])\n"
        "print(sum(batch.sum().item() for batch in DataLoader(Ones(), 2, num_workers=2)))"
    )
    assert (outcome.state, stdout_of(outcome)) == ("ok", "28.0\n")


def test_autograd_and_the_optimizers_work_after_the_fork(run_one):
    outcome = run_one(
        "import torch\nmodel = torch.nn.Linear(3, 2)\n"
        "opt = torch.optim.Adam(model.parameters())\n"
        "torch.nn.functional.cross_entropy(model(torch.ones(4, 3)), torch.tensor([0, 1, 0, 1]))"
        ".backward()\nopt.step()\n"
        "w = torch.randn(2, dtype=torch.float64, requires_grad=True)\n"
        "assert torch.autograd.gradcheck(lambda w: w ** 3, (w,))\n"
        "torch.ones(300, 300) @ torch.ones(300, 300)\nNone"
    )
    assert outcome.state == "ok", outcome.error


def test_input_says_that_nobody_is_there(run_one):
    outcome = run_one("input('your name? ')")
    assert outcome.state == "error"
    assert "input() cannot be answered" in outcome.error


def test_a_process_that_a_cell_forks_does_not_answer_in_its_place(sandbox):
    cells = [CellJob("fork", "import os\npid = os.fork()"), CellJob("next", "assert pid > 0")]
    run = sandbox.run(cells, [])
    assert [cell.state for cell in run.cells] == ["ok", "ok"]


def test_outputs_are_cut_and_the_cut_is_said(run_one, stdout_of):
    outcome = run_one("for _ in range(100):\n    print('x' * 10_000)")
    assert outcome.state == "ok"
    assert len(stdout_of(outcome)) <= 256 * 1024
    assert "cut here" in stdout_of(outcome, "stderr")


@pytest.mark.skipif(
    tuple(map(int, platform.release().split(".")[:2])) < (6, 1), reason="no large pages on demand"
)
def test_what_a_submission_has_from_the_warm_process_lies_in_large_pages(run_one, stdout_of):
    """Else most of a fork is copying and taking down the tables of 60,000 small ones."""
    run_one("pass")  # the first one does not wait for it
    source = "found = [line.split() for line in open('/proc/self/smaps')]\n"
    source += "print(sum(int(f[1]) for f in found if f[0] == 'AnonHugePages:'))"
    assert int(stdout_of(run_one(source))) > 64 * 1024  # KiB


def test_a_cell_that_is_too_long_is_refused(run_one):
    assert run_one("#" * (2 << 20)).state == "crashed"


def test_a_half_of_a_surrogate_pair_in_the_source_is_survived(run_one):
    assert run_one("x = '\ud800'").state in ("ok", "error")
