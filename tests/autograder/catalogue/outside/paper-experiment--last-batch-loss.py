import torch
import torch.nn.functional as F
from torch import nn


def run(optimizer_factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    model = nn.Linear(x.shape[1], int(y.max()) + 1)
    opt = optimizer_factory(model.parameters())
    losses = []
    for _ in range(epochs):
        for idx in torch.randperm(len(x)).split(batch_size):
            opt.zero_grad()
            loss = F.cross_entropy(model(x[idx]), y[idx])
            loss.backward()
            opt.step()
        losses.append(loss.item())
    return losses
