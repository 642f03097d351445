"""An attack with the file as a whole.

Tries: other files beside the notebook: modules, a config, a database, links
Loses: nothing
State: flagged
Says: symbolic link
"""


def hand_in(work, folder):
    work.write(folder, work.right())
    (folder / "torch.py").write_text("raise SystemExit('shadowed')")
    (folder / "course_utils.py").write_text("raise SystemExit('shadowed')")
    (folder / "nbgrader_config.py").write_text("raise SystemExit('config')")
    (folder / "gradebook.db").write_bytes(b"SQLite format 3\x00")
    (folder / "loop").symlink_to(folder)
    (folder / "root").symlink_to("/")
