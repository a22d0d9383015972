"""ADMS surface: one HTTP request through the pure exchange, stored as the listener would."""

import re
from base64 import b64decode
from typing import Any
from zoneinfo import ZoneInfo

from devices import clock
from devices.codecs.adms_reply import Command
from devices.driver import Terminal
from devices.exchange import HttpExchange
from devices.protocols import adms
from tests.cases.device_adapters.outcome import Outcome
from tests.cases.device_adapters.sink import Sink

NOW = "2026-11-20 12:00:00"
ZONE = ZoneInfo("Asia/Shanghai")
ENROLLED = re.compile(r"TEST\d{4}")
OUTBOX = {"TEST0001": [Command(number=900, text="CHECK")], "TEST0002": []}


def run(case: dict[str, Any]) -> Outcome:
    """Send one request twice; what the second adds must be nothing."""
    sink, outcome = Sink(), Outcome()
    answer = _send(case)
    if answer.batch:
        outcome.events = clock.judge(answer.batch.events, NOW)
        outcome.quarantined = len(answer.batch.unreadable)
    outcome.rows = sink.store(answer.serial, answer.batch)
    sink.store(answer.serial, _send(case).batch)
    outcome.rows_after_repeat = len(sink.rows)
    outcome.status, outcome.reply = answer.reply_ok.status, answer.reply_ok.body
    outcome.words = _words(answer)
    return outcome


def request(
    head: adms.Head, body: bytes, secret: str, known: re.Pattern[str], context: adms.Context
) -> HttpExchange:
    """Answer as a listener does: the head first, then no more body than admitted."""

    def look_up(serial: str) -> Terminal | None:
        found = known.fullmatch(serial)
        return Terminal(serial=serial, secret=secret, zone=ZONE) if found else None

    admitted = adms.admit(head, look_up)
    if isinstance(admitted, HttpExchange):
        return admitted
    return adms.exchange(admitted, body if admitted.keep_body else b"", context)


def _send(case: dict[str, Any]) -> HttpExchange:
    body = _body(case)
    length = {} if case["method"] == "GET" else {"content-length": str(len(body))}
    headers: dict[str, str | None] = {**length}
    headers |= {name.lower(): value for name, value in case.get("headers", {}).items()}
    target = case["path"] + ("?" + case["query"] if case.get("query") else "")
    head = adms.Head(
        method=case["method"],
        target=target,
        headers={name: value for name, value in headers.items() if value is not None},
    )
    secret = "RIGHT" if "when_device_secret_set" in case["expect"] else ""
    serial = re.search(r"SN=(\w+)", case.get("query", ""))
    commands = OUTBOX.get(serial[1], []) if serial else []
    return request(head, body, secret, ENROLLED, adms.Context(commands=commands))


def _body(case: dict[str, Any]) -> bytes:
    if made := case.get("gen"):
        return str(made["repeat"]).encode() * int(made.get("bytes") or made["n"])
    return b64decode(case.get("body_b64", ""))


def _words(answer: HttpExchange) -> set[str]:
    words = {"signal", "alert"} if answer.signals or answer.kind == "refused" else set()
    ours = {command.number for command in OUTBOX["TEST0001"]}
    if answer.kind == "discarded" and answer.batch is None:
        words.add("discard")
    if answer.kind == "facts" and any(s.code == "template_discarded" for s in answer.signals):
        words.add("discard")
    if any(int(result.command_id) not in ours for result in answer.results):
        words.add("unknown_command")
    if answer.kind == "poll":
        numbers = {int(number) for number in re.findall(rb"^C:(\d+):", answer.reply_ok.body)}
        own = {command.number for command in OUTBOX.get(answer.serial, [])}
        words |= {"own_commands"} if numbers == own else set()
    return words
