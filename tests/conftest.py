"""One thread per process, set before torch is imported: tests compare on loaded machines."""

import os

for _name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[_name] = "1"


def pytest_terminal_summary(terminalreporter):
    """What tests have to tell when all is well, too: numbers that a person wants to see."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, words in report.user_properties:
                if name == "told":
                    terminalreporter.write_line(f"\n{report.nodeid}:\n{words}")
