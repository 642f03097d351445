"""Where secrets may be sent: over TLS, or nowhere that is not this machine."""

from __future__ import annotations

import socket
import sys

import pytest

from autograder.errors import Refused
from autograder.execute import cluster_link
from autograder.execute.cluster_address import is_loopback, is_own, read_address, travels_safely


def own_addresses() -> set[str]:
    return {"127.0.0.1", "localhost", "::1", *socket.gethostbyname_ex(socket.gethostname())[2]}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tcp://127.0.0.1:8786", "tcp://127.0.0.1:8786"),
        ("127.0.0.1:8786", "tcp://127.0.0.1:8786"),
        ("tcp://localhost", "tcp://localhost:8786"),
        ("tls://[2001:db8::7]:9000", "tls://[2001:db8::7]:9000"),
        (" tls://[2001:db8::7] ", "tls://[2001:db8::7]:8786"),
        # Of a tls:// address nobody has to be asked.
        ("tls://no-such-machine.example:8786", "tls://no-such-machine.example:8786"),
    ],
)
def test_an_address_is_read_as_it_is_meant(typed, meant):
    assert read_address(typed).text == meant


@pytest.mark.parametrize(
    "typed", ["", "http://127.0.0.1:8786", "tcp://:8786", "tls://h:port", "tls://h:99999"]
)
def test_what_is_no_address_is_refused_with_one_that_is(typed):
    with pytest.raises(Refused, match=r"is not the address of a Dask scheduler: .*tls://host:8786"):
        read_address(typed)


@pytest.mark.parametrize("host", ["192.0.2.199", "198.51.100.7", "[2001:db8::7]"])
def test_another_machine_without_tls_is_refused_and_told_what_to_do(host):
    with pytest.raises(Refused) as refused:
        read_address(f"tcp://{host}:8786")
    said = str(refused.value)
    assert "another machine" in said and "unencrypted" in said
    assert f"tls://{host}:8786" in said and "docs/cluster.md" in said
    assert read_address(f"tls://{host}:8786").encrypted
    assert not travels_safely(f"tcp://{host}:40000") and travels_safely(f"tls://{host}:40000")


def test_a_name_that_nobody_knows_is_told():
    with pytest.raises(Refused, match=r"no machine is called no-such-machine\.invalid here"):
        read_address("tcp://no-such-machine.invalid:8786")
    assert not travels_safely("tcp://no-such-machine.invalid:8786")


@pytest.mark.parametrize("host", sorted(own_addresses()))
def test_this_machine_s_own_addresses_need_no_tls(host):
    try:
        socket.getaddrinfo(host, None)
    except OSError:
        pytest.skip(f"{host} is no address here")
    assert is_own(host)


def test_a_scheduler_that_the_network_reaches_is_told_from_one_that_it_does_not():
    assert is_loopback("tcp://127.0.0.1:8786") and is_loopback("tcp://[::1]:8786")
    assert not is_loopback("tcp://192.0.2.2:8786") and not is_loopback("inproc://x/1")


def test_without_dask_one_is_told_how_it_is_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Refused, match=r"pip install -c constraints\.txt -e '\.\[cluster\]'"):
        cluster_link.require_dask()
