"""ADMS push: a terminal's HTTP request in, what it means and both possible replies out.

Pure: no server here. First `admit` the head, before any body is read; then read at most
`limit` bytes and call `exchange`. Send `reply_ok` only after the batch is durable, otherwise
`reply_retry`: everything but 200 makes the terminal keep its data and send it again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from devices.codecs import adms_line, adms_oper, adms_reply
from devices.codecs.adms_head import PICTURES, Admission, Head, admit, refuse
from devices.driver import Batch, Facts, Protocol, PunchEvent, Signal, Unreadable, keep
from devices.exchange import HttpExchange, Reply

__all__ = ["PROTOCOL", "Admission", "AdmsSettings", "Context", "Head", "admit", "exchange"]

SOURCE = "adms"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmsSettings:
    """What an operator sets for one terminal."""

    secret: str = field(
        default="",
        metadata={"zh": "通信密钥（ComKey）", "en": "Secret (ComKey)", "secret": True},
    )
    time_zone: str = field(
        default="8",
        metadata={
            "zh": "时区写法（按机型：8、480 或 +08:00）",
            "en": "Time zone as the model writes it: 8, 480 or +08:00",
            "pattern": r"[+-]?[0-9]{1,3}(:[0-9]{2})?",
        },
    )
    poll_seconds: int = field(
        default=10,
        metadata={"zh": "轮询间隔（秒）", "en": "Poll (seconds)", "min": 2, "max": 60},
    )
    retry_seconds: int = field(
        default=30,
        metadata={"zh": "失败重试（秒）", "en": "Retry (seconds)", "min": 5, "max": 300},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the server knows when it answers: settings, time, waiting orders, last stamps."""

    settings: AdmsSettings = AdmsSettings()
    now_iso: str = ""
    commands: Sequence[adms_reply.Command] = ()
    stamps: Mapping[str, str] = field(default_factory=dict)

    @property
    def options(self) -> adms_reply.Options:
        """The option block's knobs."""
        return adms_reply.Options(
            poll_seconds=self.settings.poll_seconds,
            retry_seconds=self.settings.retry_seconds,
            time_zone=self.settings.time_zone,
        )


def exchange(admission: Admission, body: bytes, context: Context) -> HttpExchange:
    """Read an admitted request with its whole body; never raises."""
    if len(body) != admission.length and admission.keep_body:
        return refuse(400, "the body is not as long as announced", admission.terminal.serial)
    return _HANDLERS[admission.path](admission, body, context)


def _cdata(admission: Admission, body: bytes, context: Context) -> HttpExchange:
    if admission.method == "GET":
        return _first_contact(admission, context)
    handler = _discard if admission.table in PICTURES else _TABLES.get(admission.table, _unknown)
    return handler(admission, body, context)


def _first_contact(admission: Admission, context: Context) -> HttpExchange:
    serial, version = admission.terminal.serial, admission.query.get("pushver", "")
    if admission.query.get("type") == "time":
        block = f"Time={context.now_iso}".encode()
    elif admission.query.get("devicetype") == "acc":
        block = adms_reply.access_block(serial, context.options, registry=True)
    else:
        block = adms_reply.option_block(serial, context.options, context.stamps, version)
    return _facts(admission, block)


def _punches(admission: Admission, body: bytes, _: Context) -> HttpExchange:
    rows = adms_line.split(body)
    if len(rows) == 1 and len(rows[0]) > adms_line.MAX_ROW:
        return refuse(413, "a row is too long", admission.terminal.serial)
    read = adms_line.attlogs if admission.table == "ATTLOG" else adms_line.rtlogs
    found = read(rows, admission.terminal.zone)
    odd = [item for item in found if not isinstance(item, PunchEvent)]
    batch = Batch(
        source=f"{SOURCE}.{admission.table.lower()}",
        payload=body,
        events=tuple(item for item in found if isinstance(item, PunchEvent)),
        unreadable=tuple(item for item in odd if isinstance(item, Unreadable)),
    )
    stored = _stored(admission, batch, f"OK: {len(rows)}")
    return replace(stored, signals=tuple(item for item in odd if isinstance(item, Signal)))


def _operations(admission: Admission, body: bytes, _: Context) -> HttpExchange:
    found = adms_oper.operations(body)
    count = len(adms_line.split(body))
    named = admission.query.get("tablename", "user")
    reply = f"{named}={count}" if admission.table == "TABLEDATA" else f"OK: {count}"
    stored = _stored(admission, Batch(source=f"{SOURCE}.operlog", payload=found.kept), reply)
    return replace(stored, kind="facts", users=found.users, signals=found.signals)


def _tabledata(admission: Admission, body: bytes, context: Context) -> HttpExchange:
    if admission.query.get("tablename", "").upper() in PICTURES:
        return _discard(admission, body, context)
    return _operations(admission, body, context)


def _options(admission: Admission, body: bytes, _: Context) -> HttpExchange:
    found = adms_oper.options(body)
    said = Facts(
        serial=admission.terminal.serial,
        name=found.get("DeviceName", ""),
        firmware=found.get("FirmVer", ""),
        online=True,
    )
    return _facts(admission, b"OK", said)


def _discard(admission: Admission, _: bytes, __: Context) -> HttpExchange:
    """Pictures and templates stay on the terminal: acknowledged, so it goes on, never stored."""
    detail = f"{admission.table or 'picture'}, {admission.length} bytes"
    signal = Signal(code="template_discarded", detail=detail)
    return replace(_facts(admission, b"OK"), kind="discarded", signals=(signal,))


def _unknown(admission: Admission, body: bytes, _: Context) -> HttpExchange:
    bad = keep(body, "unknown_table", admission.table[:64])
    batch = Batch(source=SOURCE, payload=bad.payload, unreadable=(bad,))
    return _stored(admission, batch, "OK")


def _poll(admission: Admission, body: bytes, context: Context) -> HttpExchange:
    if body:
        return _results(admission, body, context)
    info = admission.query.get("info", "")
    said = adms_oper.info(admission.terminal.serial, info) if info else None
    return replace(_facts(admission, adms_reply.poll(context.commands), said), kind="poll")


def _results(admission: Admission, body: bytes, _: Context) -> HttpExchange:
    query = "&".join(f"{key}={value}" for key, value in admission.query.items())
    results = adms_oper.results(body or query.encode())
    return replace(_facts(admission, b"OK"), kind="results", results=results)


def _registry(admission: Admission, body: bytes, context: Context) -> HttpExchange:
    code = adms_reply.registry_code(admission.terminal.serial)
    reply = Reply(status=200, body=f"RegistryCode={code}".encode())
    return replace(_options(admission, body, context), reply_ok=reply)


def _push(admission: Admission, _: bytes, context: Context) -> HttpExchange:
    serial = admission.terminal.serial
    return _facts(admission, adms_reply.access_block(serial, context.options, registry=False))


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
    return HttpExchange(
        kind="punches",
        serial=admission.terminal.serial,
        batch=batch,
        reply_ok=Reply(status=200, body=reply.encode()),
        stamp=(admission.table, stamp[:64]) if stamp else None,
    )


_Handler = Callable[[Admission, bytes, Context], HttpExchange]

_HANDLERS: Mapping[str, _Handler] = {
    "/iclock/cdata": _cdata,
    "/iclock/getrequest": _poll,
    "/iclock/devicecmd": _results,
    "/iclock/fdata": _discard,
    "/iclock/ping": _alive,
    "/iclock/registry": _registry,
    "/iclock/push": _push,
    "/iclock/querydata": _tabledata,
}

_TABLES: Mapping[str, _Handler] = {
    "ATTLOG": _punches,
    "RTLOG": _punches,
    "TRANSACTION": _punches,
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
