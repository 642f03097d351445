# Tries: an object in the class's place that raises whatever it is asked.
# Cell: ok
# Probe: crashed
# Says: LR cannot be inspected
# ruff: noqa
class Asked(type):
    def __getattribute__(cls, name):
        raise RuntimeError("no")


class LR(metaclass=Asked):
    pass
