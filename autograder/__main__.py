"""``python -m autograder``."""

import os
import sys
from pathlib import Path
from shlex import quote

# One thread per process: the work is spread over processes, and a parent that
# ran a parallel operation cannot be forked safely. It must stand before torch.
for _name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")


def _refuse(reason: str) -> None:
    """End with what another Python than this one needs."""
    root = Path(__file__).resolve().parent.parent
    venv = root / ".venv"
    if (venv / "bin" / "activate").exists() and Path(sys.prefix).resolve() != venv:
        way = f"Enter the workbook's environment: . {quote(str(venv / 'bin' / 'activate'))}"
    else:
        script = quote(str(root / "autograder" / "set_up.py"))
        way = f"Make the workbook's environment: python3 {script}"
    print(f"autograder: {reason}. {way}", file=sys.stderr)
    raise SystemExit(3)


def _main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - said in words, to whoever has one
        _refuse(f"Python 3.11 or later is needed, this is {sys.version.split()[0]}")
    try:
        from autograder.cli import main
    except ModuleNotFoundError as fault:
        if (fault.name or "").partition(".")[0] in ("autograder", "course_utils"):
            raise
        _refuse(f"{fault.name} is not installed for {sys.executable}")
    main()


if __name__ == "__main__":
    _main()
