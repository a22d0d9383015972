"""Kept bytes read again by today's decoders: what was unreadable may be readable now.

The source of a batch names its decoder; what a source without one left behind stays as it is.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from devices.codecs import zk_event, zk_record
from devices.codecs.adms_head import Admission
from devices.codecs.zk_code import Code
from devices.codecs.zk_frame import Frame
from devices.driver import Batch, PunchEvent, Terminal, Unreadable, keep
from devices.errors import DeviceError
from devices.mqtt import MqttProtocol
from devices.protocols import PROTOCOLS, adms

_KIND = "face"
_SLOTS = {"8A", "8B"}
_CUT = re.compile(r"first \d+ of \d+ bytes")
"""Said of a record of which only the beginning was kept (`driver.keep`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One quarantined record; `detail` is what was said of it, `layout` the ZK layout pinned."""

    source: str
    payload: bytes
    reason: str = ""
    detail: str = ""
    layout: str = ""


def again(kept: Kept, terminal: Terminal) -> Batch | None:
    """Read a record again; None where nobody can, an empty batch where it is no punch.

    Never raises: what still cannot be read is `unreadable` with today's reason.
    """
    decoder = None if _CUT.search(kept.detail) else _decoder(kept.source)
    try:
        return decoder(kept, terminal) if decoder else None
    except DeviceError as error:
        bad = keep(kept.payload, error.code, str(error))
        return Batch(source=kept.source, payload=kept.payload, unreadable=(bad,))


def _zk_record(kept: Kept, _: Terminal) -> Batch | None:
    """One row of a log by its proven layout; a whole log once a layout has been proven.

    Rows of 8 bytes name a slot, which has long been somebody else's: the log itself tells more.
    """
    if kept.layout in {"", *_SLOTS}:
        return None
    size, body = int(kept.layout), kept.payload
    if len(body) != size:
        body = body[zk_record.PREFIX.size :]
    if not body or len(body) % size:
        return None
    rows = [body[at : at + size] for at in range(0, len(body), size)]
    return _batch(kept, [zk_record.decode(row, kept.layout) for row in rows])


def _zk_event(kept: Kept, _: Terminal) -> Batch | None:
    if kept.reason == "bad_checksum":
        return None  # the bytes themselves were damaged under way
    frame = Frame(command=Code.REG_EVENT, session=1, reply=0, data=kept.payload)
    return zk_event.batch_of(frame)


def _adms(kept: Kept, terminal: Terminal) -> Batch | None:
    table = kept.source.partition(".")[2] or kept.detail
    admission = Admission(
        terminal=terminal,
        method="POST",
        path="/iclock/cdata",
        query={"table": table},
        length=len(kept.payload),
    )
    return adms.exchange(admission, kept.payload, adms.Context()).batch


def _mqtt(kept: Kept, terminal: Terminal) -> Batch | None:
    """By the family whose code the source is; the message itself names its kind."""
    code = kept.source.replace(".", "_", 1)
    family = next((one for one in PROTOCOLS if one.code == code), None)
    if not isinstance(family, MqttProtocol):
        return None
    settings = family.settings()
    where = next(iter(family.subscriptions(settings)))
    front, _, back = where.rpartition("+")
    topic = f"{front.replace('+', _KIND)}{terminal.serial}{back}"
    return family.parse(topic, kept.payload, terminal, settings).batch


def _batch(kept: Kept, found: list[PunchEvent | Unreadable]) -> Batch:
    return Batch(
        source=kept.source,
        payload=kept.payload,
        events=tuple(one for one in found if isinstance(one, PunchEvent)),
        unreadable=tuple(one for one in found if isinstance(one, Unreadable)),
    )


_Decoder = Callable[[Kept, Terminal], Batch | None]
_DECODERS: Mapping[str, _Decoder] = {
    "zk.live": _zk_event,
    "zk": _zk_record,
    "adms": _adms,
    "mqtt": _mqtt,
}


def _decoder(source: str) -> _Decoder | None:
    """The decoder of a source, or of the family in front of its first dot."""
    return _DECODERS.get(source) or _DECODERS.get(source.partition(".")[0])
