"""What the server tells an ADMS terminal: options, orders, registry (2.2, 2.5, 2.6)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import md5, sha256

from devices.codecs.adms_time import major

MAX_COMMANDS = 200
MAX_POLL = 40_000

_TRANSFER = "AttLog\tOpLog\tEnrollUser\tChgUser"
"""Tables we ask for: neither photos nor templates."""

_STAMPS: Mapping[bool, tuple[tuple[str, str, str], ...]] = {
    False: (("Stamp", "ATTLOG", "0"), ("OpStamp", "OPERLOG", "0"), ("PhotoStamp", "", "9999")),
    True: (
        ("ATTLOGStamp", "ATTLOG", "0"),
        ("OPERLOGStamp", "OPERLOG", "0"),
        ("ATTPHOTOStamp", "", "None"),
    ),
}
"""Names of the stamps in PUSH 1 and since PUSH 2, their table, and what asks for what we lack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One order for a terminal; the same `number` goes out again until a result comes."""

    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The knobs of the option block; `time_zone` is in the terminal's own dialect."""

    poll_seconds: int = 10
    retry_seconds: int = 30
    time_zone: str = "8"


def option_block(serial: str, options: Options, stamps: Mapping[str, str], push: str = "") -> bytes:
    """Answer first contact; `stamps` are the last saved by table, and 0 asks for the whole log."""
    named = _STAMPS[major(push) > 1]
    lines = (
        f"GET OPTION FROM: {serial}",
        *(f"{name}={stamps.get(table, lacking)}" for name, table, lacking in named),
        f"ErrorDelay={options.retry_seconds}",
        f"Delay={options.poll_seconds}",
        "TransTimes=00:00;12:00",
        "TransInterval=1",
        f"TransFlag={_TRANSFER}",
        "Realtime=1",
        "Encrypt=0",
        f"TimeZone={options.time_zone}",
        "Timeout=60",
        "SyncTime=3600",
        "ServerVer=2.4.1",
    )
    return _lines(lines)


def access_block(serial: str, options: Options, *, secret: str, registry: bool) -> bytes:
    """Answer a 3.x access terminal; codes are stable because they come from serial and secret."""
    code = registry_code(serial, secret)
    head = ("registry=ok", f"RegistryCode={code}") if registry else ()
    return _lines(
        (
            *head,
            "ServerVersion=3.1.2",
            "ServerName=ADMS",
            "PushVersion=3.1.2",
            "PushProtVer=3.1.2",
            f"ErrorDelay={options.retry_seconds}",
            f"RequestDelay={options.poll_seconds}",
            "TransTimes=00:00;12:00",
            "TransInterval=1",
            "TransTables=User Transaction",
            "Realtime=1",
            f"SessionID={session_id(serial, secret)}",
            "TimeoutSec=10",
        )
    )


def registry_code(serial: str, secret: str = "") -> str:
    """Return the registry code of a terminal: 32 characters, the same for ever."""
    return _digest("registry", serial, secret)


def session_id(serial: str, secret: str = "") -> str:
    """Return the session of a terminal: 32 characters, the same for ever."""
    return _digest("session", serial, secret)


def token(serial: str, secret: str = "") -> str:
    """Return the cookie token that a registered terminal makes of its codes."""
    codes = registry_code(serial, secret) + serial + session_id(serial, secret)
    return md5(codes.encode(), usedforsecurity=False).hexdigest()


def poll(commands: Sequence[Command], encoding: str = "utf-8") -> bytes:
    """Write queued commands, oldest first, as many as one poll may carry; `OK` when none."""
    lines: list[bytes] = []
    room = MAX_POLL
    for command in commands[:MAX_COMMANDS]:
        line = f"C:{command.number}:{command.text}\n".encode(encoding, "replace")
        room -= len(line)
        if room < 0:
            break
        lines.append(line)
    return b"".join(lines) or b"OK"


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _digest(purpose: str, serial: str, secret: str) -> str:
    return sha256(f"{purpose}:{serial}:{secret}".encode()).hexdigest()[:32]
