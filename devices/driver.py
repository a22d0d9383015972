"""The values every terminal protocol shares: punches, batches, facts, and what a protocol is."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Literal, NamedTuple

Verify = Literal["finger", "face", "card", "password", "palm", "other", "unknown"]
Transport = Literal["pull", "http", "mqtt"]
Label = Mapping[str, str]
"""One phrase in both languages: keys `zh` and `en`."""

NOT_SET = 255
"""State value of a terminal whose state keys are not used."""

_VERIFY: Mapping[int, Verify] = {
    0: "password",
    1: "finger",
    2: "card",
    3: "password",
    4: "card",
    **dict.fromkeys(range(5, 10), "other"),
    15: "face",
    16: "other",
    17: "other",
    25: "palm",
}
_STATES = {0, 1, 2, 3, 4, 5, NOT_SET}


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """What the caller knows of one enrolled terminal; `zone` turns wire instants to local time."""

    serial: str
    secret: str = ""
    zone: tzinfo = UTC


class PunchEvent(NamedTuple):
    """One punch as its terminal tells it.

    `local` is device-local `YYYY-MM-DD HH:MM:SS`; `zone_offset_minutes` is set only when the wire
    named an instant. `identity` is unique inside one terminal: equal means the same punch.
    `payload` is this record's raw bytes, never with pictures or templates.
    A tuple, because a log has a hundred thousand of them.
    """

    person_code: str
    local: str
    identity: str
    payload: bytes
    state: int | None = None
    verify: Verify = "unknown"
    verify_code: int | None = None
    flags: tuple[str, ...] = ()
    record_no: str | None = None
    zone_offset_minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A record nobody can read: kept with its bytes, a short `reason` code and the `detail`."""

    payload: bytes
    reason: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one transfer brought, in the terminal's own order; store it whole, then acknowledge."""

    source: str
    payload: bytes
    events: tuple[PunchEvent, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a terminal says about itself; None where it does not say. Times are device-local."""

    serial: str
    name: str = ""
    firmware: str = ""
    address: str = ""
    device_time: str | None = None
    users: int | None = None
    records: int | None = None
    record_cap: int | None = None
    records_free: int | None = None
    online: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """One person as enrolled on a terminal: `slot` is reused by it, `code` is the person's."""

    code: str
    name: str = ""
    card: str = ""
    slot: int | None = None
    admin: bool = False


OrderKind = Literal[
    "set_time",
    "put_user",
    "delete_user",
    "delete_templates",
    "read_users",
    "read_log",
    "reboot",
    "clear_log",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One command to one terminal; `number` is the id it keeps on every resend.

    `user` for the three that concern one, `low` and `high` (device-local) for `read_log`.
    """

    number: int
    kind: OrderKind
    user: User | None = None
    low: str = ""
    high: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandResult:
    """The terminal's answer to one command: 0 or 200 is done; per-person codes for batches."""

    command_id: str
    code: int
    command: str = ""
    persons: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """Something on the terminal that a person must hear of: a cleared log, a changed clock."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a terminal is doing, for whoever watches it; `state` is the supervisor's word."""

    state: Literal["connecting", "online", "backing_off", "offline", "quarantined"]
    last_seen: str | None = None
    last_punch: str | None = None
    skew_seconds: int | None = None
    facts: Facts | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """One terminal protocol: `settings` is a dataclass whose field metadata draws its form."""

    code: str
    label: Label
    transport: Transport
    settings: type


MAX_CODE = 64
"""Person codes are 24 bytes on ZK and 48 on face terminals; a longer one is no code."""


def keep(payload: bytes, reason: str, detail: str, limit: int = 65_536) -> Unreadable:
    """Quarantine a record; of an oversized one keep the beginning, and say so."""
    if len(payload) > limit:
        digest = hashlib.sha256(payload).hexdigest()
        detail += f"; first {limit} of {len(payload)} bytes, sha256 {digest}"
    return Unreadable(payload=payload[:limit], reason=reason, detail=detail)


def verify_of(code: int | None) -> Verify:
    """Map a ZK verify code to the common word; combined checks are `other`."""
    return _VERIFY.get(code, "unknown") if code is not None else "unknown"


def status_flags(state: int | None, verify: int | None) -> tuple[str, ...]:
    """Return `unknown_status` when a ZK state or verify code is missing or not a known one."""
    known = state in _STATES and verify in _VERIFY
    return () if known else ("unknown_status",)


def identity_of(code: str, local: str) -> str:
    """Identity without a record number: live, pull and push of one punch agree.

    Time first: what arrives in order is stored in order, whatever the history.
    """
    return f"{local}|{code}"


def numbered_identity(number: str, local: str) -> str:
    """Identity with the terminal's record number, which restarts after a factory reset."""
    return f"{local}#{number}"
