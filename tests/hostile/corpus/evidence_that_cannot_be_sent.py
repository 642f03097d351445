# Tries: evidence of a tensor that has no bytes to send.
# Cell: ok
# Probe: crashed
# Says: What it answered cannot be handed over
# ruff: noqa
import inside.answer
import torch


def sparse(evidence, prefix, tensors):
    tensors[f"{prefix}/0"] = torch.eye(3).to_sparse()
    return {"items": [["a", None]]}


inside.answer.pack = sparse
