"""An attack with the file as a whole.

Tries: a cell of ten megabytes, and one line of a million letters
Loses: nothing
State: graded | flagged
"""

from tests.hostile.maker import new_cell


def hand_in(work, folder):
    notebook = work.right()
    notebook.cells.append(new_cell("x = 1\n" * 1_500_000, "long"))
    notebook.cells.append(new_cell("y = '" + "y" * 1_000_000 + "'", "wide"))
    work.write(folder, notebook)
