"""The outbox: attempts leave after commit, outcomes are asked for, mailboxes are read."""

import base64
import hashlib
import logging
import random
from datetime import timedelta

from tortoise.transactions import in_transaction

from hr import channels, clock, evidence, receipts
from hr.actor import MACHINE
from hr.jobs import Snooze, enqueue, task
from notify.channel import Accepted, AttemptId, Message, Sent
from notify.errors import ErrorClass, Failure, SendError
from notify.receipt import Ignored, Proof, Receipt, ReceiptKind
from orm.models import Attempt, Company, Notice, Person
from rules.notices import schedule
from rules.notices.facts import FactKind

_DEADLINE = timedelta(days=3)
_STOPPED = timedelta(minutes=5)
_log = logging.getLogger(__name__)


async def post(attempt: Attempt) -> None:
    """Put one attempt into the outbox; call inside the transaction that created it."""
    await enqueue("notice.send", {"attempt": attempt.id}, ukey=f"send:{attempt.id}", lane="notice")


@task("notice.send")
async def send(args: dict[str, str]) -> None:
    """Send one attempt. What may have left us is asked about before it is sent again."""
    attempt = await Attempt.get(id=args["attempt"])
    way = channels.channel(attempt.channel)
    if attempt.best in _SETTLED:
        return
    if way is None:
        await _failed(attempt, "channel.off")
        return
    if _unanswered(attempt) and not await _may_repeat(attempt):
        raise Snooze(schedule.UNANSWERED[attempt.channel].resend_after or timedelta(seconds=5))
    await _leaving(attempt)
    try:
        accepted = await way.send(await _message(attempt))
    except SendError as error:
        await _not_sent(attempt, error.failure)
        return
    await _accepted(attempt, accepted)


@task("notice.query")
async def ask(args: dict[str, str]) -> None:
    """Ask the provider, authenticated, until it is certain or nothing more can come."""
    attempt = await Attempt.get(id=args["attempt"])
    way = channels.channel(attempt.channel)
    if way is None or attempt.best in _FINAL:
        return
    answer = await way.query(_sent(attempt))
    async with in_transaction():
        for receipt in answer.receipts:
            await receipts.keep(attempt, receipt, source="query")
    await attempt.refresh_from_db()
    asked = int(args.get("asked", "0")) + 1
    standing = (await receipts.standings([attempt]))[attempt.id]
    since = receipts.accepted_at(standing) or attempt.created_at
    again = None if attempt.best in _FINAL else schedule.query_at(asked, since)
    if answer.found is not None and again is not None:
        async with in_transaction():
            await _ask_at(attempt, asked, max(timedelta(seconds=1), again - clock.now()))


@task("notice.collect", every=timedelta(seconds=2))
async def collect(args: dict[str, str]) -> None:
    """Read every mailbox of receipts; one that cannot be read does not stop the others."""
    for key in channels.configured():
        way = channels.channel(key)
        try:
            found = await way.collect() if way else None
        except SendError as error:
            _log.warning("%s: %s", key, error)
            continue
        if way is None or found is None or not found.keys:
            continue
        async with in_transaction():
            for receipt in found.receipts:
                attempt = await Attempt.get_or_none(id=receipt.attempt, channel=key)
                if attempt is not None:
                    await receipts.keep(attempt, receipt, source="mailbox")
            for one in found.ignored:
                await _ignored(key, one)
        await way.settle(found)


async def _ignored(channel: str, one: Ignored) -> None:
    """Keep what arrived and changes nothing (a forged or unreadable bounce), with its bytes."""
    company = await Company.all().order_by("id").first()
    if company is not None:
        data = {
            "channel": channel,
            "zh": one.why.zh,
            "en": one.why.en,
            "sha256": hashlib.sha256(one.raw).hexdigest(),
            "raw": base64.b64encode(one.raw[:_KEPT]).decode(),
        }
        await evidence.record(
            company.id,
            kind="receipt.ignored",
            subject=channel,
            actor=MACHINE,
            at=clock.now(),
            data=data,
        )


_KEPT = 32_768

_SETTLED = {
    FactKind.ACCEPTED,
    FactKind.DELIVERED,
    FactKind.READ,
    FactKind.CONFIRMED,
    FactKind.FAILED,
}
_FINAL = {FactKind.DELIVERED, FactKind.READ, FactKind.CONFIRMED, FactKind.FAILED}


async def _message(attempt: Attempt) -> Message:
    notice = await Notice.get(id=attempt.notice_id)
    company = await Company.get(id=notice.company_id)
    person = await Person.get(id=notice.person_id)
    return Message(
        attempt=AttemptId(attempt.id),
        address=attempt.address,
        subject=notice.title,
        text=f"{person.name}：\n\n{notice.body}\n\n{company.name}\n{notice.number}",
        name=person.name,
        params={"number": notice.number},
        document=notice.document_sha256,
    )


def _sent(attempt: Attempt) -> Sent:
    return Sent(
        attempt=AttemptId(attempt.id),
        address=attempt.address,
        at=attempt.created_at,
        vendor_id=attempt.vendor_id or "",
    )


def _unanswered(attempt: Attempt) -> bool:
    """Whether an earlier send may have left us: no reply came, and no failure was told."""
    told = attempt.last_error is not None
    return attempt.best == FactKind.UNKNOWN or (attempt.best == FactKind.SENT and not told)


async def _leaving(attempt: Attempt) -> None:
    """Note before any byte leaves that it may have left: a crash from here on is `unanswered`."""
    async with in_transaction():
        await Attempt.filter(id=attempt.id).update(last_error=None)
        await _note(attempt, ReceiptKind.SENT)


async def _may_repeat(attempt: Attempt) -> bool:
    """Whether an unanswered send may go out again; the provider's word decides where it has one."""
    way = channels.channel(attempt.channel)
    answer = await way.query(_sent(attempt)) if way else None
    if answer is not None and answer.receipts:
        async with in_transaction():
            for receipt in answer.receipts:
                await receipts.keep(attempt, receipt, source="query")
    standing = (await receipts.standings([attempt]))[attempt.id]
    sent = standing.first(FactKind.SENT)
    return schedule.may_resend(
        attempt.channel,
        sent=sent.at if sent else attempt.created_at,
        now=clock.now(),
        found=answer.found if answer else None,
    )


async def _accepted(attempt: Attempt, accepted: Accepted) -> None:
    receipt = Receipt(
        kind=ReceiptKind.ACCEPTED,
        proof=Proof.AUTHENTICATED,
        at=clock.now(),
        attempt=attempt.id,
        vendor_id=accepted.vendor_id,
        raw=accepted.request + b"\n\n" + accepted.response,
    )
    async with in_transaction():
        await Attempt.filter(id=attempt.id).update(
            vendor_id=accepted.vendor_id[:128], last_error=None
        )
        await receipts.keep(attempt, receipt, source="reply")
        await _ask_at(attempt, 0, schedule.QUERY_AFTER[0])


async def _not_sent(attempt: Attempt, failure: Failure) -> None:
    """What a failed send means: stop, wait, try again, or ask."""
    words = failure.say
    await Attempt.filter(id=attempt.id).update(
        tries=attempt.tries + 1,
        last_error={"code": failure.code, "zh": words.zh, "en": words.en},
    )
    if failure.error is ErrorClass.UNKNOWN:
        await _note(attempt, ReceiptKind.UNKNOWN, reason=failure.code)
        raise Snooze(timedelta(seconds=5))
    if failure.error is ErrorClass.CONFIG:
        await _stopped(attempt, failure)
        raise Snooze(_STOPPED)
    if failure.error.permanent:
        await _failed(attempt, failure.code, failure.request + b"\n\n" + failure.response)
        return
    at = schedule.retry_at(
        attempt.tries + 1,
        clock.now(),
        random=random.random(),  # noqa: S311 - jitter, not a secret
        deadline=attempt.created_at + _DEADLINE,
        told=failure.retry_after,
    )
    if at is None:
        await _note(attempt, ReceiptKind.EXPIRED, reason=failure.code)
        return
    raise Snooze(at - clock.now())


async def _stopped(attempt: Attempt, failure: Failure) -> None:
    """The channel's own settings are wrong: it waits for an administrator, on record."""
    words = failure.say
    async with in_transaction():
        await evidence.record(
            attempt.company_id,
            kind="channel.stopped",
            subject=attempt.notice_id,
            actor=MACHINE,
            at=clock.now(),
            data={"channel": attempt.channel, "zh": words.zh, "en": words.en},
        )


async def _failed(attempt: Attempt, code: str, raw: bytes = b"") -> None:
    await _note(attempt, ReceiptKind.FAILED, reason=code, raw=raw)


async def _note(attempt: Attempt, kind: ReceiptKind, *, reason: str = "", raw: bytes = b"") -> None:
    """A fact of our own making: it left us, nobody answered, it cannot be sent."""
    receipt = Receipt(
        kind=kind,
        proof=Proof.AUTHENTICATED,
        at=clock.now(),
        attempt=attempt.id,
        reason=reason,
        address=f"try {attempt.tries}",
        raw=raw,
    )
    async with in_transaction():
        await receipts.keep(attempt, receipt, source="outbox")


async def _ask_at(attempt: Attempt, asked: int, wait: timedelta) -> None:
    await enqueue(
        "notice.query",
        {"attempt": attempt.id, "asked": str(asked)},
        delay=wait,
        ukey=f"query:{attempt.id}:{asked}",
        lane="notice",
    )
