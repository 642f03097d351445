# Tries: to find the catalogue, the solutions, the gradebook, another's work.
# Cell: ok
# Probe: right
# ruff: noqa
import os
import importlib.util

for name in ("autograder", "solutions", "tests", "classroom"):
    assert importlib.util.find_spec(name) is None, name
seen = []
for top, folders, files in os.walk("/"):
    if top == "/":
        folders[:] = [name for name in folders if name not in ("proc", "usr", "dev")]
    folders[:] = [name for name in folders if name not in ("site-packages", "lib2to3")]
    seen += [os.path.join(top, name) for name in folders + files]
for word in ("autograder", "solutions", "gradebook", "catalogue", "classroom", ".git/"):
    assert not [path for path in seen if word in path], word
