# Tries: folders and files that nobody may touch, and links out of the folder.
# Cell: ok
# Probe: right
# ruff: noqa
import os

os.makedirs("/tmp/a/b/c")
open("/tmp/a/b/file", "w").close()
os.symlink("/", "/tmp/a/root")
os.symlink("/course/course_utils", "/tmp/link")
os.chmod("/tmp/a/b/file", 0)
os.chmod("/tmp/a/b", 0)
os.chmod("/tmp/a", 0)
os.chmod("/dev/shm", 0)
