# Tries: a message that is no JSON.
# Cell: ok
# Probe: crashed
# Says: What it answered cannot be handed over
# ruff: noqa
import inside.answer

inside.answer.pack = lambda evidence, prefix, tensors: {"items": [["a", object()]]}
