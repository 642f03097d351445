"""What the chapter's catalogue shares: its name, and plain gradients of a line."""

from __future__ import annotations

import torch

# How the optimizers' inputs are written in a message.
GRADIENTS = {"q": "q"} | {
    f"{name} grad {step}": f"the gradient of {name} in step {step}"
    for name in ("p", "q")
    for step in (1, 2, 3)
}
CHAPTER = "05_optimizer_loop"


def line_gradients(x: torch.Tensor, y: torch.Tensor, w, b) -> tuple[torch.Tensor, torch.Tensor]:
    """The gradients of mean((x·w + b − y)²) for x (N, 1) and y (N,)."""
    error = x[:, 0] * w + b - y
    return 2 * (error * x[:, 0]).mean(), 2 * error.mean()


def leaves(x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """w = b = 0 in the kind of x, ready for autograd."""
    w = torch.zeros(1, dtype=x.dtype, requires_grad=True)
    b = torch.zeros(1, dtype=x.dtype, requires_grad=True)
    return w, b
