# Tries: evidence of no bytes, whose sums over an axis are gigabytes.
# Cell: ok
# Probe: crashed
# ruff: noqa
import inside.answer
import torch


def empty(evidence, prefix, tensors):
    tensors[f"{prefix}/0"] = torch.zeros(2**31, 0, dtype=torch.float64)
    return {"items": [["a", None]]}


inside.answer.pack = empty
