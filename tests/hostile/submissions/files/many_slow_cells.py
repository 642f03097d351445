"""An attack with the file as a whole.

Tries: a hundred cells, each within its own limit
Loses: nothing
State: flagged
Says: without the added cells
"""

from tests.hostile.maker import new_cell


def hand_in(work, folder):
    notebook = work.right()
    for number in range(100):
        burn = "import time as t\nend = t.process_time() + 0.6\nwhile t.process_time() < end: pass"
        notebook.cells.append(new_cell(burn, f"slow-{number}"))
    work.write(folder, notebook)
