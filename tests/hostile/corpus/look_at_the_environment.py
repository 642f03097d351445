# Tries: to find a secret in the environment.
# Cell: ok
# Probe: right
# ruff: noqa
import os

known = "HOME IPYTHONDIR LANG LOGNAME MPLBACKEND MPLCONFIGDIR PATH PWD TMPDIR USER".split()
others = [name for name in os.environ if name not in known]
assert all(
    name.startswith(("PYTHON", "OMP_", "MKL_", "OPENBLAS_", "TORCHINDUCTOR_")) for name in others
)
