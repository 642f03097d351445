# Tries: it goes to another folder and deletes the one that it came from
# Cell: bce
# Loses: nothing
# State: graded
# ruff: noqa
import os
import shutil

here = os.getcwd()
os.chdir("/")
shutil.rmtree(here, ignore_errors=True)

{answer}
