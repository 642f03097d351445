# Tries: to show more pictures than can be kept.
# Cell: ok
# Probe: right
# ruff: noqa
from IPython.display import HTML, display

for _ in range(100):
    display(HTML("<b>" + "x" * 100_000))
