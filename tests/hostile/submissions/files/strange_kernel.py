"""An attack with the file as a whole.

Tries: a kernel in another language, with a command of its own
Loses: nothing
State: graded
"""


def hand_in(work, folder):
    notebook = work.right()
    notebook.metadata.kernelspec = {
        "name": "../../evil; touch /tmp/EVIL",
        "display_name": "<script>",
        "language": "R",
        "argv": ["sh", "-c", "touch /tmp/EVIL"],
    }
    notebook.metadata.language_info = {"name": "cobol", "file_extension": "/../../evil.py"}
    work.write(folder, notebook)
