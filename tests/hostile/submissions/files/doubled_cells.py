"""An attack with the file as a whole.

Tries: every cell three times, the right answers first
Loses: bce
State: flagged
Says: all of them count, in their order
"""

import copy
import json


def hand_in(work, folder):
    notebook = work.wrong("bce")
    right = {cell.id: cell for cell in work.right().cells}
    cells = []
    for cell in notebook.cells:
        cells += [right[cell.id], copy.deepcopy(cell), cell]
    notebook.cells = cells
    work.write(folder, json.dumps(notebook).encode())
