"""What the server tells an ADMS terminal: options, commands, registry (2.2, 2.5, 2.6)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from devices.codecs import text

MAX_COMMANDS = 200
MAX_POLL = 40_000

_TRANSFER = "AttLog\tOpLog\tEnrollUser\tChgUser"
"""Tables we ask for: neither photos nor templates."""


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
    att, oper = stamps.get("ATTLOG", "0"), stamps.get("OPERLOG", "0")
    named = ("ATTLOGStamp", "OPERLOGStamp") if push.startswith("2") else ("Stamp", "OpStamp")
    lines = (
        f"GET OPTION FROM: {serial}",
        f"{named[0]}={att}",
        f"{named[1]}={oper}",
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


def access_block(serial: str, options: Options, *, registry: bool) -> bytes:
    """Answer a 3.x access terminal; codes are stable because they come from the serial."""
    head = ("registry=ok", f"RegistryCode={registry_code(serial)}") if registry else ()
    return _lines(
        (
            *head,
            "ServerVersion=3.1.2",
            "ServerName=ADMS",
            "PushProtVer=3.1.2",
            f"ErrorDelay={options.retry_seconds}",
            f"RequestDelay={options.poll_seconds}",
            "TransTimes=00:00;12:00",
            "TransInterval=1",
            "TransTables=User Transaction",
            "Realtime=1",
            f"SessionID={_digest('session', serial)}",
            "TimeoutSec=10",
        )
    )


def registry_code(serial: str) -> str:
    """Return the registry code of a terminal: 32 characters, the same for ever."""
    return _digest("registry", serial)


def poll(commands: Sequence[Command]) -> bytes:
    """Write queued commands, oldest first, as many as one poll may carry; `OK` when none."""
    lines: list[bytes] = []
    room = MAX_POLL
    for command in commands[:MAX_COMMANDS]:
        line = f"C:{command.number}:{command.text}\n".encode()
        room -= len(line)
        if room < 0:
            break
        lines.append(line)
    return b"".join(lines) or b"OK"


def update_user(code: str, name: str, card: str = "") -> str:
    """Command text that adds or changes a person; raises ValueError for tabs and line breaks."""
    fields = {"PIN": code, "Name": name, "Pri": "0", "Passwd": "", "Card": card, "Grp": "1"}
    return "DATA UPDATE USERINFO " + _fields(fields)


def delete_user(code: str) -> str:
    """Command text that removes a person with all templates."""
    return "DATA DELETE USERINFO " + _fields({"PIN": code})


def query_punches(start: str, end: str) -> str:
    """Command text that asks for stored punches between two local times; they come as uploads."""
    return "DATA QUERY ATTLOG " + _fields({"StartTime": start, "EndTime": end})


def _fields(fields: Mapping[str, str]) -> str:
    for key, value in fields.items():
        if not text.printable(value):
            raise ValueError(f"{key} may have no tab, line break or control character")
    return "\t".join(f"{key}={value}" for key, value in fields.items())


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _digest(purpose: str, serial: str) -> str:
    return sha256(f"{purpose}:{serial}".encode()).hexdigest()[:32]
