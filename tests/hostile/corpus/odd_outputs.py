# Tries: outputs that no notebook can hold: half a surrogate pair, nan, an unknown type, a deep nest.
# Cell: ok
# Probe: right
# ruff: noqa
from IPython.display import display

print("\ud800")
display({"application/json": {"x": float("nan"), "\udfff": "\ud800"}}, raw=True)
display({"no such type": "x", "text/plain": 3, "application/x+json": [[[]]]}, raw=True)
deep = []
for _ in range(900):
    deep = [deep]
display({"application/json": deep}, raw=True)
