# Tries: evidence of a tensor that has no bytes to send.
# Cell: ok
# Probe: crashed
# Says: Its answer cannot be passed on
# ruff: noqa
import inside.answer
import torch


def sparse(evidence, prefix, tensors):
    tensors[f"{prefix}/0"] = torch.eye(3).to_sparse()
    return {"items": [["a", None]]}


inside.answer.pack = sparse
