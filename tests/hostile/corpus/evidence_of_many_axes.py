# Tries: evidence of one number in sixty-four axes.
# Cell: ok
# Probe: crashed
# ruff: noqa
import inside.answer
import torch


def axes(evidence, prefix, tensors):
    tensors[f"{prefix}/0"] = torch.zeros([1] * 64, dtype=torch.float64)
    return {"items": [["a", None]]}


inside.answer.pack = axes
