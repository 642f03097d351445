"""An attack with the file as a whole.

Tries: the notebook format of ten years ago
Loses: nothing
State: flagged
Says: format 3
"""

import json


def hand_in(work, folder):
    cells = [
        {"cell_type": "code", "language": "python", "input": cell.source, "metadata": {}}
        for cell in work.right().cells
        if cell.cell_type == "code"
    ]
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}
    work.write(folder, json.dumps(old).encode())
