"""One of every picture and of every lab, small and fixed: for tests and for benchmarks."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn

from course_utils import digits as real
from course_utils import labs, pictures
from course_utils.labs import Lab
from course_utils.pictures import Figure, Node


def clouds() -> tuple[torch.Tensor, torch.Tensor]:
    """Two clouds off the origin, told apart by x₁ + x₂ = 6."""
    draw = torch.Generator().manual_seed(3)
    low = 2 + 0.3 * torch.randn(2, 20, generator=draw)
    high = 4 + 0.3 * torch.randn(2, 30, generator=draw)
    labels = torch.cat([torch.zeros(1, 20), torch.ones(1, 30)], dim=1)
    return torch.cat([low, high], dim=1), labels


def by_sum(x: torch.Tensor) -> torch.Tensor:
    """A classifier whose boundary is x₁ + x₂ = 6."""
    return torch.sigmoid(x.sum(dim=0, keepdim=True) - 6)


def height(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """A narrow valley: 20 times as steep along b."""
    return 0.05 * a**2 + b**2


def _hill(points: torch.Tensor) -> torch.Tensor:
    return 0.5 * points[:, 0] ** 2 + 2 * points[:, 1] ** 2


def _track() -> torch.Tensor:
    return torch.tensor([[-4.0, 1.8], [-3.2, 0.4], [-2.5, 0.1], [-2.0, 0.0]])


def added_row() -> tuple[torch.Tensor, torch.Tensor]:
    """A row that was added to three rows, with its gradient, and what came back to them."""
    b = torch.tensor([0.5, -1.0], requires_grad=True)
    gradient = torch.tensor([[0.1, -0.2], [0.3, 0.5], [-0.2, 0.4]])
    (torch.zeros(3, 2) + b).backward(gradient=gradient)
    return b, gradient


def small_network() -> tuple[nn.Module, nn.Module, torch.Tensor, torch.Tensor]:
    """A network after a few steps, the same before them, and its data."""
    networks = []
    draw = torch.Generator().manual_seed(5)
    x = torch.randn(60, 4, generator=draw)
    y = x[:, :3].argmax(dim=1)
    with torch.random.fork_rng():
        for steps in (80, 0):
            torch.manual_seed(0)
            network = nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 3))
            mover = torch.optim.SGD(network.parameters(), lr=0.2)
            for _ in range(steps):
                mover.zero_grad()
                nn.functional.cross_entropy(network(x), y).backward()
                mover.step()
            networks.append(network)
    return networks[0], networks[1], x, y


def _block() -> nn.Module:
    block = nn.Sequential(nn.Linear(3, 2), nn.ReLU())
    block.loose = [nn.Linear(2, 2)]  # type: ignore[assignment]
    return block


PICTURES: dict[str, Callable[[], Figure]] = {
    "bridge": lambda: pictures.bridge(3, 5),
    "broadcasting": lambda: pictures.broadcasting((4, 1), (3,), caption="c"),
    "broadcast_backward": lambda: pictures.broadcast_backward(*added_row()),
    "chain": lambda: pictures.chain([("z", "(m,)"), ("J", "()")], [("mean", "", "")], caption="c",
                                    text="From z to J."),
    "curves": lambda: pictures.curves({"σ": torch.sigmoid}, -3, 3, caption="c"),
    "decision_boundary": lambda: pictures.decision_boundary(by_sum, *clouds()),
    "descent": lambda: pictures.descent({"slow": [3.0, 2.0, 1.5]}, torch.square, -1, 4,
                                        caption="c"),
    "digits": lambda: pictures.digits(real.load().x_train[:5], real.load().y_train[:5],
                                      caption="c"),
    "downhill": lambda: pictures.downhill(_hill, _track(), torch.ones(4, 2), caption="c"),
    "epoch_curves": lambda: pictures.epoch_curves({"train": [0.5, 0.9]}, guess=0.1, caption="c"),
    "grad_box": lambda: pictures.grad_box({"kept": (6, 12, 18), "cleared": (6, 6, 6)}, 6,
                                          caption="c"),
    "graph": lambda: pictures.graph([Node("a", "1", "2", True), Node("b", "1", "", False, (1, 0))],
                                    [("a", "b", "× 2")], caption="c"),
    "histograms": lambda: pictures.histograms({"a": torch.linspace(-1, 1, 50)}, caption="c"),
    "line_fits": lambda: pictures.line_fits(torch.arange(4.0), torch.arange(4.0),
                                            {"fit": (1.0, 0.0)}, caption="c"),
    "logistic_chain": pictures.logistic_chain,
    "loglog": lambda: pictures.loglog([0.1, 0.01], {"error": [0.2, 0.0]}, x_label="h",
                                      y_label="error", caption="c"),
    "loss_curve": lambda: pictures.loss_curve([0.7, 0.5, 0.4], start=0.693, start_label="log 2"),
    "loss_slice": lambda: pictures.loss_slice(*small_network()),
    "memory": lambda: pictures.memory(2, 3),
    "module_tree": lambda: pictures.module_tree(_block(), caption="c"),
    "network_graph": pictures.network_graph,
    "neurons": lambda: pictures.neurons(3, 2, caption="c"),
    "passes": lambda: pictures.passes({"p": {"SGD": [1.0, 0.5]}}, caption="c"),
    "paths": lambda: pictures.paths(height, {"SGD": [(-4.0, 1.0), (-2.0, 0.5)]}, caption="c"),
    "product": lambda: pictures.product(("x", "dim", "m"), ("e", "m", "1"), ("dw", "dim", "1"),
                                        caption="c"),
    "rate_map": lambda: pictures.rate_map(height, (-8.0, 1.6), torch.optim.SGD),
    "reduction": lambda: pictures.reduction(torch.arange(6.0).view(2, 3), 0, caption="c"),
    "secants": lambda: pictures.secants(torch.square, 1.0, (1.0, 0.5), 0, 3, caption="c"),
    "slide_graph": pictures.slide_graph,
    "timings": lambda: pictures.timings([1, 2], {"loops": [0.1, 0.2]}, caption="c"),
    "valley": lambda: pictures.valley({"SGD": [(-4.0, 1.0), (-2.0, 0.5)]}, height, (-5, 1),
                                      (-1, 2), caption="c"),
    "weight_image": lambda: pictures.weight_image(torch.linspace(-1, 1, 784)),
}  # fmt: skip


def _graph() -> Lab:
    a = torch.ones(3, requires_grad=True)
    b = a + 1
    c = b * b
    return labs.graph(c.sum(), a=a, b=b, c=c)


def _layer() -> Lab:
    x = torch.tensor([[1.0, -1.0, 2.0], [0.5, 3.0, -2.0]])
    w = torch.tensor([[1.0, 0.0, 2.0, -1.0], [-1.0, 1.0, 0.5, 3.0], [0.5, -2.0, 1.0, 1.0]])
    return labs.layer(x, w, torch.tensor([0.5, -0.5, 0.25, 1.0]))


def fresh(rate: float) -> tuple[Callable[[], None], Callable[[torch.Tensor], torch.Tensor]]:
    """A classifier for the clouds, and what trains it a little."""
    x, y = clouds()
    w = torch.zeros(3, 1, requires_grad=True)

    def predict(points: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(w[:2].T @ points + w[2])

    def step() -> None:
        loss = torch.nn.functional.binary_cross_entropy(predict(x), y)
        (slope,) = torch.autograd.grad(loss, w)
        with torch.no_grad():
            w.sub_(rate * slope)

    return step, predict


def _digits() -> Lab:
    some = real.load()
    marks = torch.nn.functional.one_hot(some.y_test[:200], 10) * 4.0
    marks[::7] = marks[::7].roll(1, dims=1)
    return labs.digits(some.x_test[:200], some.y_test[:200], marks)


class Templates:
    """A linear reader of the digits: the nearer the mean image, the larger the logit."""

    def __init__(self, *classes: int) -> None:
        some = real.load()
        pixels = some.x_train.flatten(1) / 255
        self.means = torch.stack([pixels[some.y_train == k].mean(dim=0) for k in classes])
        self.offsets = -0.5 * (self.means**2).sum(dim=1)

    def __call__(self, rows: torch.Tensor) -> torch.Tensor:
        """Logits (N, C) of rows (N, 784)."""
        return rows @ self.means.T + self.offsets


class PairTemplates:
    """Chapter 4's model with the weights of the nearest mean: columns in, probabilities out."""

    def __init__(self, zero: int, one: int) -> None:
        both = Templates(zero, one)
        self.w = (both.means[1] - both.means[0])[:, None]
        self.b = both.offsets[1] - both.offsets[0]

    def __call__(self, columns: torch.Tensor) -> torch.Tensor:
        """Probabilities (1, m) of columns (784, m)."""
        return torch.sigmoid(self.w.T @ columns + self.b)


def towards(
    model: Callable[[torch.Tensor], torch.Tensor],
    x: torch.Tensor,
    target: torch.Tensor,
    step: float,
    limit: float,
) -> torch.Tensor:
    """A step towards a class, for models whose gradient for x is the templates' difference."""
    pull = model.means[target] - model.means[model(x).argmax(dim=1)]  # type: ignore[attr-defined]
    return (x + step * pull.sign()).clamp(0, 1)


class Dual:
    """An engine of another kind: the way back is a function that each number keeps."""

    def __init__(self, data: float, back: Callable[[float], None] = lambda g: None) -> None:
        self.data, self.grad, self.back = float(data), 0.0, back

    @staticmethod
    def of(number: Dual | float) -> Dual:
        return number if isinstance(number, Dual) else Dual(number)

    def add_grad(self, slope: float) -> None:
        """Each path by itself, down to the inputs."""
        self.grad += slope
        self.back(slope)

    def backward(self) -> None:
        self.add_grad(1.0)

    def _make(self, data: float, *ways: tuple[Dual, float]) -> Dual:
        return Dual(data, lambda g: [way.add_grad(slope * g) for way, slope in ways] and None)

    def __add__(self, other: Dual | float) -> Dual:
        other = Dual.of(other)
        return self._make(self.data + other.data, (self, 1.0), (other, 1.0))

    def __mul__(self, other: Dual | float) -> Dual:
        other = Dual.of(other)
        return self._make(self.data * other.data, (self, other.data), (other, self.data))

    def __pow__(self, n: float) -> Dual:
        return self._make(self.data**n, (self, n * self.data ** (n - 1)))

    def relu(self) -> Dual:
        return self._make(max(self.data, 0.0), (self, float(self.data > 0)))

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> Dual:
        return self * -1

    def __sub__(self, other: Dual | float) -> Dual:
        return self + -Dual.of(other)

    def __rsub__(self, other: Dual | float) -> Dual:
        return Dual.of(other) - self


LABS: dict[str, Callable[[], Lab]] = {
    "broadcasting": labs.broadcasting,
    "depth": labs.depth,
    "descent": lambda: labs.descent(height, (-8.0, 1.6)),
    "digits": _digits,
    "draw": lambda: labs.draw(Templates(*range(10))),
    "draw_pair": lambda: labs.draw_pair(PairTemplates(3, 8), 3, 8),
    "graph": _graph,
    "layer": _layer,
    "loop": labs.loop,
    "nudges": lambda: labs.nudges(towards, Templates(*range(10)), real.load().x_test[283] / 255),
    "optimizers": lambda: labs.optimizers(
        {
            "SGD": (torch.optim.SGD, 0.05),
            "Adagrad": (torch.optim.Adagrad, 0.5),
            "Adam": (torch.optim.Adam, 0.3),
        }
    ),
    "reduction": lambda: labs.reduction(torch.tensor([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]])),
    "secant": lambda: labs.secant(lambda x: x**3, 2.0),
    "training": lambda: labs.training(fresh, *clouds(), rates=(0.03, 0.3, 3.0)),
    "values": lambda: labs.values(Dual, lambda a, b: (a * b + a).relu(), a=2.0, b=-0.5),
}
