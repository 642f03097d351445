# Tries: a message that is no JSON.
# Cell: ok
# Probe: crashed
# Says: Its answer cannot be passed on
# ruff: noqa
import inside.answer

inside.answer.pack = lambda evidence, prefix, tensors: {"items": [["a", object()]]}
