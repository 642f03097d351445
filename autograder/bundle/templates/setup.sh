#!/usr/bin/env bash
# Installs what grades @chapter@. Gradescope runs it once, as root, with a network, when the
# autograder is built; the image that comes of it grades every submission.
set -euo pipefail
SOURCE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
TARGET=${WORKBOOK_TARGET:-/opt/gradient-workbook}
export DEBIAN_FRONTEND=noninteractive

# The image's own Python may be too old (Ubuntu 22.04 has 3.10): uv brings one along. It lies
# where everybody may read it; what grades lies in $SOURCE, and is root's alone.
if [ -z "${WORKBOOK_NO_APT:-}" ]; then
    apt-get update
    apt-get install -y --no-install-recommends \
        python3-venv ca-certificates bubblewrap util-linux mount
fi
umask 022
mkdir -p "$TARGET"
python3 -m venv "$TARGET/uv"
"$TARGET/uv/bin/python" -m pip install --quiet uv
export UV_PYTHON_INSTALL_DIR="$TARGET/python" UV_LINK_MODE=copy UV_NO_CACHE=1 UV_NO_CONFIG=1
UV="$TARGET/uv/bin/uv"
"$UV" venv --clear --python "${WORKBOOK_BASE_PYTHON:-@python@}" "$TARGET/env"
# PyTorch's build without CUDA, from PyTorch's own index.
[ -n "${WORKBOOK_TORCH_IS_HERE:-}" ] || export UV_TORCH_BACKEND=cpu
"$UV" pip install --python "$TARGET/env/bin/python" \
    -c "$SOURCE/grader/constraints.txt" -r "$SOURCE/grader/requirements.txt"
# Compiled once, and not by every submission; a grader without its packages stops the build here.
"$TARGET/env/bin/python" -m compileall -q "$SOURCE/grader/autograder" "$SOURCE/grader/course_utils"
PYTHONPATH="$SOURCE/grader" "$TARGET/env/bin/python" -s -P -c "import autograder.bundle.run"
chmod 700 "$SOURCE"
