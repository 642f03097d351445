"""An attack with the file as a whole.

Tries: two thousand cells that look like every exercise, to make the grader search
Loses: nothing
State: graded | flagged
"""

from tests.hostile.maker import new_cell


def hand_in(work, folder):
    notebook = work.right()
    for cell in notebook.cells:
        cell.metadata, cell.id = {}, f"{cell.id[:40]}-x"
    stub = "".join(f"# {letter * 79}\n" for letter in "abcdefghij" * 5)
    notebook.cells += [new_cell(f"{stub}\nn = {n}", f"s-{n}") for n in range(1800)]
    work.write(folder, notebook)
