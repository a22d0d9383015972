"""Run the hostile inputs of the notice surface: nothing typed reaches a wire as a command."""

import json
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest

from notify import outgoing
from notify.channel import Attachment, Message, Push
from notify.channels.sms_aliyun import AliyunSms
from notify.channels.webhook import Webhook, WebhookSettings
from notify.errors import SendError
from notify.receipt import Proof
from rules.notices import facts as rule
from rules.notices.facts import FactKind
from rules.notices.reading import View, refusal
from tests.cases.not_built import not_built
from tests.notify import kit

HEADERS = {
    *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version"),
    *("Content-Type", "Content-Transfer-Encoding"),
}


class RejectedError(Exception):
    """The input was refused and nothing changed."""


@dataclass(frozen=True, kw_only=True)
class Hostile:
    field: str
    text: str
    folder: Path


def email_message(field: str, text: str) -> Message:
    facts: dict[str, Any] = {
        "to": "a@x.cn",
        "subject": "通知",
        "body": "正文",
        "display_name": "张三",
    }
    facts[field] = text
    name = facts.get("attachment_name")
    return kit.message(
        facts["to"],
        subject=facts["subject"],
        text=facts["body"],
        name=facts["display_name"],
        attachments=(Attachment(name=name, data=b"%PDF"),) if name is not None else (),
    )


async def email(given: Hostile) -> None:
    """Send over real SMTP: refused before a byte leaves, or exactly one clean mail arrives."""
    if given.field not in {"to", "subject", "body", "display_name", "attachment_name"}:
        not_built(f"email {given.field}")
    sent = email_message(given.field, given.text)
    async with kit.mail_rig(given.folder) as rig:
        try:
            rig.email.check(sent)
        except SendError as wrong:
            assert rig.ledger.read() == []
            raise RejectedError from wrong
        accepted = await rig.email.send(sent)
        assert [(e["to"], e["what"]) for e in rig.ledger.read()] == [("a@x.cn", "mail")]
    _clean(accepted.request, sent)


def _clean(raw: bytes, sent: Message) -> None:
    parsed = message_from_bytes(raw, policy=SMTP)
    assert isinstance(parsed, EmailMessage)
    assert set(parsed.keys()) <= HEADERS
    assert [a.addr_spec for a in parsed["To"].addresses] == [sent.address]
    shown = parsed["To"].addresses[0].display_name
    assert shown.replace(" ", "") == sent.name.replace(" ", "")
    assert parsed["Subject"] == sent.subject
    body = parsed.get_body()
    assert body
    normal = re.sub(r"\r\n?", "\n", sent.text)
    assert body.get_content().replace("\r\n", "\n") == normal
    assert b"\r\n.\r\n" not in raw
    assert not re.search(rb"(?<!\r)\n", raw)
    for part in parsed.iter_attachments():
        assert not set(part.get_filename() or "/") & set("/\\")


async def sms(given: Hostile) -> None:
    """Send over real HTTP: refused, or one SMS whose value is the text itself."""
    if given.field == "receipt":
        _receipt(given.text)
    elif given.field == "phone":
        await _sms(kit.message(given.text, params={"name": "张三"}), given.folder)
    elif given.field.startswith("param."):
        params = {given.field.removeprefix("param."): given.text}
        await _sms(kit.message("13800138000", params=params), given.folder)
    else:
        not_built(f"sms {given.field}")


async def _sms(sent: Message, folder: Path) -> None:
    async with kit.sms_rig(folder) as rig:
        try:
            rig.sms.check(sent)
        except SendError as wrong:
            raise RejectedError from wrong
        await rig.sms.send(sent)
        entries = rig.ledger.read()
    assert len(entries) == 1
    assert re.fullmatch(r"\d{11}", entries[0]["phone"])
    plain = {name: value.replace("\u00a0", " ") for name, value in sent.params.items()}
    assert json.loads(entries[0]["content"].removeprefix("【留痕】")) == plain


def _receipt(text: str) -> None:
    """Hear a push as often as said: whatever it claims, nothing is proven and it counts once."""
    found = re.fullmatch(r"(.*?)(?: x(\d+))?", text, re.DOTALL)
    assert found
    body = _as_push(found[1])
    channel = AliyunSms(kit.sms_settings(), kit.ports())
    heard = [channel.hear(Push(method="POST", body=body)) for _ in range(int(found[2] or 1))]
    receipts = [r for h in heard for r in h.receipts]
    assert all(r.proof is Proof.HINT for r in receipts)
    assert rule.fold(kit.facts(receipts, "sms_aliyun")).kind is FactKind.CREATED
    assert len({r.identity for r in receipts}) <= 1
    if not receipts:
        assert all(h.ignored and h.ignored[0].raw == body and h.status >= 400 for h in heard)
        raise RejectedError


def _as_push(text: str) -> bytes:
    """Write a vendor-neutral receipt as this vendor pushes it; other bytes stay as they are."""
    try:
        told = json.loads(text)
    except ValueError:
        return text.encode()
    if not isinstance(told, dict) or "status" not in told:
        return text.encode()
    row = {"biz_id": told.get("msg_id"), "success": told["status"] == "DELIVRD"}
    return json.dumps([row]).encode()


async def link(given: Hostile) -> None:
    """Open a notice's address without a session: it is never reading, whatever it carries."""
    view = View(method="GET", person="", addressee="e1", shown=given.text, document=given.text)
    if refusal(view, FactKind.READ):
        raise RejectedError


async def webhook(given: Hostile) -> None:
    """Resolve once and check: a rebinding name may at most be called at its checked address."""
    asked: list[str] = []
    url = re.sub(r" \(A:.*\)$", "", given.text)

    def resolve(host: str) -> list[str]:
        asked.append(host)
        inside = re.search(r"(\d+)[.-](\d+)[.-](\d+)[.-](\d+)\.", host)
        later = "127.0.0.1" if len(asked) > 1 else "93.184.216.34"
        return [".".join(inside.groups())] if inside else [later]

    try:
        Webhook(WebhookSettings(vendor="wecom", url=url), kit.ports())
        target = outgoing.target(url, resolve)
    except SendError as wrong:
        raise RejectedError from wrong
    assert target.address == "93.184.216.34"
    assert len(asked) == 1


ADAPTERS: dict[str, Callable[[Hostile], Awaitable[None]]] = {
    "email": email,
    "sms": sms,
    "link": link,
    "webhook": webhook,
}


def _cases(folder: Path) -> Iterator[dict[str, str]]:
    path = folder / "notify.jsonl"
    if path.exists():
        yield from map(json.loads, path.read_text("utf-8").splitlines())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    folder: Path = metafunc.config.getoption("--cases-hostile")
    mark = pytest.mark.area("hostile", "notify")
    cases = [pytest.param(case, id=case["id"], marks=mark) for case in _cases(folder)]
    metafunc.parametrize("case", cases)


async def test_hostile_notice(case: dict[str, str], tmp_path: Path) -> None:
    """`expect` names the ends allowed, joined by `_or_`; an accepted input was found harmless."""
    adapter = ADAPTERS.get(case["channel"])
    if adapter is None:
        not_built("notify")
    try:
        await adapter(Hostile(field=case["field"], text=case["input"], folder=tmp_path))
        outcome = "accept"
    except RejectedError:
        outcome = "reject"
    allowed = {ALLOWED[word] for word in case["expect"].split("_") if word in ALLOWED}
    assert outcome in allowed, f"{case['why']}: {outcome}, expected {case['expect']}"


ALLOWED = {
    "accept": "accept",
    "flag": "accept",
    "rename": "accept",
    "cut": "accept",
    "reject": "reject",
    "quarantine": "reject",
    "not": "reject",
    "ignored": "reject",
}
"""The first word of each end; what `accept` must look like is checked by the adapter."""
