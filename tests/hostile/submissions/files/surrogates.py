"""An attack with the file as a whole.

Tries: halves of letters, zeros and escapes in texts and ids
Loses: nothing
State: graded | flagged
"""

import json


def hand_in(work, folder):
    notebook = json.loads(work.data())
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = "\ud800\x00\x1b[2J"
        cell["metadata"]["tags"] = ["\udfff"]
    notebook["cells"].append({"cell_type": "code", "source": "x = '\ud800\x00'", "metadata": {}})
    work.write(folder, json.dumps(notebook).encode())
