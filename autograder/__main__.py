"""``python -m autograder``."""

import os

# One thread per process: the work is spread over processes, and a parent that
# ran a parallel operation cannot be forked safely. It must stand before torch.
for _name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

from autograder.cli import main  # noqa: E402

if __name__ == "__main__":
    main()
