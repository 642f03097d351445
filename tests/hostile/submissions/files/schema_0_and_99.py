"""An attack with the file as a whole.

Tries: marks of formats that do not exist
Loses: bce
State: graded
"""


def hand_in(work, folder):
    notebook = work.wrong("bce")
    for number, cell in enumerate(notebook.cells):
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.schema_version = (0, 99, "3", None, -1, 1e308)[number % 6]
    work.write(folder, notebook)
