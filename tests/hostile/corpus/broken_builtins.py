# Tries: to break what everything is made of.
# Cell: ok | error | crashed
# Probe: any
# ruff: noqa
import builtins
import json
import os
import sys

json.dumps = None
os.write = None
builtins.len = None
builtins.isinstance = lambda *args: False
sys.modules.clear()
