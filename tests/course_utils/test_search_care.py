"""The search for a place changes nothing, and ends whatever an edit does."""

from __future__ import annotations

import functools
import gc
import linecache
import os
import random
import signal
import sys
import threading
import time
import types
import warnings

import numpy as np
import pytest
import torch

from course_utils.core.clock import cpu_limit
from course_utils.core.exercise import find_exercise
from course_utils.core.key import visible_keys
from course_utils.core.probing import Interrupted
from course_utils.diagnosis.guard import SizeGuard
from course_utils.diagnosis.limits import SearchLimits
from course_utils.diagnosis.search import find_proof
from course_utils.diagnosis.tame import compiled, helpers
from course_utils.diagnosis.trial import Stage
from tests.course_utils.searching import (
    BACK,
    LONG,
    SUM,
    WRONG,
    body,
    names_after,
    search,
    verdict_of,
)

STATEFUL = """\
import functools, random
import numpy as np

counts, seen, pairs = {"calls": 0}, [], (1, [2])
total = 0
leaf = torch.ones(3, requires_grad=True)
leaf.grad = torch.ones(3)
inner = leaf * 2
inners = [leaf * 3]
array = np.zeros(4)
large = torch.zeros(200_000)
model = nn.Linear(3, 2)
optimizer = optim.SGD(model.parameters(), lr=0.1)
generator = torch.Generator()
chance = np.random.default_rng(0)
iterator = iter(range(10 ** 9))

class Kept:
    calls = 0
    log = []
    table = {}
    def count(self):
        Kept.calls += 1
        self.log.append(1)
        type(self).table[len(self.log)] = total
        counts["calls"] += 1

class Base:
    inherited = []

class Derived(Base):
    def note(self):
        self.inherited.append(1)
        seen.append(2)

kept = Kept()

def counter():
    hits = [0]
    def count():
        hits[0] += 1
        return hits[0]
    return count

count = counter()

@functools.lru_cache
def cached(n):
    seen.append(n)
    return n

def helper(x, memo={}):
    global total
    total += 1
    memo[len(memo)] = 1
    helper.calls = getattr(helper, "calls", 0) + 1
    kept.count()
    seen.append(total)
    [counts.update(calls=n) for n in range(3)]
    return x

plus = functools.partial(helper, memo={})

def row_normalize(x, cache=[]):
    global total, leaf
    cache.append(1)
    total += 2
    counts["more"] = 1
    pairs[1].append(3)
    plus(helper(x))
    count()
    cached(len(seen))
    kept.extra = 1
    Kept.more = 2
    Derived().note()
    with torch.no_grad():
        leaf += 1
        inner.add_(1)
        inners[0].mul_(2)
        large[0] += 1
    leaf.requires_grad_(True)
    (leaf * 2).sum().backward()
    leaf.grad.add_(1)
    leaf = leaf.detach()
    array[0] += 1
    model(torch.ones(3)).sum().backward()
    optimizer.step()
    model.eval()
    torch.rand(1, generator=generator)
    chance.random()
    next(iterator)
    torch.rand(1); random.random(); np.random.rand()
    torch.set_grad_enabled(False)
    print(total)
    total_of = x.sum(dim=0, keepdim=True)
    return x / total_of
"""


def state_of(value, memo=None):
    """All that can be seen of a value, as plain data."""
    memo = {} if memo is None else memo
    if id(value) in memo:
        return "again"
    if isinstance(value, torch.Tensor):
        own = (value.tolist() if value.numel() < 1000 else float(value.sum()), value.requires_grad)
        return (*own, None if not value.is_leaf or value.grad is None else value.grad.tolist())
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, torch.Generator):
        return value.get_state().tolist()
    if isinstance(value, np.random.Generator):
        return str(value.bit_generator.state)
    memo[id(value)] = value
    if isinstance(value, dict):
        return {
            str(key): state_of(one, memo) for key, one in value.items() if key != "__slotnames__"
        }
    if isinstance(value, list | tuple | set):
        return [state_of(one, memo) for one in value]
    if isinstance(value, functools.partial):
        return state_of([value.func, value.args, value.keywords], memo)
    if isinstance(value, types.FunctionType):
        cells = [cell.cell_contents for cell in value.__closure__ or ()]
        return state_of([value.__defaults__, vars(value), cells], memo)
    if hasattr(value, "cache_info"):
        return str(value.cache_info())
    if isinstance(value, type):
        return state_of(dict(vars(value)), memo) if value.__module__ == "__main__" else value
    if type(value).__module__ in ("__main__", "torch.nn.modules.linear", "torch.optim.sgd"):
        return state_of(vars(value), memo)
    return repr(value)


def test_the_notebook_is_as_it_was():
    names = names_after(STATEFUL)
    verdict_of(find_exercise("row-normalize"), names)
    torch.set_grad_enabled(True)
    objects = {name: id(value) for name, value in names.items()}
    code = {name: one for name, one in names.items() if name not in ("__builtins__", "torch")}
    exercise = find_exercise("row-normalize")
    verdict = verdict_of(exercise, names)
    torch.set_grad_enabled(True)
    before = state_of(code)
    objects = {name: id(value) for name, value in names.items()}
    found = find_proof(exercise, visible_keys(exercise.id), verdict, STATEFUL, names, LONG)
    assert found is not None and "x.sum(dim=0" in found.place.row
    after = state_of(code)
    for name in before:
        assert after[name] == before[name], name
    assert {name: id(value) for name, value in names.items()} == objects
    found = find_proof(
        exercise,
        visible_keys(exercise.id),
        verdict,
        STATEFUL,
        names,
    )
    assert state_of(code) == before


def process_state():
    return {
        "torch": torch.get_rng_state().tolist(),
        "numpy": str(np.random.get_state()),
        "random": random.getstate(),
        "grad": torch.is_grad_enabled(),
        "dtype": torch.get_default_dtype(),
        "device": str(torch.empty(0).device),
        "threads": (torch.get_num_threads(), threading.active_count()),
        "warnings": list(warnings.filters),
        "show": warnings.showwarning,
        "out": (sys.stdout, sys.stderr),
        "signals": [signal.getsignal(n) for n in (signal.SIGALRM, signal.SIGVTALRM, signal.SIGINT)],
        "tracing": (sys.gettrace(), sys.getprofile(), sys.getrecursionlimit()),
        "modules": set(sys.modules),
        "lines": set(linecache.cache),
        "folder": (os.getcwd(), sorted(os.listdir("."))),
        "modes": torch.overrides._get_current_function_mode_stack(),
    }


def quiet_search(text, exercise="row-normalize", limits=SearchLimits()):
    """What has to be as before, before and after."""
    known = find_exercise(exercise)
    names = names_after(text)
    verdict = verdict_of(known, names)
    before = process_state()
    found = find_proof(known, visible_keys(exercise), verdict, text, names, limits)
    assert process_state() == before
    return found


def test_the_process_is_as_it_was(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    random.seed(5), np.random.seed(5), torch.manual_seed(5)
    text = body(
        "torch.manual_seed(3); torch.rand(1); print('x' * 1000)",
        "import random; random.seed(2)",
        "import warnings; warnings.simplefilter('error'); warnings.warn('once')",
        "torch.set_grad_enabled(False)", SUM, BACK,
    )  # fmt: skip
    assert (
        "dim=0"
        in quiet_search(text.replace("simplefilter('error')", "simplefilter('ignore')")).place.row
    )
    monkeypatch.setattr(sys, "settrace", sys.settrace)
    torch.set_default_dtype(torch.float64)
    try:
        assert quiet_search(WRONG) is not None
    finally:
        torch.set_default_dtype(torch.float32)


def test_timers_of_others_go_on():
    rung = []
    before = signal.signal(signal.SIGALRM, lambda *_: rung.append(1))
    try:
        signal.setitimer(signal.ITIMER_REAL, 100, 7)
        signal.setitimer(signal.ITIMER_VIRTUAL, 100)
        assert search(WRONG) is not None
        left, again = signal.setitimer(signal.ITIMER_REAL, 0)
        assert 60 < left < 100 and again == 7
        assert 60 < signal.setitimer(signal.ITIMER_VIRTUAL, 0)[0] < 100
    finally:
        signal.signal(signal.SIGALRM, before)
    assert not rung


NEVER = {
    "writes": "with open('note.txt', 'a') as file: file.write('x')",
    "saves": "torch.save(x, 'x.pt')",
    "plots": "import matplotlib.pyplot as plt; plt.plot([1])",
    "threads": "import threading; threading.Thread(target=print).start()",
    "processes": "import subprocess",
    "workers": "torch.utils.data.DataLoader(x, num_workers=0)",
    "patches": "torch.Tensor.extra = 1",
    "sets": "torch.set_num_threads(1)",
    "swallows": "for _ in range(2):\n        try: x\n        finally: continue",
}


@pytest.mark.parametrize("name", NEVER)
def test_what_does_more_than_compute_is_not_run_again(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = body(NEVER[name], SUM, BACK)
    names = names_after(text)
    exercise = find_exercise("row-normalize")
    verdict = verdict_of(exercise, names_after(WRONG))
    assert find_proof(exercise, visible_keys("row-normalize"), verdict, text, names) is None
    assert os.listdir(tmp_path) == []
    # The same in a function of another cell, and under another name.
    before = f"def note(x):\n    {NEVER[name]}\nimport os as o\nfrom torch import save as keep\n"
    if name not in ("patches", "swallows"):
        for call in ("note(x)", "o.remove('x')", "keep(x, 'x.pt')"):
            text = body(call, SUM, BACK)
            names = names_after(text, before)
            assert find_proof(exercise, visible_keys("row-normalize"), verdict, text, names) is None
            assert os.listdir(tmp_path) == []


LOOPS = {
    "while": ("n = 0", "while n < 3:", "    n += 1", SUM, BACK),
    "catches all": ("n = 0", "while n < 3:", "    try:", "        n += 1", "    except:",
                    "        pass", SUM, BACK),
    "catches by name": ("n = 0", "while n < 3:", "    try:", "        n = int(n) + 1",
                        "    except BaseException:", "        pass", SUM, BACK),
    "recursion": ("def down(n):", "    return 0 if n <= 0 else down(n - 1)", "down(5)", SUM, BACK),
    "grows": ("rows = [1]", "for row in rows:", "    if len(rows) < 3: rows.append(row)", SUM,
              BACK),
    "sleeps": ("import time", "for _ in range(2): time.sleep(0.001)", SUM, BACK),
    "large": ("n = 10 ** 2", "a = [0] * n", "b = 'a' * n", "c = list(range(3 * n))",
              "d = torch.zeros(n * 4)", "e = x.repeat(50, 1)", SUM, BACK),
}  # fmt: skip


@pytest.mark.parametrize("name", LOOPS)
def test_what_an_edit_makes_endless_ends(name):
    begun = time.monotonic()
    assert search(body(*LOOPS[name])) is not None or name == "sleeps"
    assert time.monotonic() - begun < 30


def test_the_garbage_of_others_is_not_collected_in_an_edit(monkeypatch):
    collected = []

    class Cycle:
        def __init__(self):
            self.itself = self

        def __del__(self):
            collected.append(1)

    begun = []

    def begin(*_):
        Cycle()
        made = [[i] for i in range(5000)]  # so many let Python look for garbage
        begun.append((len(made), len(collected)))

    monkeypatch.setattr(Stage, "begin", begin)
    exercise, names, keys = find_exercise("row-normalize"), names_after(WRONG), visible_keys
    verdict, hook = verdict_of(exercise, names), sys.unraisablehook
    assert find_proof(exercise, keys(exercise.id), verdict, WRONG, names) is None
    assert begun == [(5000, 0)]
    assert gc.isenabled() and sys.unraisablehook is hook
    gc.collect()
    assert collected


def test_what_is_interrupted_in_a_finalizer_is_told_to_nobody(monkeypatch):
    told = []
    monkeypatch.setattr(sys, "unraisablehook", told.append)
    text = body("class Slow:", "    def __del__(self):", "        while len(x): pass", "Slow()",
                SUM, BACK)  # fmt: skip
    exercise, keys = find_exercise("row-normalize"), visible_keys("row-normalize")
    verdict = verdict_of(exercise, names_after(WRONG))
    begun = time.process_time()
    find_proof(exercise, keys, verdict, text, names_after(WRONG))
    assert time.process_time() - begun < 20
    assert not told


@pytest.mark.parametrize("name", ["while", "catches all", "recursion", "grows"])
def test_it_ends_without_signals_too(name, monkeypatch):
    text, got = body(*LOOPS[name]), []
    thread = threading.Thread(target=lambda: got.append(search(text)))
    thread.start()
    thread.join(60)
    assert got and got[0] is not None
    monkeypatch.delattr(signal, "setitimer")
    assert search(text) is not None


@pytest.mark.parametrize(
    "loop", ["while True: pass", "while True:\n        try: len(x)\n        except: pass"]
)
@pytest.mark.parametrize("signals", [True, False])
def test_one_run_that_never_ends_is_ended(loop, signals, monkeypatch):
    if not signals:
        monkeypatch.delattr(signal, "setitimer")
    exercise = find_exercise("row-normalize")
    verdict = verdict_of(exercise, names_after(WRONG))
    text = body(loop, SUM, BACK)
    begun = time.process_time()
    names = names_after(WRONG)
    assert find_proof(exercise, visible_keys("row-normalize"), verdict, text, names) is None
    assert time.process_time() - begun < 2


@pytest.fixture
def _keyboard():
    """Ctrl-C as a kernel has it, also where the tests run in the background, which ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_keyboard")
@pytest.mark.parametrize("swallowed", [False, True])
def test_an_interruption_stops_it_at_once_and_all_is_as_before(swallowed):
    loop = (
        "while True:\n        try: len(x)\n        except: pass"
        if swallowed
        else "while True: pass"
    )
    text = body(loop, SUM, BACK)
    exercise = find_exercise("row-normalize")
    verdict, names = verdict_of(exercise, names_after(WRONG)), names_after(WRONG)
    before = process_state()
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        find_proof(exercise, visible_keys(exercise.id), verdict, text, names, LONG)
    timer.join()
    assert process_state() == before


def test_an_outer_limit_is_no_matter_of_the_search():
    text = body("while True: pass", SUM, BACK)
    exercise = find_exercise("row-normalize")
    verdict, names = verdict_of(exercise, names_after(WRONG)), names_after(WRONG)
    with pytest.raises(Interrupted), cpu_limit(0.3):
        find_proof(exercise, visible_keys(exercise.id), verdict, text, names, LONG)


def test_a_list_that_an_edit_puts_into_itself_does_not_end_python():
    text = """\
def minibatches(x, y, batch_size):
    order = torch.randperm(len(x))
    batches = []
    for start in range(0, len(x), batch_size):
        piece = order[start : start + batch_size]
        batches.append((x[piece], y[start]))
    return batches
"""
    search(text, "minibatches")
    kept = []
    kept.append(kept)
    with SizeGuard(), pytest.raises(RecursionError):
        torch.ones(3)[kept]


TOO_MUCH = {
    "zeros": lambda: torch.zeros(10**9),
    "more zeros": lambda: torch.zeros(10**5, 10**5),
    "like": lambda: torch.ones(3).new_zeros((10**5, 10**5)),
    "repeat": lambda: torch.ones(30).repeat(10**8),
    "range": lambda: torch.arange(10**9),
    "steps": lambda: torch.linspace(0, 1, 10**9),
    "eye": lambda: torch.eye(10**5),
    "table": lambda: torch.ones(10**5, 1) - torch.ones(10**5),
    "outer": lambda: torch.outer(torch.ones(10**5), torch.ones(10**5)),
    "product": lambda: torch.ones(10**5, 1) @ torch.ones(1, 10**5),
}  # fmt: skip


@pytest.mark.parametrize("name", TOO_MUCH)
def test_no_run_takes_all_memory(name):
    with SizeGuard(), pytest.raises(MemoryError):
        TOO_MUCH[name]()


def test_what_an_exercise_needs_is_not_too_much():
    with SizeGuard():
        x = torch.randn(60_000, 28)
        assert (x @ torch.randn(28, 10)).shape == (60_000, 10)
        assert (x - x.mean(dim=0)).shape == x.shape
        assert torch.arange(0, 60_000, 100).numel() == 600
        assert torch.randint(0, 60_000, (10_000,)).numel() == 10_000
        assert torch.cat([x, x]).shape == (120_000, 28)
        assert torch.full((3, 4), 7).shape == (3, 4)


def test_no_number_and_no_list_grows_without_end():
    for line in ("n ** n ** n", "[0] * n * n", "'a' * (n * n)", "n * n * [0]"):
        names = {**helpers(), "n": 10_000}
        with pytest.raises(MemoryError):
            exec(compiled(f"y = {line}"), names)
    names = {**helpers(), "n": 3, "x": torch.ones(2)}
    exec(compiled("y = (n ** n, x ** n, 2.0 ** -n, [0] * n, n * 'a')"), names)
    assert str(names["y"]) == "(27, tensor([1., 1.]), 0.125, [0, 0, 0], 'aaa')"
