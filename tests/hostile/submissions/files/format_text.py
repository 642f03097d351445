"""An attack with the file as a whole.

Tries: a format number that is a text, cells with keys that no format has
Loses: nothing
State: graded | flagged
"""

import json


def hand_in(work, folder):
    notebook = work.right()
    notebook["nbformat"] = "four"
    for cell in notebook.cells:
        cell["evil"] = {"a": [None]}
        cell["execution_count"] = "many"
        cell["outputs"] = "none"
    work.write(folder, json.dumps(notebook).encode())
