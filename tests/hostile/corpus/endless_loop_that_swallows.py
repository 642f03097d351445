# Tries: to swallow the interruption, again and again.
# Cell: timeout
# Probe: right
# ruff: noqa
while True:
    try:
        while True:
            pass
    except BaseException:
        continue
