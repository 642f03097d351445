# Tries: evidence larger than may be handed over.
# Cell: ok
# Probe: crashed
# ruff: noqa
import torch
from inside import answer, frames


def much(evidence, prefix, tensors):
    tensors["x"] = torch.zeros(frames.MAX_TENSORS)
    return {"items": []}


answer.pack = much
