# Tries: a value whose representation ends the process.
# Cell: crashed
# Probe: right
# ruff: noqa
class Odd:
    def __repr__(self):
        import os

        os._exit(3)


Odd()
