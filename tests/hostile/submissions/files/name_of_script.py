"""An attack with the file as a whole.

Tries: a script for a name
Loses: nothing
State: graded
Student: <script>alert(1)<~script>
Only: folder
"""


def hand_in(work, folder):
    work.write(folder, work.right())
