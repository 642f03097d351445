# Tries: evidence whose words are lists in lists, as deep as JSON can be read.
# Cell: ok
# Probe: answered
# ruff: noqa
import inside.answer


def nest(evidence, prefix, tensors):
    deep = []
    for _ in range(900):
        deep = [deep]
    return {"items": [], "detail": deep}


inside.answer.pack = nest
