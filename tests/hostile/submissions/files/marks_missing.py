"""An attack with the file as a whole.

Tries: no metadata and no ids at all
Loses: bce
State: graded | flagged
"""

import json


def hand_in(work, folder):
    notebook = work.wrong("bce")
    for cell in notebook.cells:
        cell.metadata = {}
        del cell["id"]
    work.write(folder, json.dumps(notebook).encode())
