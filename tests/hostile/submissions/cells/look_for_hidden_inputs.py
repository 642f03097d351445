# Tries: cases that lie in memory before their time: frames, gc, In, the decoder's buffer
# Cell: bce
# Loses: nothing
# State: flagged
# Says: looks at frames
# ruff: noqa
import gc
import sys

from course_utils.core.case import Case
from course_utils.core.key import visible_keys

NAMES = {key.case.name for key in visible_keys("bce").keys}
seen = []


def search():
    frame = sys._getframe()
    while frame is not None:
        seen.extend(str(key) for key in frame.f_locals)
        frame = frame.f_back
    for thing in gc.get_objects():
        if type(thing) is Case and thing.name.startswith("hidden"):
            print("STOLEN", thing)
        if type(thing).__name__ == "Decoder" and len(getattr(thing, "_buffer", b"")):
            print("STOLEN", bytes(thing._buffer)[:200])
    for text in In:
        if "BEGIN " + "HIDDEN" in text:
            print("STOLEN", text)


search()


def bce(yhat, y):
    search()
    return -(y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat)).mean()
