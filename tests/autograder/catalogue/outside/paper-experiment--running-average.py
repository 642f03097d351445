import torch
import torch.nn.functional as F
from torch import nn


def run(optimizer_factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    model = nn.Linear(x.shape[1], int(y.max()) + 1)
    opt = optimizer_factory(model.parameters())
    losses = []
    for _ in range(epochs):
        total = 0.0
        for idx in torch.randperm(len(x)).split(batch_size):
            opt.zero_grad()
            loss = F.cross_entropy(model(x[idx]), y[idx])
            loss.backward()
            opt.step()
            total += loss.item() * len(idx)
        losses.append(total / len(x))
    return losses
