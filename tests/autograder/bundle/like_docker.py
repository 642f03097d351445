"""Root as in a Docker container with Docker's usual settings: ``like_docker.py COMMAND...``.

Docker takes most of root's capabilities, and its filter of system calls refuses namespaces and
mounts to whoever lacks CAP_SYS_ADMIN. Both are done here, and nothing else: this is what decides
whether a sandbox can be made.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys

# Docker's documentation, "Runtime privilege and Linux capabilities".
CAPABILITIES = (
    "chown", "dac_override", "fowner", "fsetid", "kill", "setgid", "setuid", "setpcap",
    "net_bind_service", "net_raw", "sys_chroot", "mknod", "audit_write", "setfcap",
)  # fmt: skip
# Of its filter: mount, umount2, unshare, setns, pivot_root.
_REFUSED = {"x86_64": (165, 166, 272, 308, 155), "aarch64": (40, 39, 97, 268, 41)}
_CLONE = {"x86_64": 56, "aarch64": 220}
_CLONE3, _NAMESPACES = 435, 0x7E020000
_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
_PR_SET_SECCOMP, _FILTER = 22, 2


def main() -> None:
    """Give up what Docker takes, and start the command."""
    machine = platform.machine()
    lines = [(_LOAD, 0, 0, 0)]
    for number in _REFUSED[machine]:
        lines += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ERROR | errno.EPERM)]
    lines += [(_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, _ERROR | errno.ENOSYS)]
    lines += [
        (_EQUAL, 0, 3, _CLONE[machine]),
        (_LOAD, 0, 0, 16),
        (_ANY_BIT, 0, 1, _NAMESPACES),
        (_RETURN, 0, 0, _ERROR | errno.EPERM),
        (_RETURN, 0, 0, _ALLOW),
    ]
    program = b"".join(struct.pack("=HBBI", *line) for line in lines)
    held = ctypes.create_string_buffer(program, len(program))
    whole = struct.pack("@HP", len(lines), ctypes.addressof(held))
    # Without no_new_privs, as in Docker: root may set a filter without it.
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_SECCOMP, _FILTER, whole, 0, 0):
        sys.exit(f"no filter: {os.strerror(ctypes.get_errno())}")
    kept = ",".join(f"+{name}" for name in CAPABILITIES)
    limits = ["--bounding-set", f"-all,{kept}", "--inh-caps=-all"]
    os.execvp("setpriv", ["setpriv", *limits, *sys.argv[1:]])


if __name__ == "__main__":
    main()
