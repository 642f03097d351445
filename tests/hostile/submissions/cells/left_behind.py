# Tries: whatever could be there for the next one: files, memory, modules, variables
# Cell: logistic-function
# Loses: lr-sigmoid, lr-forward, lr-backward, logistic-function
# State: flagged
# Says: goes below Python
# ruff: noqa
import ctypes
import os

import course_utils.digits
import course_utils.core.judge

{answer}


for folder in ("/tmp/.ipython/profile_default/startup", "/dev/shm", os.path.expanduser("~")):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "sitecustomize.py"), "w") as file:
        file.write("raise SystemExit('poisoned')")
os.chmod("/tmp/.ipython", 0)
ctypes.CDLL(None).shmget(4711, 1_000_000, 0o1600)
torch.sigmoid = torch.Tensor.sigmoid = torch.exp = lambda z: z
course_utils.core.judge.judge = None
os.environ["PYTHONPATH"] = "/tmp"
LEFT = "left behind"
