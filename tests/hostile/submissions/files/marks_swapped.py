"""An attack with the file as a whole.

Tries: solution cells are locked, checks are solutions, everything is graded
Loses: bce
State: graded
"""


def hand_in(work, folder):
    notebook = work.wrong("bce")
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader")
        if marks:
            marks.update(solution=not marks["solution"], locked=not marks["locked"], grade=True)
            marks.update(points=float("1e9"), cell_type="markdown", task=True)
    work.write(folder, notebook)
