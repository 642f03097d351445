"""Certificates: Dask's own configuration, looked over before anything is sent.

Dask says of a certificate that has expired, or that somebody else has signed, no more than that
a connection was closed. So the own one is held against the authority here, by a handshake with
oneself in memory, and what went wrong with the other side's is read out of the exception.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from autograder.errors import Refused
from autograder.execute.cluster_address import MANUAL

Role = Literal["client", "worker"]


def certificates(role: Role) -> Any:
    """Dask's ``Security`` out of its configuration, after a look at the own certificate.

    Args:
        role: as what this process will show itself.

    Raises:
        Refused: there is no certificate, or it is one that nobody would accept.
    """
    from distributed.security import Security

    security = Security()
    told = security.get_tls_config_for_role(role)
    authority, certificate = told.get("ca_file"), told.get("cert")
    if not authority or not certificate:
        raise Refused(
            "tls:// needs certificates, and Dask's configuration names none: "
            f"distributed.comm.tls.ca-file and {role}.cert. {MANUAL} has the lines to copy."
        )
    for file in filter(None, (authority, certificate, told.get("key"))):
        if "\n" not in file and not Path(file).is_file():
            raise Refused(
                f"the certificate {file} is not there; Dask's configuration names it "
                f"(distributed.comm.tls). {MANUAL} says how it is made."
            )
    try:
        incoming = security.get_listen_args(role)["ssl_context"]
        outgoing = security.get_connection_args(role)["ssl_context"]
    except (ssl.SSLError, OSError) as fault:
        raise Refused(
            f"the certificate {certificate}, its key and {authority} cannot be used together "
            f"({_words(fault)}): {MANUAL} says how they are made."
        ) from None
    if why := _refused_by(incoming, outgoing):
        raise Refused(f"this machine's certificate {certificate} {why}")
    return security


def _refused_by(incoming: ssl.SSLContext, outgoing: ssl.SSLContext) -> str:
    """Why the other side would not accept the certificate of these contexts; or nothing."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = incoming.wrap_bio(to_server, to_client, server_side=True)
    client = outgoing.wrap_bio(to_client, to_server)
    waiting = [client, server]
    for _ in range(10):  # a handshake takes two rounds
        for side in list(waiting):
            try:
                side.do_handshake()
                waiting.remove(side)
            except ssl.SSLWantReadError:
                pass
            except ssl.SSLError as fault:
                return sentence_of(fault)
        if not waiting:
            break
    return ""


def tls_fault(error: BaseException) -> str:
    """What is wrong with the scheduler's side, told from what connecting raised; or nothing."""
    for one in _chain(error):
        if isinstance(one, ssl.SSLCertVerificationError):
            return f"its certificate {sentence_of(one)}"
        # Dask puts the words of what was raised into an exception of its own.
        words = str(one)
        if "CERTIFICATE_VERIFY_FAILED" in words:
            return f"its certificate {_of_words(words)}"
        if "WRONG_VERSION_NUMBER" in words or "RECORD_LAYER_FAILURE" in words:
            return "it speaks no TLS: start it with `--protocol tls`."
        if alert := re.search(r"alert ([a-z ]+)", words):
            return (
                f"it does not accept this machine's certificate ({alert.group(1).strip()}): all "
                f"machines need certificates of the same authority, see {MANUAL}."
            )
    return ""


def sentence_of(fault: ssl.SSLError) -> str:
    """What is wrong with a certificate, and what to do."""
    return _of_words(getattr(fault, "verify_message", "") or str(fault))


def _of_words(words: str) -> str:
    if "expired" in words:
        return f"has expired: make a new one as {MANUAL} says, and start again."
    if "not yet valid" in words:
        return "is not valid yet: are both machines' clocks right?"
    if any(one in words for one in ("issuer", "self-signed", "self signed", "signature failure")):
        return (
            "is not signed by the authority that this machine trusts "
            f"(distributed.comm.tls.ca-file): all machines need the same one, see {MANUAL}."
        )
    return f"is not accepted ({words})."


def _words(fault: OSError) -> str:
    return str(getattr(fault, "reason", "") or fault.strerror or fault)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
