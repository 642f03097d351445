# Tries: the timer that interrupts it is switched off, the limits are lifted
# Cell: bce
# Loses: bce
# State: flagged
# Says: ignored interruptions
# ruff: noqa
import resource
import signal

signal.setitimer(signal.ITIMER_PROF, 0)
for kind in (resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_NPROC):
    try:
        resource.setrlimit(kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        print("STOLEN", kind)
    except (ValueError, OSError):
        pass
while True:
    pass
