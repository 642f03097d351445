"""Where a Dask cluster is, and whether what is secret may be sent there.

Seeds of hidden cases and students' work cross a network only encrypted. Nothing crosses one on
the way to this machine's own addresses.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass

from autograder.errors import Refused

PORT = 8786  # Dask's own
MANUAL = "docs/cluster.md"


@dataclass(frozen=True, slots=True)
class ClusterAddress:
    """A scheduler's address.

    Attributes:
        text: as Dask takes it: ``tls://host:8786``.
        host: the name or the number.
        port: where it listens.
        encrypted: whether all that is sent there is.
    """

    text: str
    host: str
    port: int
    encrypted: bool


def read_address(typed: str) -> ClusterAddress:
    """The address that a person has typed, if secrets may be sent there.

    Raises:
        Refused: it is none, or it is another machine's and without TLS.
    """
    address = _parsed(typed)
    if not address.encrypted and not is_own(address.host):
        rest = address.text.removeprefix("tcp://")
        raise Refused(
            f"{address.text} is another machine, and over tcp:// the hidden cases' secret and the "
            f"students' work would cross the network unencrypted. Use tls://{rest}, with "
            f"certificates: {MANUAL} has the lines to copy. Only a scheduler on this machine may "
            "be reached without."
        )
    return address


def _parsed(typed: str) -> ClusterAddress:
    scheme, found, rest = typed.strip().rpartition("://")
    scheme = scheme if found else "tcp"
    host, colon, port = rest.rpartition(":")
    if rest.endswith("]") or not colon:  # no port
        host, port = rest, str(PORT)
    bare = host.strip("[]")
    if scheme not in ("tcp", "tls") or not bare or not port.isdigit() or int(port) > 65535:
        raise Refused(
            f"{typed} is not the address of a Dask scheduler: it looks like tls://host:{PORT}, or "
            f"tcp://127.0.0.1:{PORT} on this machine."
        )
    return ClusterAddress(f"{scheme}://{host}:{port}", bare, int(port), scheme == "tls")


def travels_safely(address: str) -> bool:
    """Whether what is sent to a worker's address is encrypted, or never leaves this machine."""
    try:
        where = _parsed(address)
        return where.encrypted or is_own(where.host)
    except Refused:
        return False


def is_loopback(address: str) -> bool:
    """Whether nobody but this machine reaches the address, which has a number for its host."""
    try:
        return ipaddress.ip_address(_parsed(address).host).is_loopback
    except (Refused, ValueError):
        return False


def is_own(host: str) -> bool:
    """Whether every address that the name stands for is one of this machine's.

    Raises:
        Refused: nobody knows the name.
    """
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError as fault:
        raise Refused(f"no machine is called {host} here ({fault.strerror}).") from None
    return all(_is_mine(family, place) for family, _, _, _, place in found)


def _is_mine(family: int, place: tuple[str | int, ...] | tuple[int, bytes]) -> bool:
    if ipaddress.ip_address(str(place[0]).partition("%")[0]).is_loopback:
        return True
    with socket.socket(family, socket.SOCK_STREAM) as own:
        try:
            own.bind((place[0], 0, *place[2:]))
        except OSError:  # one can listen on one's own addresses alone
            return False
    return True
