"""An attack with the file as a whole.

Tries: a file in Latin-1
Loses: nothing
State: flagged
Says: Latin-1
"""

import json


def hand_in(work, folder):
    notebook = work.right()
    cell = next(cell for cell in notebook.cells if cell.id == "bce")
    cell.source += "\n# größte Mühe"
    work.write(folder, json.dumps(notebook, ensure_ascii=False).encode("latin-1", "replace"))
