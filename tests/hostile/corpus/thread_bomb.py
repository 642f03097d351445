# Tries: to start a thousand threads.
# Cell: error
# Probe: right
# ruff: noqa
import threading
import time

for _ in range(1000):
    threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
