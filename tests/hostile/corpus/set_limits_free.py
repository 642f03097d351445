# Tries: to lift its own limits.
# Cell: ok
# Probe: right
# ruff: noqa
import resource

for kind in (resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE):
    soft, hard = resource.getrlimit(kind)
    assert hard != resource.RLIM_INFINITY, kind
    try:
        resource.setrlimit(kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    except (ValueError, OSError):
        continue
    raise AssertionError(f"limit {kind} was lifted")
