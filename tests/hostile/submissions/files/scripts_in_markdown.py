"""An attack with the file as a whole.

Tries: scripts and links in the text between, and in the title
Loses: nothing
State: graded
"""


def hand_in(work, folder):
    notebook = work.right()
    evil = "# <script>document.title='EVIL'</script>[x](javascript:EVIL)\n<img src=x onerror=EVIL>"
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = evil
            cell.attachments = {"x.svg": {"image/svg+xml": "<svg onload=EVIL>"}}
    notebook.metadata.title = evil
    work.write(folder, notebook)
