# Tries: settings of the kernel and of other processes
# Cell: bce
# Loses: nothing
# State: flagged
# Says: looks at other processes
# ruff: noqa
import glob

{answer}


for path in (
    "/proc/1/oom_score_adj",
    "/proc/1/mem",
    "/proc/1/comm",
    "/proc/sysrq-trigger",
    "/proc/sys/kernel/core_pattern",
    "/sys/kernel/mm/ksm/run",
    *glob.glob("/proc/sys/vm/*"),
    *glob.glob("/sys/fs/cgroup/*"),
):
    try:
        with open(path, "r+b", buffering=0) as file:
            print("STOLEN: open for writing", path)
    except OSError:
        pass
