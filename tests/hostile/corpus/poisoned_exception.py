# Tries: an exception whose text, name and traceback bite.
# Cell: error
# Probe: right
# ruff: noqa
class Bite(Exception):
    def __str__(self):
        raise SystemExit("bite")

    def _render_traceback_(self):
        return [self, None, "\ud800"]


Bite.__name__ = "<script>" * 1000
raise Bite
