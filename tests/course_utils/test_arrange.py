"""Programs put in order: whatever runs as it should passes, all else is told its line."""

from __future__ import annotations

import itertools
import random
from functools import cache

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn, optim

from course_utils import arrange
from course_utils.line_puzzles.all_puzzles import PUZZLES
from course_utils.line_puzzles.program import PlacedLine, Program, Puzzle
from course_utils.notebook import records
from course_utils.notebook.arrange_form import ArrangeForm
from course_utils.notebook.arranged import program_of, read_order, write_order
from course_utils.texts import ENGLISH, Message

LOOP, FUNCTION = PUZZLES["training-loop"], PUZZLES["function-backward"]
RIGHT_LEVELS = {
    "training-loop": (0, 0, 1, 2, 2, 2, 2, 2),
    "function-backward": (0, 0, 1, 1, 0, 0, 1, 1),
}


@pytest.fixture(autouse=True)
def fresh_session(tmp_path, monkeypatch):
    """A folder and a memory of its own for each test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    for name in ("_session", "_guessed", "_revisited"):
        monkeypatch.setattr(records, name, {})


def right(puzzle: Puzzle) -> Program:
    """The program in the order in which it is written."""
    lines = [line for line in puzzle.lines if line.belongs]
    return Program(tuple(map(PlacedLine, lines, RIGHT_LEVELS[puzzle.name])))


def typed(puzzle: Puzzle, program: Program) -> str:
    """The numbers that a student types for a program."""
    free = list(enumerate(puzzle.jumbled, 1))
    order = []
    for placed in program.lines:
        pair = next(pair for pair in free if pair[1] == placed.line)
        free.remove(pair)
        order.append((pair[0], placed.level))
    return write_order(order)


def trained(program: Program) -> list[float]:
    """What the parameters are after the loop; nothing where it raises."""
    torch.manual_seed(0)
    model = nn.Linear(3, 2)
    loader = [(torch.randn(4, 3), torch.tensor([0, 1, 1, 0])) for _ in range(3)]
    names = {"F": F, "optim": optim, "model": model, "loader": loader, "epochs": 2}
    try:
        exec(program.text(), names)
    except Exception:
        return []
    return torch.cat([p.detach().flatten() for p in model.parameters()]).tolist()


def differentiated(program: Program) -> list[float]:
    """The product and its gradients; nothing where it raises."""
    names = {"torch": torch}
    a, b = (torch.tensor(value, requires_grad=True) for value in ([2.0, 3.0], [5.0, 7.0]))
    try:
        exec(program.text(FUNCTION.head), names)
        result = names["Product"].apply(a, b)
        (result * torch.tensor([10.0, 100.0])).sum().backward()
    except Exception:
        return []
    if a.grad is None or b.grad is None:
        return []
    return [*result.tolist(), *a.grad.tolist(), *b.grad.tolist()]


RUN = {"training-loop": trained, "function-backward": differentiated}


@cache
def wanted(name: str) -> list[float]:
    """What the right order of this puzzle comes to."""
    return RUN[name](right(PUZZLES[name]))


# torch runs methods without it, too; its documentation asks for it, and so does the puzzle.
OF_STYLE = ("arrange.static-alone", "arrange.method-bare", "arrange.static-missing")


def does_it(puzzle: Puzzle, program: Program) -> bool:
    """Whether a program does what it should when it runs."""
    found, right_one = RUN[puzzle.name](program), wanted(puzzle.name)
    same_length = len(found) == len(right_one)
    return same_length and torch.allclose(torch.tensor(found), torch.tensor(right_one))


@pytest.mark.parametrize("puzzle", PUZZLES.values(), ids=list(PUZZLES))
def test_the_order_as_it_is_written_runs_and_passes(puzzle, capsys) -> None:
    assert wanted(puzzle.name)
    assert puzzle.fault(right(puzzle)) is None
    arrange(puzzle.name, typed(puzzle, right(puzzle)))
    assert f"{puzzle.name}: That does it." in capsys.readouterr().out


def near(puzzle: Puzzle, chance: random.Random) -> Program:
    """A program a few moves away from the right one, whole or not."""
    lines = list(right(puzzle).lines)
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(lines))
        match chance.choice(("move", "level", "drop", "swap")):
            case "move":
                lines.insert(chance.randrange(len(lines)), lines.pop(at))
            case "level":
                level = max(0, lines[at].level + chance.choice((-1, 1)))
                lines[at] = PlacedLine(lines[at].line, level)
            case "drop" if len(lines) > 1 and chance.random() < 0.2:
                lines.pop(at)
            case _:
                other = chance.randrange(len(lines))
                one, two = lines[at], lines[other]
                lines[at] = PlacedLine(two.line, one.level)
                lines[other] = PlacedLine(one.line, two.level)
    return Program(tuple(lines))


@pytest.mark.parametrize("puzzle", PUZZLES.values(), ids=list(PUZZLES))
def test_a_program_passes_exactly_if_it_does_what_it_should(puzzle) -> None:
    chance = random.Random(puzzle.name)
    seen = {near(puzzle, chance) for _ in range(1500)}
    passed = 0
    for program in seen:
        fault = puzzle.fault(program)
        if fault is not None and fault.code in OF_STYLE:
            continue
        assert (fault is None) is does_it(puzzle, program), (fault, program.text(puzzle.head))
        passed += fault is None
    assert passed >= 2


def test_zero_grad_has_its_four_right_places_and_no_other() -> None:
    lines = list(right(LOOP).lines)
    zero = lines.pop(3)
    places = [
        at
        for at in range(3, len(lines) + 1)
        if LOOP.fault(Program((*lines[:at], zero, *lines[at:]))) is None
    ]
    # Before the forward pass, after it, after the loss, or after step.
    assert places == [3, 4, 5, 7]


def test_forward_and_backward_may_change_places() -> None:
    lines = right(FUNCTION).lines
    turned = Program((*lines[4:], *lines[:4]))
    assert FUNCTION.fault(turned) is None and does_it(FUNCTION, turned)


@pytest.mark.parametrize("puzzle", PUZZLES.values(), ids=list(PUZZLES))
def test_a_line_that_does_not_belong_is_named(puzzle) -> None:
    for line in (line for line in puzzle.lines if not line.belongs):
        for at, placed in enumerate(right(puzzle).lines):
            if placed.line.opens or placed.line.key == "static":
                continue
            lines = list(right(puzzle).lines)
            lines[at] = PlacedLine(line, placed.level)
            fault = puzzle.fault(Program(tuple(lines)))
            assert fault is not None and fault.place == at and line.key in fault.code


@pytest.mark.parametrize("puzzle", PUZZLES.values(), ids=list(PUZZLES))
@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_every_order_is_told_something_that_has_words(puzzle, data) -> None:
    numbers = data.draw(st.permutations(range(1, len(puzzle.lines) + 1)))
    count = data.draw(st.integers(0, len(numbers)))
    levels = data.draw(st.lists(st.integers(0, 3), min_size=count, max_size=count))
    program = program_of(puzzle, list(zip(numbers[:count], levels, strict=True)))
    fault = puzzle.fault(program)
    assert fault is None or (
        fault.code in ENGLISH and (fault.place is None or 0 <= fault.place < count)
    )


@pytest.mark.parametrize("puzzle", PUZZLES.values(), ids=list(PUZZLES))
def test_a_missing_line_is_missed(puzzle) -> None:
    lines = right(puzzle).lines
    for at in range(len(lines)):
        assert puzzle.fault(Program((*lines[:at], *lines[at + 1 :]))) is not None


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 10), st.integers(0, 4)), min_size=1, max_size=10))
def test_what_is_written_can_be_read(order) -> None:
    found = read_order(LOOP, write_order(order))
    numbers = [number for number, _ in order]
    if len(set(numbers)) == len(numbers):
        assert found == order
    else:
        assert isinstance(found, Message) and found.code == "arrange.twice"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_typed_gets_a_card(text) -> None:
    arrange("training-loop", text)


@pytest.mark.parametrize(
    ("given", "words"),
    [("x", "cannot be read"), ("3 33", "no line 33"), ("3 3", "appears twice"), ("0", "no line 0")],
)
def test_what_cannot_be_read_is_asked_for_again_and_not_kept(given, words, capsys) -> None:
    arrange("training-loop", given)
    assert words in capsys.readouterr().out
    assert records.guesses() == {}


@pytest.mark.parametrize("name", [None, "loop", 3, ["x"]])
def test_an_unknown_program_is_told_in_one_sentence(name, capsys) -> None:
    arrange(name)
    assert 'arrange("training-loop")' in capsys.readouterr().out


def test_what_passed_is_shown_again_after_a_restart_and_can_be_done_anew(
    capsys, monkeypatch
) -> None:
    arrange("training-loop", "3")
    arrange("training-loop", typed(LOOP, right(LOOP)))
    monkeypatch.setattr(records, "_guessed", {})
    assert not records.guesses()["arrange-training-loop"].hit
    capsys.readouterr()
    arrange("training-loop")
    assert "That does it." in capsys.readouterr().out
    arrange("training-loop", "")
    assert "Type the numbers from top to bottom" in capsys.readouterr().out


def test_a_kept_order_that_no_longer_passes_does_no_harm(capsys) -> None:
    for text in ("1 2 3", "banana", ""):
        records._guessed["arrange-training-loop-passed"] = records.Guess(text, True)
        arrange("training-loop")
        assert "Put the lines in order" in capsys.readouterr().out


def test_every_program_can_be_made_by_buttons_alone() -> None:
    pytest.importorskip("ipywidgets")
    for puzzle in PUZZLES.values():
        form = ArrangeForm(puzzle)
        for number, level in read_order(puzzle, typed(puzzle, right(puzzle))):
            form._press(number)
            while form._order[form._chosen][1] > level:
                form._indent(-1)
        assert puzzle.fault(program_of(puzzle, form._order)) is None
        assert all(button.description.startswith("✓") for button, line in
                   zip(form._lines, puzzle.jumbled, strict=True) if line.belongs)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 14), max_size=40))
def test_no_sequence_of_buttons_loses_a_line_or_raises(presses) -> None:
    form = ArrangeForm(LOOP)
    acts = [
        *(lambda n=n: form._press(n) for n in range(1, 11)),
        lambda: form._move(-1), lambda: form._move(1),
        lambda: form._indent(-1), lambda: form._indent(1), form._take_out,
    ]  # fmt: skip
    for place in presses:
        acts[place]()
        numbers = [number for number, _ in form._order]
        assert len(set(numbers)) == len(numbers)
        assert form._chosen is None or 0 <= form._chosen < len(numbers)
        assert (form._chosen is None) == (not numbers)


def test_the_offered_order_is_not_a_right_one() -> None:
    for puzzle, levels in itertools.product(PUZZLES.values(), (0, 1)):
        program = Program(tuple(PlacedLine(line, levels) for line in puzzle.jumbled))
        assert puzzle.fault(program) is not None
