"""The network guard: a test that leaves this machine fails, whatever library it used."""

import errno
import socket
import sys
from typing import Any

_LOCAL_NAMES = {"", "localhost", "0.0.0.0", "::", "::1", socket.gethostname()}
_CONNECTS = {"socket.connect", "socket.sendto"}


def is_local(host: object) -> bool:
    """Say whether a host (name or address, text or bytes, None for any) is this machine."""
    if host is None:
        return True
    name = host.decode() if isinstance(host, bytes) else str(host)
    return name in _LOCAL_NAMES or name.startswith("127.")


def install_guard() -> None:
    """Watch every socket of this process; an audit hook cannot be removed, nor need it be."""
    sys.addaudithook(_refuse_strangers)


def _refuse_strangers(event: str, args: tuple[Any, ...]) -> None:
    if event in _CONNECTS:
        address = args[1]
        if isinstance(address, tuple) and not is_local(address[0]):
            raise OSError(errno.ENETUNREACH, f"tests stay on loopback: {event} {address}")
    elif event == "socket.getaddrinfo" and not is_local(args[0]):
        raise socket.gaierror(socket.EAI_NONAME, f"tests stay on loopback: look-up of {args[0]}")
