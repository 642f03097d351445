"""Chapter 4's references against central differences, and the mistakes that people report."""

from __future__ import annotations

import textwrap

import pytest
import torch

from autograder.catalogue import find_entry
from autograder.catalogue.logistic_regression.bce import bce
from autograder.catalogue.logistic_regression.model import LR
from course_utils.views.text import message
from tests.keys import keys_of, verdict_by


def verdict_on(exercise_id: str, obj: object):
    return verdict_by(find_entry(exercise_id), obj, f"visible/{exercise_id}")


def answer(text: str, symbol: str, **names):
    namespace = {"torch": torch, "nn": torch.nn, "F": torch.nn.functional, "LR": LR, **names}
    exec(textwrap.dedent(text), namespace)
    return namespace[symbol]


def test_the_reference_gradient_agrees_with_central_differences():
    torch.manual_seed(3)
    model = LR(3)
    model.w, model.b = torch.randn(3, 1).double(), torch.randn(()).double()
    x, y = torch.randn(3, 7).double(), (torch.rand(1, 7) > 0.5).double()
    model.backward(x, model.forward(x), y)

    def loss(w, b):
        return bce(torch.sigmoid(w.T @ x + b), y)

    h = 1e-6
    for j in range(3):
        step = torch.zeros(3, 1).double()
        step[j] = h
        slope = (loss(model.w + step, model.b) - loss(model.w - step, model.b)) / (2 * h)
        assert torch.isclose(model.grads["dw"][j, 0], slope, atol=1e-8)
    slope = (loss(model.w, model.b + h) - loss(model.w, model.b - h)) / (2 * h)
    assert torch.isclose(model.grads["db"], slope, atol=1e-8)


@pytest.mark.parametrize("shape", [(), (1,)])
def test_the_reference_function_passes_gradcheck(shape):
    torch.manual_seed(0)
    inputs = [torch.randn(size).double().requires_grad_() for size in ((3, 5), (3, 1), shape)]
    function = find_entry("logistic-function").right.obj
    assert torch.autograd.gradcheck(function.apply, inputs)


@pytest.mark.parametrize("shape", [(), (1,)])
def test_every_right_variant_of_the_function_passes_gradcheck(shape):
    torch.manual_seed(0)
    entry = find_entry("logistic-function")
    inputs = [torch.randn(size).double().requires_grad_() for size in ((3, 5), (3, 1), shape)]
    for variant in entry.variants:
        assert torch.autograd.gradcheck(variant.obj.apply, inputs), variant.name


def test_the_example_message_says_ratio_reason_and_mistake():
    wrong = answer(
        """
        class Mine(LR):
            def backward(self, x, yhat, y):
                self.grads["dw"] = x @ (yhat - y).T
                self.grads["db"] = torch.sum(yhat - y)
        """,
        "Mine",
    )
    verdict = verdict_on("lr-backward", wrong)
    m = keys_of("lr-backward", "visible/lr-backward").keys[0].case["x"].shape[1]
    text = message(verdict, find_entry("lr-backward").exercise)
    assert verdict.mistake == "missing-mean"
    assert f"{m}.00 times the expected one everywhere, and {m} is the number of examples" in text
    assert "You get numbers like these when the sum over the batch is not divided by m." in text
    assert "J averages over the examples, and so does its gradient." in text


def test_two_mistakes_at_once_get_a_true_sentence():
    wrong = answer(
        """
        class Mine(LR):
            def backward(self, x, yhat, y):
                self.grads["dw"] = x @ (yhat - y).T           # not divided by m
                self.grads["db"] = torch.mean(y - yhat)       # sign
        """,
        "Mine",
    )
    verdict = verdict_on("lr-backward", wrong)
    assert verdict.difference.item == "dw"
    # That both gradients lack it, or dw alone, is not to be seen: the numbers say what is so.
    assert verdict.mistake in ("missing-mean", "missing-mean-dw", "general:times-size")


def test_two_mistakes_of_which_no_combination_is_known_are_described_by_their_numbers():
    wrong = answer(
        """
        class Mine(LR):
            def backward(self, x, yhat, y):
                self.grads["dw"] = -2 * x @ (yhat - y).T / x.shape[1]
                self.grads["db"] = torch.mean(yhat - y)
        """,
        "Mine",
    )
    verdict = verdict_on("lr-backward", wrong)
    assert verdict.mistake == "general:factor-two"
    assert "sign" in str(verdict.cause.sentence)


def test_a_wrong_sigmoid_fails_only_its_own_exercise():
    wrong = answer(
        """
        class Mine(LR):
            def sigmoid(self, z):
                return 1 / (1 + torch.exp(z))
        """,
        "Mine",
    )
    states = {
        name: verdict_on(name, wrong).state
        for name in ("lr-init", "lr-sigmoid", "lr-forward", "lr-backward", "lr-optimize")
    }
    assert states.pop("lr-sigmoid") == "wrong"
    assert set(states.values()) == {"passed"}


def test_a_broken_init_fails_only_its_own_exercise():
    wrong = answer(
        """
        class Mine(LR):
            def __init__(self, dim, lr=0.01):
                super().__init__()
                self.lr = lr.to("cpu")
        """,
        "Mine",
    )
    states = {
        name: verdict_on(name, wrong).state
        for name in ("lr-init", "lr-sigmoid", "lr-forward", "lr-backward", "lr-optimize")
    }
    assert states.pop("lr-init") == "error"
    assert set(states.values()) == {"passed"}


RIGHT = {
    "bias as a Python float": """
        class Mine(LR):
            def __init__(self, dim, lr=0.01):
                super().__init__(dim, lr)
                self.b = 0.0
        """,
    "everything in float64": """
        class Mine(LR):
            def __init__(self, dim, lr=0.01):
                super().__init__(dim, lr)
                self.w = torch.zeros(dim, 1, dtype=torch.float64)
                self.b = torch.zeros(1, dtype=torch.float64)
        """,
    "not a Module at all": """
        class Mine:
            def __init__(self, dim, lr=0.01):
                self.w, self.b, self.lr = torch.zeros(dim, 1), torch.zeros(1, 1), lr
                self.grads = {"dw": 0, "db": 0}
            def sigmoid(self, z):
                return torch.sigmoid(z)
            def forward(self, x):
                return self.sigmoid(self.w.T @ x + self.b)
            def backward(self, x, yhat, y):
                error = (yhat - y) / y.shape[1]
                self.grads = {"dw": x @ error.T, "db": error.sum(1)}
            def optimize(self):
                for p, g in ((self.w, "dw"), (self.b, "db")):
                    p -= self.lr * self.grads[g]
        """,
    "w stored transposed, with a property for each": """
        class Mine(LR):
            def __init__(self, dim, lr=0.01):
                nn.Module.__init__(self)
                self._w = torch.zeros(1, dim)
                self._b = torch.zeros(1)
                self.lr, self.grads = lr, {"dw": None, "db": None}
            @property
            def w(self):
                return self._w.T
            @property
            def b(self):
                return self._b
            def forward(self, x):
                return self.sigmoid(self._w @ x + self._b)
            def backward(self, x, yhat, y):
                self.grads["dw"] = (x * (yhat - y)).mean(1, keepdim=True)
                self.grads["db"] = (yhat - y).mean()
            def optimize(self):
                self._w -= self.lr * self.grads["dw"].T
                self._b -= self.lr * self.grads["db"]
        """,
}


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT.keys())
def test_right_answers_that_look_different_pass_every_exercise(text):
    right = answer(text, "Mine")
    for name in ("lr-init", "lr-sigmoid", "lr-forward", "lr-backward", "lr-optimize"):
        verdict = verdict_on(name, right)
        assert verdict.state == "passed", f"{name}: {message(verdict, find_entry(name).exercise)}"


# ------------------------------------------------- answers that were once judged amiss


def method_of_lr(text: str):
    """A class LR with the methods in the text."""
    body = textwrap.indent(textwrap.dedent(text), "    ")
    return answer(f"import math\nclass Mine(LR):\n{body}", "Mine")


REFUSED = {
    "a squeezed row": (
        "lr-sigmoid",
        "def sigmoid(self, z): return torch.sigmoid(z).squeeze()",
    ),
    "a clamp that only sure examples show": (
        "lr-forward",
        "def forward(self, x): return torch.sigmoid(self.w.T @ x + self.b).clamp(0.002, 0.998)",
    ),
}


@pytest.mark.parametrize(("exercise_id", "text"), REFUSED.values(), ids=REFUSED.keys())
@pytest.mark.parametrize("seed", range(4))
def test_a_wrong_answer_fails_on_every_draw(exercise_id, text, seed):
    entry = find_entry(exercise_id)
    assert verdict_by(entry, method_of_lr(text), f"{seed}/{exercise_id}").state == "wrong"


@pytest.mark.parametrize("tolerance", [1e-2, 1e-3, 1e-4])
def test_training_that_stops_when_the_loss_hardly_falls_is_refused(tolerance):
    text = f"""
    def train(model, x, y, steps):
        last = float("inf")
        for _ in range(steps):
            yhat = model(x)
            loss = F.binary_cross_entropy(yhat, y).item()
            if last - loss < {tolerance}:
                break
            last = loss
            model.backward(x, yhat, y)
            model.optimize()
    """
    verdict = verdict_on("lr-train", answer(text, "train"))
    assert verdict.state == "wrong"
    assert verdict.mistake == "stops-early"


def test_training_may_report_the_last_loss_after_its_loop():
    text = """
    def train(model, x, y, steps):
        for _ in range(steps):
            yhat = model(x)
            loss = F.binary_cross_entropy(yhat, y)
            model.backward(x, yhat, y)
            model.optimize()
        return loss.item()
    """
    assert verdict_on("lr-train", answer(text, "train")).state == "passed"


NOT_THAT_CAUSE = {
    "T is called, no number is": (
        "lr-backward",
        "def backward(self, x, yhat, y): self.grads['dw'] = x @ (yhat - y).T()",
        "general:tensor-called",
    ),
    "a dict is called, no .grad is used": (
        "lr-optimize",
        "def optimize(self): self.w = self.w - self.lr * self.grads('dw')",
        "general:not-callable",
    ),
    "the arguments of __init__ are swapped, its name is right": (
        "lr-init",
        "def __init__(self, lr, dim): self.w = torch.zeros(dim, 1)",
        # torch 2.13 says only that there are too many arguments.
        "general:argument-too-many or general:size-not-whole",
    ),
    "a shape is called": (
        "lr-forward",
        "def forward(self, x): return torch.zeros(1, x.shape(1))",
        "general:not-callable",
    ),
    "a method is not called": (
        "lr-forward",
        "def forward(self, x): return torch.sigmoid(self.w.t @ x + self.b)",
        "general:method-not-called",
    ),
    "a dict has no attribute dw": (
        "lr-backward",
        "def backward(self, x, yhat, y): self.grads.dw = x @ (yhat - y).T",
        "general:missing-attribute",
    ),
    "NaN is replaced by 0, nothing keeps its zeros": (
        "lr-sigmoid",
        "def sigmoid(self, z): return torch.nan_to_num(torch.exp(z) / (1 + torch.exp(z)))",
        "overflow-hidden",
    ),
    "all axes are lost, not one of length 1": (
        "lr-sigmoid",
        "def sigmoid(self, z): return torch.sigmoid(z).reshape(1, -1)",
        "general:reshaped",
    ),
    "math overflows": (
        "lr-sigmoid",
        """
        def sigmoid(self, z):
            flat = [1 / (1 + math.exp(-v)) for v in z.flatten().tolist()]
            return torch.tensor(flat).reshape(z.shape)
        """,
        "general:math-overflow",
    ),
    "rounded": (
        "lr-forward",
        "def forward(self, x): return (torch.sigmoid(self.w.T @ x + self.b)).round(decimals=2)",
        "general:rounded",
    ),
    "clamped": (
        "lr-sigmoid",
        "def sigmoid(self, z): return torch.sigmoid(z.clamp(-5, 5))",
        "general:clamped",
    ),
    "a penalty on w": (
        "lr-backward",
        """
        def backward(self, x, yhat, y):
            self.grads["dw"] = x @ (yhat - y).T / x.shape[1] + 0.1 * self.w
            self.grads["db"] = (yhat - y).mean()
        """,
        "general:input-added",
    ),
    "momentum": (
        "lr-optimize",
        """
        def optimize(self):
            self.v = 0.7 * getattr(self, "v", 0) + self.grads["dw"]
            self.w = self.w - self.lr * self.v
            self.b = self.b - self.lr * self.grads["db"]
        """,
        "general:input-added",
    ),
    "a comma makes a tuple of lr": (
        "lr-init",
        """
        def __init__(self, dim, lr=0.01):
            super().__init__(dim, lr)
            self.lr = lr,
        """,
        "general:kind",
    ),
}


@pytest.mark.parametrize(
    ("exercise_id", "text", "cause"), NOT_THAT_CAUSE.values(), ids=NOT_THAT_CAUSE.keys()
)
def test_the_cause_that_is_named_is_true_of_the_answer(exercise_id, text, cause):
    verdict = verdict_on(exercise_id, method_of_lr(text))
    assert verdict.state in ("wrong", "error")
    assert verdict.mistake in cause.split(" or ")


def test_a_step_with_too_many_arguments_is_not_called_too_few():
    text = """
    def train(model, x, y, steps):
        for _ in range(steps):
            grads = model.backward(x, model(x), y)
            model.optimize(grads)
    """
    verdict = verdict_on("lr-train", answer(text, "train"))
    assert verdict.mistake in ("arguments", "general:argument-too-many")
    assert "more" in str(verdict.cause.sentence)
