"""An attack with the file as a whole.

Tries: marks that are lists, texts, numbers and nests
Loses: bce
State: graded
"""

import json


def hand_in(work, folder):
    notebook = work.wrong("bce")
    for number, cell in enumerate(notebook.cells):
        odd = ([], "text", 7, None, {"grade_id": ["bce"]}, {"grade_id": {"a": 1}, "points": "all"})
        cell.metadata["nbgrader"] = odd[number % 6]
    notebook.metadata["kernelspec"] = [1, 2]
    notebook.metadata["workbook"] = "0.1.0"
    work.write(folder, json.dumps(notebook).encode())
