"""Who may say and hear what at the broker, made from the protocols' own lists."""

from collections.abc import Iterable, Iterator

from devices.mqtt import MqttProtocol
from devices.protocols import PROTOCOLS

USUAL_PREFIX = "mqtt/face"


def access_list(prefixes: Iterable[str] = ()) -> str:
    """Terminals their own topics (`%u` is a user name), the gateway what it subscribes to."""
    families = [one for one in PROTOCOLS if isinstance(one, MqttProtocol)]
    used = sorted({USUAL_PREFIX, *prefixes})
    read = [line for one in families for line in _read(one, used)]
    lines = ["user gateway", *(f"topic read {name}" for name in read)]
    lines += [f"topic read {name}" for name in ("$SYS/broker/#",)]
    lines += [f"topic write {name}" for one in families for name in _under(one.replies, used)]
    lines.append("")
    for one in families:
        lines += [f"pattern write {name}" for name in _under(one.writes, used)]
        lines += [f"pattern read {name}" for name in _under(one.reads, used)]
    return "\n".join([*lines, ""])


def _read(family: MqttProtocol, prefixes: Iterable[str]) -> Iterator[str]:
    under = any("{prefix}" in name for name in family.writes)
    every = [family.settings(prefix=one) for one in prefixes] if under else [family.settings()]
    for settings in every:
        yield from family.subscriptions(settings)


def _under(names: Iterable[str], prefixes: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from dict.fromkeys(name.replace("{prefix}", one) for one in prefixes)
