# Tries: threads that go on after the cell and change what others made
# Cell: bce
# Loses: lr-train, logistic-function
# State: graded | flagged
# ruff: noqa
import threading


def meddle():
    while True:
        globals().pop("LogisticFn", None)
        globals().pop("train", None)


{answer}


threading.Thread(target=meddle, daemon=True).start()
