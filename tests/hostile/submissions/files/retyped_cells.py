"""An attack with the file as a whole.

Tries: answers as markdown and raw cells, checks as code of another kind
Loses: nothing
State: flagged
Says: was a markdown cell
"""

import json


def hand_in(work, folder):
    notebook = work.right()
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            notebook.cells[number] = {
                "cell_type": ("markdown", "raw", "heading")[number % 3],
                "id": cell.id,
                "metadata": cell.metadata,
                "source": cell.source,
            }
    work.write(folder, json.dumps(notebook).encode())
