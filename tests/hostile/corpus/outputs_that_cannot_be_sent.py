# Tries: outputs longer than a frame may be.
# Cell: ok
# Probe: right
# ruff: noqa
output = {"output_type": "stream", "name": "stdout", "text": "\x01" * 2_000_000}
get_ipython().recorder.outputs = lambda: [output]
