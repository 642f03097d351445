#!/usr/bin/env bash
# Grades the notebook in a folder: grade.sh FOLDER. The workflow starts it with sudo.
set -u
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
FOLDER=$(cd "$1" && pwd) || exit 1
PYTHON=${WORKBOOK_PYTHON:-python3}
# A notebook may run as another user of this machine: nothing of the grader's is open to one.
chmod 700 "$HERE"
cd / || exit 1
exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME="${HOME:-/root}" \
    LANG=C.UTF-8 OMP_NUM_THREADS=1 PYTHONPATH="$HERE/grader" \
    GITHUB_OUTPUT="${GITHUB_OUTPUT:-}" GITHUB_STEP_SUMMARY="${GITHUB_STEP_SUMMARY:-}" \
    "$PYTHON" -s -P -m autograder.bundle.run github-classroom "$FOLDER"
