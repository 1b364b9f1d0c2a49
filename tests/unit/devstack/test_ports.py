import os
import socket
import sys

import pytest

from rematch_devstack.errors import StackError
from rematch_devstack.ports import LOOPBACK, Ports, answers


def server(port: int) -> socket.socket:
    """As Java, uvicorn and PostgreSQL open theirs."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((LOOPBACK, port))
    listening.listen()
    return listening


def test_a_taken_port_is_refused_with_its_owner() -> None:
    with server(0) as taken, Ports() as ports:
        port = taken.getsockname()[1]
        with pytest.raises(StackError, match=rf"port {port} for Kafka is taken \(by .*pid {os.getpid()}\)"):
            ports.wished(port, "Kafka")


def test_a_taken_port_gives_way_when_it_was_only_preferred() -> None:
    with server(0) as taken, Ports() as ports:
        port = taken.getsockname()[1]
        assert ports.preferred(port) != port


def test_a_preferred_port_is_taken_when_it_is_free() -> None:
    with Ports() as ports:
        port = ports.free()
    with Ports() as ports:
        assert ports.preferred(port) == port


def test_ports_differ_and_a_server_can_listen_on_them() -> None:
    with Ports() as ports:
        first, second = ports.free(), ports.free()
        assert first != second
        assert not answers(first)
        with server(first):
            assert answers(first)
        # And again: a service that was restarted.
        with server(first):
            assert answers(first)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a server share the port with who keeps it")
def test_a_kept_port_is_not_given_to_others() -> None:
    with Ports() as ports:
        kept = {ports.free() for _ in range(50)}
        for _ in range(200):
            with socket.socket() as other:
                other.bind((LOOPBACK, 0))
                assert other.getsockname()[1] not in kept


def test_zero_is_any_port() -> None:
    with Ports() as ports:
        assert ports.wished(0, "Kafka") > 0
