"""An attack with the file as a whole.

Tries: a notebook format that does not exist yet
Loses: nothing
State: graded | flagged
"""

import json


def hand_in(work, folder):
    notebook = work.right()
    notebook.nbformat, notebook.nbformat_minor = 9, 77
    work.write(folder, json.dumps(notebook).encode())
