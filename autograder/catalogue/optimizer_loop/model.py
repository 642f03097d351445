"""What the chapter's catalogue shares: its name, and how gradients are named."""

from __future__ import annotations

# How the optimizers' inputs are written in a message.
GRADIENTS = {"q": "q"} | {
    f"{name} grad {step}": f"the gradient of {name} in step {step}"
    for name in ("p", "q")
    for step in (1, 2, 3)
}
CHAPTER = "05_optimizer_loop"
