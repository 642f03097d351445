"""Requests to an LMS: with patience, over an encrypted line, and with faults told in a sentence."""

from __future__ import annotations

import contextlib
import json
import os
import ssl
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Self
from urllib.parse import SplitResult, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse
from urllib3.util.retry import Retry

from autograder.errors import Refused
from autograder.marks.online.token import Token

Announce = Callable[[str], None]

_TIMEOUT = (10.0, 60.0)
_TRIES = 4
_BACKOFF = 0.5
# Longer is not waited for: the person is told instead.
_LONGEST = 300.0
_BROKEN = frozenset((500, 502, 503, 504))
_DEEPEST = 50
# What OpenSSL says of an answer that is none of TLS's.
_NO_TLS = frozenset(("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL"))
# Where requests looks for certificates that are trusted.
_LISTS = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
_HERE = frozenset(("localhost", "127.0.0.1", "::1"))


class Unanswered(Exception):
    """The LMS did not answer a request that changes something: nobody knows what it did."""


def address(url: str) -> SplitResult:
    """An LMS's address, taken apart.

    Raises:
        Refused: it is none, or the token would travel in the open.
    """
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
    except ValueError:
        raise Refused(f"{url} is not the address of an LMS.") from None
    if parts.username or parts.password:
        raise Refused("an address with a password in it is not used: leave the password out.")
    if parts.scheme not in ("https", "http") or not host:
        raise Refused(f"{url} is not an address: copy it from the browser, https:// included.")
    if parts.scheme == "http" and host not in _HERE:
        raise Refused(f"{url} is not encrypted, and the token would be readable: use https://.")
    return parts


def open_session(say: Announce, *, posts_read: bool = False) -> requests.Session:
    """A session that waits where the LMS asks it to, and tries again what may be tried again.

    A 429 was not worked on, so it is repeated after Retry-After. A 500 may have been: it is
    repeated for what only reads.

    Args:
        say: is told why nothing moves.
        posts_read: whether this session's POSTs change nothing, as Moodle reads.
    """
    session = requests.Session()
    adapter = _Patient(max_retries=_retry(say, posts_read))
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    # A password of ~/.netrc would take the place of the token.
    session.auth = _as_it_is
    # The token belongs to the address that was given, and to no other.
    session.max_redirects = 0
    return session


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


class _Patient(HTTPAdapter):
    """Requests with a limit of time: without one, a silent LMS is waited for without end."""

    def send(self, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs["timeout"] = kwargs.get("timeout") or _TIMEOUT
        return super().send(*args, **kwargs)


def _retry(say: Announce, posts_read: bool) -> Retry:
    class Patience(Retry):
        def increment(
            self,
            method: str | None = None,
            url: str | None = None,
            response: BaseHTTPResponse | None = None,
            error: Exception | None = None,
            *more: Any,
            **named: Any,
        ) -> Self:
            # urllib3 repeats after any fault of TLS's, whatever the request changes; and what
            # OpenSSL thinks of a certificate will be the same in a second.
            if isinstance(error, HTTPError) and isinstance(_of_tls(error), ssl.SSLError):
                untrusted = isinstance(_of_tls(error), ssl.SSLCertVerificationError)
                if untrusted or method not in reads:
                    raise error
            return super().increment(method, url, response, error, *more, **named)

        def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:
            if status_code == 429 or (status_code == 503 and has_retry_after):
                return True
            return status_code in _BROKEN and (method == "GET" or posts_read)

        def sleep(self, response: BaseHTTPResponse | None = None) -> None:
            asked = self.get_retry_after(response) if response is not None else None
            seconds = self.get_backoff_time() if asked is None else asked
            if seconds > _LONGEST:
                raise Refused(
                    f"the LMS asks to wait {seconds / 60:.0f} minutes. Try again then: what has "
                    "arrived is not sent again."
                )
            if asked is not None:
                say(f"the LMS asks to wait {seconds:.0f} s.")
            elif seconds >= 2:
                say(f"the LMS does not answer as it should; the next try is in {seconds:.0f} s.")
            super().sleep(response)

    reads = {"GET", "POST"} if posts_read else {"GET"}
    return Patience(
        total=_TRIES, allowed_methods=reads, backoff_factor=_BACKOFF, redirect=False,
        raise_on_status=False,
    )  # fmt: skip


@contextlib.contextmanager
def faults_told(lms: str, token: Token, *, sending: bool = False) -> Iterator[None]:
    """Faults of the line and of what comes over it, as a sentence without the token.

    Raises:
        Refused: while reading; nothing was sent.
        Unanswered: while sending; what arrived has to be looked up.
    """
    try:
        yield
    except requests.TooManyRedirects as fault:
        where = fault.response.headers.get("Location", "") if fault.response is not None else ""
        shown = token.hidden_in(where.partition("?")[0])
        raise Refused(
            f"{lms} sends us on to {shown or 'another address'}: is that its address? The token "
            "was not sent there."
        ) from None
    except (requests.JSONDecodeError, json.JSONDecodeError):
        _end(f"what {lms} sent is cut off, or not an answer of its API", sending)
    except requests.exceptions.SSLError as fault:
        cause = _of_tls(fault)
        if isinstance(cause, ssl.SSLCertVerificationError):
            raise Refused(_untrusted(lms, cause.verify_message)) from None
        if getattr(cause, "reason", "") == "NO_CERTIFICATE_OR_CRL_FOUND":
            raise Refused(_no_list()) from None
        if getattr(cause, "reason", "") in _NO_TLS and not sending:
            raise Refused(
                f"{lms} does not answer encrypted at this address: is the number behind the colon "
                "the right one? The token was not sent."
            ) from None
        _end(f"the encrypted line to {lms} broke off", sending)
    except (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError):
        _end(f"the line broke off in the middle of what {lms} sent", sending)
    except requests.Timeout:
        _end(f"{lms} does not answer", sending)
    except requests.RequestException as fault:
        _end(f"{lms} cannot be reached ({type(fault).__name__})", sending)
    except OSError:
        if not any(name in os.environ for name in _LISTS):
            raise
        raise Refused(_no_list()) from None  # requests looks for it before it connects
    except (ValueError, RecursionError):  # a number of thousands of digits, lists in lists
        _end(f"what {lms} sent is not an answer of its API", sending)


def _of_tls(fault: BaseException) -> ssl.SSLError | None:
    """What TLS itself said, behind what requests and urllib3 make of it."""
    seen: list[object] = [fault]
    for one in seen:  # grows
        if isinstance(one, ssl.SSLError):
            return one
        if isinstance(one, BaseException) and len(seen) < _DEEPEST:
            seen += [*one.args, getattr(one, "reason", None), one.__cause__, one.__context__]
    return None


def _untrusted(lms: str, why: str) -> str:
    return (
        f"{lms}'s certificate is not trusted: {why.rstrip('.')}. The token was not sent. If your "
        "university signs its certificates itself, put the file with its own into the environment "
        "variable REQUESTS_CA_BUNDLE."
    )


def _no_list() -> str:
    named = ", ".join(f"{n}={os.environ[n]}" for n in _LISTS if os.environ.get(n))
    return f"the environment names a file of certificates that is none: {named}. Nothing was sent."


def _end(sentence: str, sending: bool) -> None:
    if sending:
        raise Unanswered(sentence) from None
    raise Refused(f"{sentence}. Nothing was sent.") from None


def fields(of: object, what: str, **kinds: type | tuple[type, ...]) -> Mapping[str, Any]:
    """An object of the LMS's, where it has these fields of these kinds.

    Raises:
        Refused: it has not.
    """
    if isinstance(of, Mapping):
        wrong = [name for name, kind in kinds.items() if not isinstance(of.get(name), kind)]
        if not wrong:
            return of
        raise Refused(f"{what} lacks {', '.join(wrong)}. Nothing was sent.")
    raise Refused(f"{what} was expected, and {type(of).__name__} came. Nothing was sent.")
