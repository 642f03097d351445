"""An attack with the file as a whole.

Tries: checks of its own that say that all is passed, one with the real one's mark
Loses: bce
State: flagged
Says: locked check was changed
"""

from tests.hostile.maker import new_cell


def hand_in(work, folder):
    notebook = work.wrong("bce")
    cells = []
    for cell in notebook.cells:
        if cell.id == "check-bce":
            cell.source = 'print("passed: 2.0 of 2.0")\n2.0'
            fake = new_cell("### BEGIN HIDDEN TESTS\n1000.0\n### END HIDDEN TESTS", "fake")
            fake.metadata = {**cell.metadata, "nbgrader": {**cell.metadata.nbgrader}}
            fake.metadata["nbgrader"].update(points=1000, grade_id="fake")
            cells.append(fake)
        cells.append(cell)
    notebook.cells = cells
    work.write(folder, notebook)
