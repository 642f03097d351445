#!/usr/bin/env bash
# Grades one submission. PrairieLearn starts it in the image's container, as root, with the
# question's tests/ in /grade/tests and the student's files in /grade/student.
set -u
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
PYTHON=${WORKBOOK_PYTHON:-python3}
# A notebook may run as another user of this container: what grades moves to where none can look.
PRIVATE=$(mktemp -d) && cp -R "$ROOT/tests/grader" "$PRIVATE/grader" || exit 1
rm -rf "$ROOT/tests/grader" "$ROOT/results"
cd / || exit 1
env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME="${HOME:-/root}" \
    LANG=C.UTF-8 OMP_NUM_THREADS=1 PYTHONPATH="$PRIVATE/grader" \
    "$PYTHON" -s -P -m autograder.bundle.run prairielearn "$ROOT"
CODE=$?
rm -rf "$PRIVATE"
exit $CODE
