"""What the chapter's catalogue shares: its name, and Adam by Algorithm 1."""

from __future__ import annotations

import torch

CHAPTER = "06_paper"


class Adam:
    """Algorithm 1 of Kingma and Ba (arXiv 1412.6980), one global step count."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params = list(params)
        self.lr, self.betas, self.eps, self.t = lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        for i, p in enumerate(self.params):
            if p.grad is not None:
                new, self.m[i], self.v[i] = self.rule(
                    p.clone(), p.grad.clone(), self.m[i], self.v[i], self.t
                )
                p.copy_(new)

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    def rule(self, p, g, m, v, t):
        """The new p, m and v."""
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        return p - self.lr * mhat / (vhat.sqrt() + self.eps), m, v

    def moments(self, g, m, v):
        """The two running averages."""
        b1, b2 = self.betas
        return b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g

    def corrected(self, m, v, t):
        """Without the bias towards their start at zero."""
        b1, b2 = self.betas
        return m / (1 - b1**t), v / (1 - b2**t)


def softmax_of(scores: torch.Tensor) -> torch.Tensor:
    """Row by row."""
    return torch.softmax(scores, dim=1)
