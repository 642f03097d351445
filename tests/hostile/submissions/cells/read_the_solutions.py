# Tries: the solved notebooks, the catalogue and its references
# Cell: bce
# Loses: nothing
# State: graded
# Proof: STOLEN
# ruff: noqa
import importlib
import os
import sys

for name in ("autograder", "autograder.catalogue", "tests", "solutions"):
    try:
        print("STOLEN", importlib.import_module(name))
    except ImportError:
        pass
for folder in ("/", "/home", "/root", "/srv", "/mnt", "/opt", "{project}"):
    for name in ("solutions", "autograder", "autograder/catalogue"):
        if os.path.isdir(os.path.join(folder, name)):
            print("STOLEN", os.listdir(os.path.join(folder, name)))

{answer}
