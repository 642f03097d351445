# Tries: SIGINT, SIGTERM, SIGXCPU, SIGPROF and SIGALRM are ignored
# Cell: bce
# Loses: bce
# State: flagged
# Says: bce
# ruff: noqa
import signal

for number in signal.valid_signals():
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    pass
