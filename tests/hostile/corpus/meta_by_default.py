# Tries: a default device on which no tensor has values.
# Cell: ok
# Probe: right
# ruff: noqa
import torch

torch.set_default_device("meta")
