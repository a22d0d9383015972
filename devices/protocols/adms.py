"""ADMS push: a terminal's HTTP request in, what it means and both possible replies out.

Pure: no server here. First `admit` the head, before any body is read; then read at most
`limit` bytes and call `exchange`. Send `reply_ok` only after the batch is durable, otherwise
`reply_retry`: everything but 200 makes the terminal keep its data and send it again.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from devices.codecs import (
    adms_access,
    adms_body,
    adms_line,
    adms_oper,
    adms_order,
    adms_reply,
    text,
)
from devices.codecs import adms_time as times
from devices.codecs.adms_context import AdmsSettings, Context
from devices.codecs.adms_head import CHUNKED, Admission, Head, admit, refuse
from devices.codecs.adms_line import Found
from devices.codecs.adms_order import Dialect
from devices.driver import (
    Batch,
    Facts,
    Order,
    Protocol,
    PunchEvent,
    Signal,
    Unreadable,
    keep,
)
from devices.exchange import HttpExchange, Reply

__all__ = [
    "CHUNKED",
    "PROTOCOL",
    "Admission",
    "AdmsSettings",
    "Context",
    "Head",
    "admit",
    "asks_for_orders",
    "commands",
    "exchange",
    "greets",
]

SOURCE = "adms"
_STAMPED = {"ATTLOG", "OPERLOG"}


def asks_for_orders(admission: Admission) -> bool:
    """Whether the answer to this request may carry orders: a poll that brings no results."""
    poll = admission.path == "/iclock/getrequest" and admission.method == "GET"
    return poll and "return" not in admission.query


def greets(admission: Admission) -> bool:
    """Whether this is the first request after a start of the terminal."""
    return (admission.path, admission.method) == ("/iclock/cdata", "GET") and (
        "options" in admission.query
    )


def commands(order: Order, now: datetime, context: Context) -> tuple[adms_reply.Command, ...]:
    """Write an order for this terminal; nothing when its firmware has no words for it."""
    dialect: Dialect = "access" if context.dialect == "access" else "attendance"
    return adms_order.say(order, now, dialect, clock_text=context.settings.clock_text)


def exchange(admission: Admission, body: bytes, context: Context) -> HttpExchange:
    """Read an admitted request with its whole body; never raises."""
    announced = admission.length in {len(body), CHUNKED}
    if not announced and admission.keep_body:
        return refuse(400, "the body is not as long as announced", admission.terminal.serial)
    if admission.picture and admission.method == "POST":
        return _discard(admission)
    found = adms_body.unpack(body, admission.encoding, admission.limit)
    if found.wrong == "too_large":
        return refuse(413, "the unpacked body is too large", admission.terminal.serial)
    if found.wrong:
        return _quarantine(admission, body, found.wrong)
    answer = _HANDLERS[admission.path](admission, found.plain, context)
    strange = admission.token not in {"", _token(admission)}
    return replace(answer, signals=(*answer.signals, _STRANGE_TOKEN)) if strange else answer


_STRANGE_TOKEN = Signal(
    code="token_mismatch", detail="the cookie token is not made of the codes we gave"
)


def _token(admission: Admission) -> str:
    return adms_reply.token(admission.terminal.serial, admission.terminal.secret)


def _cdata(admission: Admission, body: bytes, context: Context) -> HttpExchange:
    if admission.method == "GET":
        return _first_contact(admission, context)
    return _TABLES.get(admission.table, _unknown)(admission, body, context)


def _first_contact(admission: Admission, context: Context) -> HttpExchange:
    terminal, push = admission.terminal, admission.query.get("pushver", "")
    options = context.options(terminal, push)
    if admission.query.get("type") == "time":
        now = context.here(terminal).isoformat(timespec="seconds")
        return _facts(admission, f"Time={now}".encode())
    if admission.query.get("devicetype", context.dialect) in {"acc", "access"}:
        block = adms_reply.access_block(
            terminal.serial, options, secret=terminal.secret, registry=True
        )
        return replace(_facts(admission, block), notes={"dialect": "access"})
    block = adms_reply.option_block(terminal.serial, options, context.stamps, push)
    named = "devicetype" in admission.query
    return replace(_facts(admission, block), notes={"dialect": "attendance"} if named else {})


def _attlog(admission: Admission, body: bytes, _: Context) -> HttpExchange:
    rows = adms_line.split(body)
    if len(rows) == 1 and len(rows[0]) > adms_line.MAX_ROW:
        return refuse(413, "a row is too long", admission.terminal.serial)
    found = adms_line.attlogs(rows, admission.terminal.zone)
    return _punches(admission, body, found, f"OK: {len(rows)}")


def _rtlog(admission: Admission, body: bytes, _: Context) -> HttpExchange:
    rows = adms_line.split(body)
    found = [adms_access.transaction(row, admission.terminal.zone) for row in rows]
    reply = f"OK: {len(rows)}" if not admission.named else f"{admission.named}={len(rows)}"
    return _punches(admission, body, found, reply)


def _punches(admission: Admission, body: bytes, found: Sequence[Found], reply: str) -> HttpExchange:
    batch = Batch(
        source=f"{SOURCE}.{_word(admission.named or admission.table)}",
        payload=body,
        events=tuple(item for item in found if isinstance(item, PunchEvent)),
        unreadable=tuple(item for item in found if isinstance(item, Unreadable)),
    )
    stored = _stored(admission, batch, reply)
    return replace(stored, signals=tuple(item for item in found if isinstance(item, Signal)))


def _operations(admission: Admission, body: bytes, _: Context) -> HttpExchange:
    found = adms_oper.operations(body)
    count = len(adms_line.split(body))
    reply = f"{admission.named}={count}" if admission.named else f"OK: {count}"
    stored = _stored(admission, Batch(source=f"{SOURCE}.operlog", payload=found.kept), reply)
    return replace(stored, kind="facts", users=found.users, signals=found.signals)


def _tabledata(admission: Admission, body: bytes, context: Context) -> HttpExchange:
    if admission.query.get("type", "tabledata").lower() != "tabledata":
        return _alive(admission, body, context)  # counts and options that a query asked for
    handler = _rtlog if admission.named.lower() == "transaction" else _operations
    return handler(admission, body, context)


def _options(admission: Admission, body: bytes, _: Context) -> HttpExchange:
    told = adms_oper.options(body)
    return _facts(admission, b"OK", adms_oper.facts(admission.terminal.serial, told))


def _discard(admission: Admission) -> HttpExchange:
    """Pictures and templates stay on the terminal: acknowledged, so it goes on, never stored."""
    table = admission.named or admission.table or "picture"
    count = admission.query.get("count", "")
    counted = admission.named and count.isascii() and count.isdigit()
    reply = f"{table}={count}" if counted else "OK"
    signal = Signal(code="template_discarded", detail=f"{table}, {admission.length} bytes")
    return replace(_facts(admission, reply.encode()), kind="discarded", signals=(signal,))


def _unknown(admission: Admission, body: bytes, _: Context) -> HttpExchange:
    return _quarantine(admission, body, "unknown_table")


def _quarantine(admission: Admission, body: bytes, reason: str) -> HttpExchange:
    """Keep a whole body that is no rows, every byte of it, so that the terminal may go on."""
    detail = f"{admission.table or admission.path} {admission.encoding}".strip()
    bad = keep(body, reason, detail[:64], admission.limit)
    return _stored(admission, Batch(source=SOURCE, payload=bad.payload, unreadable=(bad,)), "OK")


def _poll(admission: Admission, body: bytes, context: Context) -> HttpExchange:
    if body or not asks_for_orders(admission):
        return _results(admission, body, context)
    info = admission.query.get("info", "")
    said = adms_oper.info(admission.terminal.serial, info) if info else None
    reply = adms_reply.poll(context.commands, context.settings.code_page)
    return replace(_facts(admission, reply, said), kind="poll")


def _results(admission: Admission, body: bytes, _: Context) -> HttpExchange:
    query = "&".join(f"{key}={value}" for key, value in admission.query.items())
    results = adms_oper.results(body or query.encode())
    told = adms_oper.options(body) if results and b"\n" in body else {}
    said = adms_oper.facts(admission.terminal.serial, told)
    return replace(_facts(admission, b"OK", said), kind="results", results=results)


def _registry(admission: Admission, body: bytes, context: Context) -> HttpExchange:
    code = adms_reply.registry_code(admission.terminal.serial, admission.terminal.secret)
    att = adms_oper.options(body).get("DeviceType", "acc") == "att"
    return replace(
        _options(admission, body, context),
        reply_ok=Reply(status=200, body=f"RegistryCode={code}".encode()),
        notes={"dialect": "attendance" if att else "access"},
    )


def _push(admission: Admission, _: bytes, context: Context) -> HttpExchange:
    terminal = admission.terminal
    options = context.options(terminal, admission.query.get("pushver", ""))
    block = adms_reply.access_block(
        terminal.serial, options, secret=terminal.secret, registry=False
    )
    return _facts(admission, block)


def _rtdata(admission: Admission, _: bytes, context: Context) -> HttpExchange:
    """The time as 3.x firmware asks for it: a packed instant in UTC, and the zone."""
    here = context.here(admission.terminal)
    told = f"DateTime={times.packed(here.astimezone(UTC))},ServerTZ={times.compact(here)}"
    return _facts(admission, told.encode() if admission.query.get("type") == "time" else b"OK")


def _no_keys(admission: Admission, _: bytes, __: Context) -> HttpExchange:
    """Encryption by the vendor's library is not offered: switch it off on the terminal."""
    return refuse(404, "encryption is switched on", admission.terminal.serial)


def _alive(admission: Admission, _: bytes, __: Context) -> HttpExchange:
    return _facts(admission, b"OK")


def _facts(admission: Admission, body: bytes, said: Facts | None = None) -> HttpExchange:
    serial = admission.terminal.serial
    return HttpExchange(
        kind="facts",
        serial=serial,
        facts=said or Facts(serial=serial, online=True),
        reply_ok=Reply(status=200, body=body),
    )


def _stored(admission: Admission, batch: Batch, reply: str) -> HttpExchange:
    stamp = admission.query.get("stamp", "")
    known = admission.table in _STAMPED and 0 < len(stamp) <= 64 and text.printable(stamp)
    return HttpExchange(
        kind="punches",
        serial=admission.terminal.serial,
        batch=batch,
        reply_ok=Reply(status=200, body=reply.encode()),
        stamp=(admission.table, stamp) if known else None,
    )


def _word(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())[:16]


_Handler = Callable[[Admission, bytes, Context], HttpExchange]

_HANDLERS: Mapping[str, _Handler] = {
    "/iclock/cdata": _cdata,
    "/iclock/getrequest": _poll,
    "/iclock/devicecmd": _results,
    "/iclock/ping": _alive,
    "/iclock/registry": _registry,
    "/iclock/push": _push,
    "/iclock/rtdata": _rtdata,
    "/iclock/exchange": _no_keys,
    "/iclock/querydata": _tabledata,
}

_TABLES: Mapping[str, _Handler] = {
    "ATTLOG": _attlog,
    "RTLOG": _rtlog,
    "TRANSACTION": _rtlog,
    "OPERLOG": _operations,
    "USERINFO": _operations,
    "TABLEDATA": _tabledata,
    "OPTIONS": _options,
    "RTSTATE": _alive,
}

PROTOCOL = Protocol(
    code="adms",
    label={"zh": "ZKTeco 推送（ADMS）", "en": "ZKTeco push (ADMS)"},
    transport="http",
    settings=AdmsSettings,
)
