"""An attack with the file as a whole.

Tries: tests of its own in a hidden region, in the answer's cell
Loses: bce
State: graded
"""


def hand_in(work, folder):
    notebook = work.right(
        bce="# exercise: bce\ndef bce(yhat, y):\n    return torch.tensor(0.5)\n"
        "### BEGIN HIDDEN TESTS\nassert True\n2.0\n### END HIDDEN TESTS"
    )
    work.write(folder, notebook)
