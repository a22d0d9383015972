"""What somebody types into a terminal's own menu so that it finds us, or we find it."""

import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from hr import installation, terminals
from hr.action import Work, query
from rules.access import Permission

_LOCAL = {"", "0.0.0.0", "127.0.0.1", "localhost", "::", "::1"}  # noqa: S104 - compared, not bound
_FAR = ("192.0.2.1", 9)
"""An address of documentation: asking the way there sends nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """The facts a terminal's menu asks for; `host` is empty when this machine knows no address.

    `tls`: the address in front of us speaks HTTPS. `prefix` is the MQTT topic prefix.
    """

    protocol: str
    serial: str
    host: str
    port: int
    tls: bool
    user: str
    prefix: str
    state: str


@query(Permission.TERMINAL_EDIT, "怎么设终端", "How to set the terminal")
async def guide(work: Work, terminal_id: str) -> Guide:
    one = await terminals.mine(work, terminal_id)
    settings = installation.current().settings
    broker = urlsplit(settings.mqtt_url)
    mqtt = one.protocol.startswith("mqtt")
    told = broker.hostname or "" if mqtt else settings.host
    return Guide(
        protocol=one.protocol,
        serial=one.serial,
        host=told if told not in _LOCAL else _here(settings.public_url),
        port=(settings.mqtt_port or broker.port or 1883) if mqtt else settings.gateway_port,
        tls=broker.scheme == "mqtts" if mqtt else False,
        user=one.serial,
        prefix=str(one.settings.get("prefix", "")),
        state=one.state if one.enabled else "off",
    )


def _here(public_url: str) -> str:
    """How others in the network call this machine."""
    named = urlsplit(public_url).hostname or ""
    if named not in _LOCAL:
        return named
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_FAR)
        except OSError:
            return ""
        return str(probe.getsockname()[0])
