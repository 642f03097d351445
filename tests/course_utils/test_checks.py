"""What a student is told by ``check``."""

from __future__ import annotations

import linecache
import os
import random
import signal
import warnings

import numpy
import pytest
import torch
import torch.nn.functional as F

from autograder.catalogue.chapters import exercises_in
from autograder.catalogue.entry import catalogue, find_entry
from course_utils import CheckFailed, NotAttempted, check, hint, reset
from course_utils.core import purpose
from course_utils.core.exercise import exercises, find_exercise
from course_utils.core.probing import kind_mismatch
from course_utils.notebook import check as checks
from course_utils.notebook import hint as hints
from course_utils.notebook import records, stopping
from tests.course_utils.answers import right, wrong

IDS = list(catalogue())


@pytest.fixture(autouse=True)
def fresh_session(tmp_path, monkeypatch):
    """A folder and a memory of its own for each test; no nbgrader around."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.setattr(checks, "_repeats", {})
    monkeypatch.setattr(hints, "_shown", {})
    monkeypatch.setattr(records, "_session", {})


def told(capsys) -> str:
    """What was shown since the last time."""
    return capsys.readouterr().out


@pytest.mark.parametrize("exercise_id", IDS)
def test_a_right_answer_passes_and_hears_how_far_the_chapter_is(exercise_id, capsys) -> None:
    check(exercise_id, right(exercise_id))
    members = exercises_in(exercises()[exercise_id].chapter)
    assert told(capsys).startswith(f"{exercise_id}: passed · 1 of {len(members)} in this chapter")


@pytest.mark.thorough
@pytest.mark.parametrize("exercise_id", IDS)
def test_every_known_mistake_is_told_in_its_own_words_and_never_called_wrong(
    exercise_id, capsys, monkeypatch
) -> None:
    entry = find_entry(exercise_id)
    # Of the first card: where no source is found, no place is searched for.
    monkeypatch.setattr(linecache, "cache", {})
    for mistake, implementation in entry.wrong:
        obj = implementation.obj  # making it notes its text
        linecache.clearcache()
        check(exercise_id, obj)
        text = told(capsys)
        assert f"{exercise_id}: not yet" in text
        # What is nearly called __init__ is told before anything is made of the class.
        sentence = kind_mismatch(exercise_id, implementation.obj)
        if sentence and mistake in ("init-misspelt", "init-name"):
            assert "no `__init__` of its own" in str(sentence)
        assert str(sentence or entry.mistakes[mistake].sentence).rstrip(".") in text
        assert "wrong!" not in text.lower()
        assert len(text.split()) <= 220


def test_a_missing_mean_shows_both_numbers_and_the_meaning_of_the_factor(capsys) -> None:
    check("lr-backward", wrong("lr-backward", "missing-mean"))
    text = told(capsys)
    assert 'grads["dw"]' in text
    assert "yours" in text and "expected" in text and "ratio" in text
    assert "number of examples" in text
    assert "You get numbers like these when the sum over the batch is not divided by m." in text
    assert 'Next: hint("lr-backward", 2)' in text


def test_another_mistake_starts_the_count_again(capsys) -> None:
    exercise = find_entry("bce").exercise
    first, second = list(dict.fromkeys(mistake for mistake, _ in find_entry("bce").wrong))[:2]
    check("bce", wrong("bce", first))
    check("bce", wrong("bce", second))
    assert not any(hint in told(capsys) for hint in exercise.hints)


def test_an_undefined_symbol_is_said_to_be_undefined(capsys) -> None:
    check("bce")
    assert told(capsys).splitlines() == [
        "bce: not yet",
        "`bce` is not defined yet: run the cell above that defines it.",
    ]
    assert "bce" not in records.records()


def test_the_symbol_is_looked_up_where_the_check_is_called(capsys) -> None:
    exec("check('bce')", {"check": check, "bce": F.binary_cross_entropy})
    assert "passed ·" in told(capsys)


def test_the_stub_is_still_empty_and_the_contract_is_repeated(capsys) -> None:
    def bce(yhat, y):
        raise NotAttempted

    check("bce", bce)
    text = told(capsys)
    assert text.startswith("bce: still empty")
    assert find_entry("bce").exercise.contract.rstrip(".") in text
    assert 'hint("bce")' in text


def test_an_empty_helper_is_named_when_another_exercise_calls_it(capsys) -> None:
    def helper():
        raise NotAttempted

    check("bce", lambda yhat, y: helper())
    text = told(capsys)
    assert "not yet" in text
    assert "It calls `helper`, which is still empty" in text


@pytest.mark.parametrize(
    ("exercise_id", "obj", "words"),
    [
        ("bce", None, "This is None"),
        ("bce", torch.tensor(1.0), "without parentheses"),
        ("lr-backward", len, "This is a function. Give the class itself"),
        ("net", torch.nn.Linear(3, 4), "This is an instance of Linear. Give the class itself"),
        ("net", 3, "This is an int. Give the class itself"),
        ("lr-backward", type("LR", (), {}), "has no method backward"),
    ],
)
def test_what_is_not_an_answer_is_said_to_be_none(exercise_id, obj, words, capsys) -> None:
    check(exercise_id, obj)
    text = told(capsys)
    assert text.startswith(f"{exercise_id}: not yet")
    assert words in text


def test_a_generator_without_an_end_is_said_to_have_none(capsys) -> None:
    def minibatches(x, y, batch_size):
        while True:
            yield x[:batch_size], y[:batch_size]

    check("minibatches", minibatches)
    text = told(capsys)
    assert "yours “batches without end" in text and "expected “4 batches: 5, 5, 5, 1”" in text


def test_an_instance_is_told_to_be_one(capsys) -> None:
    check("lr-init", right("lr-init")(3))  # type: ignore[operator]
    assert "instance of LR" in told(capsys)


def test_an_unknown_exercise_lists_the_close_ones(capsys) -> None:
    check("lr-bakward", print)
    assert "lr-backward" in told(capsys)
    check(print)  # type: ignore[arg-type]
    assert "The exercise's id comes first" in told(capsys)


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (3, "an int"),
        (0.5, "a float"),
        (numpy.zeros(2), "an ndarray"),
        (int, "a class"),
    ],
)
def test_what_is_no_id_is_named_by_its_kind(given, kind, capsys) -> None:
    check(given)
    assert f'as text, such as "lr-backward", not {kind}.' in told(capsys)


def test_an_exception_shows_its_own_words_and_the_students_line(capsys, tmp_path) -> None:
    cell = tmp_path / "cell.py"
    cell.write_text("def bce(yhat, y):\n    return yhat @ y\n")
    space: dict = {}
    exec(compile(cell.read_text(), cell, "exec"), space)
    check("bce", space["bce"])
    text = told(capsys)
    assert "raised an exception" in text
    assert "RuntimeError: mat1 and mat2 shapes cannot be multiplied" in text
    assert "in the line: return yhat @ y" in text


@pytest.mark.parametrize("error", [SystemExit, RecursionError, MemoryError, GeneratorExit])
def test_whatever_the_code_raises_the_check_does_not(error, capsys) -> None:
    def bce(yhat, y):
        raise error

    check("bce", bce)
    assert told(capsys).startswith("bce: not yet")


BESIDE = "is still in `bce`, next to your own"


def endless(tmp_path) -> object:
    """An answer whose first call stops itself as Ctrl-C does, in a line of its own."""
    cell = tmp_path / "cell.py"
    cell.write_text(
        "import os, signal, time\n"
        "def bce(yhat, y):\n"
        "    while True:\n"
        "        os.kill(os.getpid(), signal.SIGINT); time.sleep(1)\n"
    )
    space: dict = {}
    exec(compile(cell.read_text(), cell, "exec"), space)
    return space["bce"]


def test_an_interrupt_ends_the_check_with_a_short_card_and_the_line(capsys, tmp_path) -> None:
    check("bce", F.binary_cross_entropy)
    told(capsys)
    # A shell's background job starts with Ctrl-C ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt) as stopped:
            check("bce", endless(tmp_path))
    finally:
        signal.signal(signal.SIGINT, before)
    text = told(capsys)
    assert text.startswith("bce: not yet: stopped by you after less than a second, in the line os")
    assert len(text.splitlines()) == 2
    # Of the way through the check nothing is left: here, our own line and that of this test.
    assert len(stopped.traceback) == 2
    assert records.records()["bce"].state == "passed"


def test_a_card_says_how_long_it_ran() -> None:
    try:
        raise KeyboardInterrupt
    except KeyboardInterrupt as stop:
        text = stopping.stopped_card("bce", stop, 7.2).text
    assert "stopped by you after 7 s, in the line raise KeyboardInterrupt" in text


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("loss = y * yhat.log()\n    raise NotAttempted", BESIDE),
        (
            "raise NotAttempted\n    return (y * yhat).sum()",
            BESIDE,
        ),
        ("raise NotAttempted()\n    return 3", BESIDE),
        ("if y.sum() > -1:\n        raise NotAttempted", BESIDE),
        ("raise NotAttempted  # replace this line", None),
        ("# my thoughts\n    raise NotAttempted", None),
        ('"""Mean loss."""\n    raise NotAttempted', None),
    ],
)
def test_the_stubs_line_beside_own_lines_is_named_and_not_called_empty(
    body, words, capsys, tmp_path
) -> None:
    check("bce", defined(tmp_path, f"def bce(yhat, y):\n    {body}\n")["bce"])
    text = told(capsys)
    if words is None:
        assert text.startswith("bce: still empty")
        assert "bce" not in records.records()
    else:
        assert text.startswith("bce: not yet\n")
        assert words in text
        assert records.records()["bce"].state == "tried"


def test_of_a_class_the_method_that_is_still_empty_is_named(capsys, tmp_path) -> None:
    code = """class MyLinear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.weights = nn.Parameter(torch.zeros(in_features, out_features))
        self.bias = nn.Parameter(torch.zeros(out_features)) if bias else None

    def forward(self, x):
        raise NotAttempted
"""
    check("my-linear", defined(tmp_path, code)["MyLinear"])
    assert "`forward` is still empty; `__init__` has your lines." in told(capsys)


def defined(tmp_path, code: str) -> dict:
    """What the code defines; its source can be read, as that of a notebook's cell."""
    cell = tmp_path / "cell.py"
    cell.write_text(code)
    linecache.checkcache(str(cell))
    space = {"NotAttempted": NotAttempted, "nn": torch.nn, "torch": torch}
    exec(compile(code, cell, "exec"), space)
    return space


def by_autograd(x, y, w0, b, w1):
    """Right, with nothing by hand."""
    w0, b, w1 = (t.detach().requires_grad_() for t in (w0, b, w1))
    hidden = torch.relu(x @ w0 + b)
    logits = hidden @ w1
    loss = F.cross_entropy(logits, y)
    found = torch.autograd.grad(loss, (logits, w1, hidden, w0, b))
    names = ("d_logits", "d_w1", "d_hidden", "d_w0", "d_b")
    return {"loss": loss, **dict(zip(names, found, strict=True))}


ALONE = "It passes, though backward was never called."
BY_AUTOGRAD = "It passes, though autograd computed the gradients."


@pytest.mark.parametrize(
    ("exercise_id", "obj", "words"),
    [
        ("grad-at", lambda w0: 20 * w0, ALONE),
        ("repeated-grads", lambda w0, n: [2 * w0] * n, ALONE),
        ("intermediate-grad", lambda w0: 10.0, ALONE),
        ("vjp", lambda a, b, v: (9 * a**2 * v, -2 * b * v), ALONE),
        ("grad-at", None, ""),
        ("repeated-grads", None, ""),
        ("intermediate-grad", None, ""),
        ("vjp", None, ""),
        ("affine-backward", None, ""),
        ("backprop-mlp", None, ""),
        ("lr-backward", None, ""),
        ("backprop-mlp", by_autograd, BY_AUTOGRAD),
    ],
)
def test_an_answer_that_goes_around_its_point_passes_with_a_kind_line(
    exercise_id, obj, words, capsys
) -> None:
    check(exercise_id, obj or right(exercise_id))
    text = told(capsys)
    assert text.startswith(f"{exercise_id}: passed ·")
    assert words in text and ("It passes" in text) is bool(words)
    assert records.records()[exercise_id].state == "passed"


def test_the_kind_line_is_for_exercises_of_the_course() -> None:
    assert {*purpose._BY_AUTOGRAD, *purpose._BY_HAND} <= set(exercises())


def test_the_count_of_backward_passes_is_put_away_afterwards(capsys) -> None:
    before = torch.autograd._engine_run_backward  # type: ignore[attr-defined]
    check("grad-at", lambda w0: 1 / 0)
    assert torch.autograd._engine_run_backward is before  # type: ignore[attr-defined]


def test_one_warning_about_several_sizes_is_shown_once(capsys) -> None:
    check("mse", F.mse_loss)
    assert told(capsys).count("UserWarning") == 1


@pytest.mark.parametrize("function", [check, hint, reset])
def test_without_an_exercise_one_sentence_asks_for_it(function, capsys) -> None:
    function()
    text = told(capsys)
    assert text.startswith("Which exercise? Write its id between the parentheses: ")
    assert len(text.splitlines()) == 1 and f'{function.__name__}("row-normalize")' in text


@pytest.mark.parametrize("name", ["binary", "Bce", "bce()", " bce ", "BCE"])
def test_a_slip_in_an_id_is_understood_or_answered(name, capsys) -> None:
    check(name, F.binary_cross_entropy)
    text = told(capsys)
    assert text.startswith("bce: passed ·") or "There is no exercise" in text


@pytest.mark.parametrize(
    ("name", "exercise_id"),
    [("batch_to_columns", "batch-to-columns"), ("lr_backward", "lr-backward"),
     ("vjp_q", "vjp"), ("Tower", "tower"), ("bce()", "bce")],
)  # fmt: skip
def test_the_functions_name_is_its_exercise(name, exercise_id) -> None:
    assert find_exercise(name).id == exercise_id


def test_a_name_of_several_exercises_is_asked_about(capsys) -> None:
    check("LR")
    assert "belongs to several exercises: lr-init, lr-sigmoid" in told(capsys)


def test_prints_are_shown_once_and_cut(capsys) -> None:
    def bce(yhat, y):
        for i in range(15):
            print("line", i)
        return yhat.sum()

    check("bce", bce)
    text = told(capsys)
    assert text.count("    line 3\n") == 1
    assert text.count("    line ") == 10
    assert "more lines" in text


def test_a_flood_of_prints_costs_no_memory(capsys) -> None:
    def bce(yhat, y):
        for _ in range(200):
            print("x" * 10_000)
        return F.binary_cross_entropy(yhat, y)

    check("bce", bce)
    assert len(told(capsys)) < 10_000


def test_a_warning_is_shown_and_breaks_nothing(capsys) -> None:
    def bce(yhat, y):
        warnings.warn("careful", stacklevel=2)
        return F.binary_cross_entropy(yhat, y)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check("bce", bce)
    captured = capsys.readouterr()
    assert "passed ·" in captured.out
    assert "UserWarning: careful" in captured.out
    assert captured.err == ""


def test_all_global_state_is_as_before() -> None:
    def bce(yhat, y):
        torch.manual_seed(5)
        random.seed(5)
        numpy.random.seed(5)
        torch.set_grad_enabled(False)
        torch.set_default_dtype(torch.float16)
        return F.binary_cross_entropy(yhat, y) + torch.rand(())

    torch.set_default_dtype(torch.float64)
    try:
        before = torch.get_rng_state(), random.getstate(), str(numpy.random.get_state())
        with torch.no_grad():
            check("bce", bce)
            assert not torch.is_grad_enabled()
        check("bce", bce)
        assert torch.is_grad_enabled()
        assert torch.get_default_dtype() == torch.float64
        assert torch.equal(before[0], torch.get_rng_state())
        assert before[1:] == (random.getstate(), str(numpy.random.get_state()))
    finally:
        torch.set_default_dtype(torch.float32)


@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode])
def test_a_right_answer_passes_inside_every_grad_mode(mode, capsys) -> None:
    with mode():
        check("logistic-function", right("logistic-function"))
    assert "passed ·" in told(capsys)


def test_a_check_that_breaks_itself_says_so(capsys, monkeypatch, tmp_path) -> None:
    from course_utils.core import key

    key.visible_keys.cache_clear()
    monkeypatch.setattr(key, "KEYS_FOLDER", tmp_path / "gone")
    check("bce", F.binary_cross_entropy)
    assert "the check itself broke; this is not your doing" in told(capsys)


@pytest.mark.parametrize("mode", ["validate", "autograde"])
@pytest.mark.parametrize(
    "obj", [lambda yhat, y: yhat.sum(), None, lambda yhat, y: (_ for _ in ()).throw(NotAttempted)]
)
def test_under_nbgrader_a_check_that_is_not_passed_raises(mode, obj, capsys, monkeypatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", mode)
    with pytest.raises(CheckFailed) as failure:
        check("bce", obj)
    assert told(capsys).strip() == str(failure.value)
    with pytest.raises(CheckFailed):
        check("no-such-exercise")


def test_under_nbgrader_a_passed_check_is_quiet(capsys, monkeypatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    check("bce", F.binary_cross_entropy)
    assert "passed ·" in told(capsys)
    assert not os.path.exists(records.FILE_NAME)


@pytest.fixture
def other_default_device():
    """A default device that is not the CPU: meta is on every machine, and holds no numbers."""
    torch.set_default_device("meta")
    yield
    torch.set_default_device(None)


@pytest.mark.parametrize("exercise_id", IDS)
def test_a_right_answer_is_right_whatever_the_default_device(
    exercise_id, other_default_device, capsys
) -> None:
    check(exercise_id, right(exercise_id))
    assert told(capsys).startswith(f"{exercise_id}: passed ·")
    assert torch.get_default_device().type == "meta"


def test_a_mistake_is_named_whatever_the_default_device(other_default_device, capsys) -> None:
    check("lr-backward", wrong("lr-backward", "missing-mean"))
    assert "the sum over the batch is not divided by m" in told(capsys)
