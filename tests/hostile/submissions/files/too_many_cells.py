"""An attack with the file as a whole.

Tries: more cells than anybody writes
Loses: everything
State: unreadable
Says: cells; the limit is
"""

from tests.hostile.maker import new_cell


def hand_in(work, folder):
    notebook = work.right()
    notebook.cells += [new_cell("pass", f"c{number}") for number in range(5000)]
    work.write(folder, notebook)
