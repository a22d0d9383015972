"""The tests themselves stay on this machine."""

import socket

import pytest


def test_no_test_leaves_this_machine() -> None:
    with pytest.raises(OSError, match="tests stay on loopback"):
        socket.create_connection(("192.0.2.1", 9), timeout=1)
    with pytest.raises(socket.gaierror, match="tests stay on loopback"):
        socket.getaddrinfo("example.org", 80)


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()
