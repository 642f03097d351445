"""An attack with the file as a whole.

Tries: the mark of a right answer on a wrong one, and the other way round
Loses: bce
State: graded
"""


def hand_in(work, folder):
    notebook = work.wrong("bce")
    cells = {cell.id: cell for cell in notebook.cells}
    one, other = cells["bce"], cells["lr-train"]
    one.metadata, other.metadata = other.metadata, one.metadata
    one.id, other.id = other.id, one.id
    work.write(folder, notebook)
