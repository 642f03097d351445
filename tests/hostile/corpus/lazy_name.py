# Tries: a namespace whose look-ups bite.
# Cell: ok
# Probe: crashed
# ruff: noqa
class Meta(type):
    def __getattribute__(cls, name):
        raise KeyboardInterrupt(name)


class LR(metaclass=Meta):
    pass
