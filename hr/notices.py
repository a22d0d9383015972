"""Notices: written with their attempts in one transaction, read and signed by their addressee."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from hr import channels, ids, outbox, passwords, receipts
from hr.action import Work, action, not_found, query
from hr.numbers import next_number
from hr.people import unit_labels
from hr.views import shape
from notify.channel import AttemptId
from notify.channels.inapp import SessionFact, witnessed
from notify.receipt import ReceiptKind
from orm.models import Account, Attempt, Company, Fact, Notice, Person
from rules import mask
from rules.access import Permission
from rules.notices import head, provable
from rules.notices.facts import FactKind, Standing
from rules.notices.provable import Mark
from rules.notices.reading import View, refusal
from rules.problem import Refused, refuse
from rules.text import Lang, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One place of the receipt strip: the mark, when, and why it is what it is."""

    kind: str
    mark: Mark
    at: datetime | None
    note: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelStrip:
    channel: str
    name: Text
    address: str
    steps: tuple[Step, ...]
    error: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow:
    id: str
    number: str
    title: str
    person: str
    unit: Text
    best: str
    conflict: bool
    legal: bool
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FactView:
    """A fact with where it came from; `proven` False is a hint."""

    channel: Text
    kind: str
    proven: bool
    source: str
    at: datetime
    vendor_time: str
    reason: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    id: str
    number: str
    title: str
    body: str
    person: str
    person_id: str
    person_code: str
    company: str
    document_sha256: str
    legal: bool
    created_at: datetime
    head: Text
    strips: tuple[ChannelStrip, ...]
    facts: tuple[FactView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A notice to be sent. `channels` empty means every configured one the person can be had by."""

    person_id: str
    title: str
    body: str
    kind: str = "plain"
    legal: bool = False
    channels: tuple[str, ...] = ()


class Emitter(Protocol):
    """What writing a notice needs of its surroundings: a transaction with evidence."""

    now: datetime

    @property
    def company_id(self) -> str: ...

    async def emit(self, kind: str, subject: str, **data: object) -> str: ...


@query(Permission.NOTICE_VIEW, "通知书", "Notices")
async def list_notices(work: Work, offset: int = 0, limit: int = 50) -> list[NoticeRow]:
    people = await _people(work)
    rows = (
        await Notice.filter(company_id=work.company_id, person_id__in=list(people))
        .order_by("-id")
        .offset(offset)
        .limit(min(limit, 200))
    )
    units = await unit_labels(work.company_id)
    return [
        shape(
            NoticeRow,
            one,
            person=people[one.person_id].name,
            unit=units[people[one.person_id].unit_id],
        )
        for one in rows
    ]


@query(Permission.NOTICE_VIEW, "查看通知", "View notice")
async def notice(work: Work, notice_id: str) -> NoticeView:
    found = await Notice.get_or_none(id=notice_id, company_id=work.company_id)
    if found is None:
        raise not_found()
    return await _view(found, await work.person(found.person_id))


@action(Permission.NOTICE_SEND, "发出", "Send")
async def send(work: Work, draft: Draft) -> str:
    """Write a notice and its attempts; they leave after the commit. Returns its id."""
    person = await work.person(draft.person_id)
    return await write(work, person, draft, by=work.actor.person_id)


@query(Permission.NOTICE_READ, "我的通知", "My notices")
async def mine(work: Work) -> list[NoticeRow]:
    person = await _me(work)
    rows = await Notice.filter(person_id=person.id).order_by("-id").limit(100)
    return [shape(NoticeRow, one, person=person.name, unit=Text("", "")) for one in rows]


@query(Permission.NOTICE_READ, "打开通知", "Open notice")
async def my_notice(work: Work, notice_id: str) -> NoticeView:
    person = await _me(work)
    return await _view(await _to_me(work, notice_id), person)


@action(Permission.NOTICE_READ, "收到", "Take delivery")
async def take(work: Work, notice_id: str, session: str, address: str) -> None:
    """The addressee's logged-in page shows the notice: delivered in the app."""
    await _witness(work, notice_id, ReceiptKind.DELIVERED, session, address)


@action(Permission.NOTICE_READ, "读完", "Read to the end")
async def read(work: Work, notice_id: str, shown: str, session: str, address: str) -> None:
    """The addressee reached the end of exactly this document (`shown` is its SHA-256)."""
    await _witness(work, notice_id, ReceiptKind.READ, session, address, shown=shown)


@action(Permission.NOTICE_READ, "确认签收", "Sign for it")
async def confirm(
    work: Work,
    notice_id: str,
    shown: str,
    password: str,
    session: str,
    address: str,
    *,
    agree: bool = True,
) -> None:
    """Sign with the password: received, and agreed or not. Disagreement is receipt all the same."""
    account = await Account.get(id=work.actor.account_id)
    if not await passwords.matches(account.password_hash, password):
        raise refuse("wrong_password", "密码不对。", "The password is wrong.", where="password")
    await _witness(
        work,
        notice_id,
        ReceiptKind.CONFIRMED,
        session,
        address,
        shown=shown,
        method="agree" if agree else "disagree",
    )


async def write(work: Emitter, person: Person, draft: Draft, *, by: str | None) -> str:
    """Write a notice in the caller's transaction: notice, attempts, outbox and event together."""
    title, body = draft.title.strip(), draft.body.strip()
    if not title or not body or len(title) > 128 or len(body) > 20_000:
        raise refuse(
            "notice_text",
            "标题和正文都要填；标题最多 128 字，正文最多 20,000 字。",
            "Give a title (at most 128 characters) and a text (at most 20,000).",
        )
    company = await Company.get(id=person.company_id)
    number = await next_number(company.id, "NT", work.now.astimezone(ZoneInfo(company.zone)).year)
    created = await Notice.create(
        id=ids.new_id(),
        company_id=company.id,
        number=number,
        kind=draft.kind,
        person_id=person.id,
        title=title,
        body=body,
        document_sha256=document_hash(number, title, body),
        legal=draft.legal,
        created_at=work.now,
        created_by=by,
    )
    await _attempts(work, created, person, draft.channels)
    await work.emit("notice.created", created.id, number=number, document=created.document_sha256)
    return created.id


async def tell(work: Emitter, person: Person, title: Text, body: Text, *, kind: str) -> None:
    """Tell somebody something in the app, in the language of his account."""
    account = await Account.get_or_none(person_id=person.id)
    lang: Lang = "en" if account is not None and account.lang == "en" else "zh"
    draft = Draft(
        person_id=person.id,
        title=title.of(lang),
        body=body.of(lang),
        kind=kind,
        channels=("inapp",),
    )
    await write(work, person, draft, by=None)


def document_hash(number: str, title: str, body: str) -> str:
    """SHA-256 of what the notice says: what is shown must be what was sent."""
    return hashlib.sha256(f"{number}\n{title}\n{body}".encode()).hexdigest()


async def _attempts(work: Emitter, notice: Notice, person: Person, chosen: Sequence[str]) -> None:
    addresses = {"inapp": person.id, "email": person.email, "sms_aliyun": person.phone}
    ways = [
        key for key in channels.configured() if addresses.get(key) and (not chosen or key in chosen)
    ]
    if not ways:
        raise refuse(
            "no_channel",
            "没有可用的渠道：请先填写本人的手机或邮箱，或检查渠道设置。",
            "No channel can be used: enter the person's phone or e-mail, or check the channels.",
        )
    for key in ways:
        attempt = await Attempt.create(
            id=ids.new_id(),
            company_id=notice.company_id,
            notice_id=notice.id,
            channel=key,
            address=addresses[key],
            created_at=work.now,
        )
        await outbox.post(attempt)


async def _witness(
    work: Work,
    notice_id: str,
    kind: ReceiptKind,
    session: str,
    address: str,
    *,
    shown: str = "",
    method: str = "session",
) -> None:
    found = await _to_me(work, notice_id)
    person = await _me(work)
    view = View(
        method="POST",
        person=person.id,
        addressee=found.person_id,
        shown=shown or found.document_sha256,
        document=found.document_sha256,
        reached_end=kind is not ReceiptKind.DELIVERED,
        reauthenticated=kind is ReceiptKind.CONFIRMED,
    )
    if problem := refusal(view, FactKind(kind.value)):
        raise Refused(problem)
    attempt = await Attempt.get_or_none(notice_id=found.id, channel="inapp")
    if attempt is None:
        raise not_found()
    fact = SessionFact(
        session=hashlib.sha256(session.encode()).hexdigest(),
        person=person.id,
        method=method,
        address=address,
        document=found.document_sha256,
    )
    receipt = witnessed(AttemptId(attempt.id), kind, fact, work.now)
    await receipts.keep(attempt, receipt, source="session", actor=person.id)
    await work.emit(f"session.{kind.value}", found.id, by=person.id, method=method)


async def _view(found: Notice, person: Person) -> NoticeView:
    company = await Company.get(id=found.company_id)
    attempts = await Attempt.filter(notice_id=found.id).order_by("id")
    standing = await receipts.standings(attempts)
    zone = ZoneInfo(company.zone)
    local = {
        fact.at: f"{fact.at.astimezone(zone):%m-%d %H:%M}"
        for one in standing.values()
        for fact in one.proven
    }
    facts = await Fact.filter(attempt_id__in=[a.id for a in attempts]).order_by("at", "id")
    by_id = {one.id: one for one in attempts}
    return shape(
        NoticeView,
        found,
        person=person.name,
        person_code=person.code,
        company=company.name,
        head=head.answer(receipts.by_channel(attempts, standing), local=local),
        strips=tuple(_strip(one, standing[one.id]) for one in attempts),
        facts=tuple(_fact(one, by_id) for one in facts),
    )


def _strip(attempt: Attempt, standing: Standing) -> ChannelStrip:
    error: Mapping[str, str] | None = attempt.last_error
    return ChannelStrip(
        channel=attempt.channel,
        name=provable.CHANNEL_NAMES[attempt.channel],
        address=_masked(attempt),
        steps=tuple(_step(attempt.channel, kind, standing) for kind in provable.STEPS),
        error=Text(error["zh"], error["en"]) if error else None,
    )


def _step(channel: str, kind: FactKind, standing: Standing) -> Step:
    mark = provable.mark(channel, kind, standing)
    fact = standing.first(kind)
    return Step(
        kind=kind.value,
        mark=mark,
        at=fact.at if fact else None,
        note=provable.NEVER.get(channel, {}).get(kind) if mark is Mark.NEVER else None,
    )


def _masked(attempt: Attempt) -> str:
    if attempt.channel == "email":
        return mask.email(attempt.address)
    return mask.phone(attempt.address) if attempt.channel == "sms_aliyun" else ""


def _fact(one: Fact, attempts: Mapping[str, Attempt]) -> FactView:
    return shape(
        FactView,
        one,
        channel=provable.CHANNEL_NAMES[attempts[one.attempt_id].channel],
        proven=one.proof == "authenticated",
        sha256=hashlib.sha256(one.payload).hexdigest() if one.payload else "",
    )


async def _people(work: Work) -> dict[str, Person]:
    return {one.id: one for one in await Person.filter(await work.people())}


async def _me(work: Work) -> Person:
    found = await Person.get_or_none(id=work.actor.person_id, company_id=work.company_id)
    if found is None:
        raise not_found()
    return found


async def _to_me(work: Work, notice_id: str) -> Notice:
    found = await Notice.get_or_none(id=notice_id, person_id=work.actor.person_id)
    if found is None:
        raise not_found()
    return found
