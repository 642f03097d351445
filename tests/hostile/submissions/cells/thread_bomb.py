# Tries: it starts threads for ever
# Cell: bce
# Loses: nothing
# State: graded
# ruff: noqa
import threading
import time

{answer}


for _ in range(100_000):
    threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
