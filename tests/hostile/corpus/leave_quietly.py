# Tries: exit() and SystemExit, as at the end of a script.
# Cell: error
# Probe: right
# ruff: noqa
exit()
raise SystemExit(0)
