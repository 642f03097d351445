"""An attack with the file as a whole.

Tries: a hundred megabytes of saved outputs
Loses: nothing
State: graded
"""

import json


def hand_in(work, folder):
    text = work.data().decode()
    output = {"output_type": "stream", "name": "stdout", "text": ["x" * 1000 + "\n"] * 100_000}
    text = text.replace('"outputs": []', '"outputs": [' + json.dumps(output) + "]", 1)
    assert len(text) > 100_000_000
    work.write(folder, text.encode())
