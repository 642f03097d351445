# Tries: outputs of lists in lists, as deep as JSON can be read.
# Cell: ok
# Probe: right
# ruff: noqa
deep = []
for _ in range(900):
    deep = [deep]
output = {"output_type": "display_data", "data": {"application/json": deep}, "metadata": {}}
get_ipython().recorder.outputs = lambda: [output]
