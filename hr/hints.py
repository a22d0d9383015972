"""Pushes from providers that do not sign: hints, a reason to ask sooner, never a fact."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from tortoise.transactions import in_transaction

from hr import channels, clock, receipts
from hr.jobs import enqueue
from notify.channel import Heard, Push
from notify.receipt import Receipt
from orm.models import Attempt, Fact
from rules.notices import schedule
from rules.notices.facts import FactKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the provider is answered."""

    status: int
    body: bytes
    media_type: str


async def hear(
    channel: str, *, method: str, body: bytes, url: str, headers: Mapping[str, str]
) -> Reply:
    """Take one push: keep what it claims as hints and ask the provider, signed, if it is news."""
    way = channels.channel(channel) if channel in channels.known() else None
    if way is None:
        return Reply(status=404, body=b"", media_type="text/plain")
    heard: Heard = way.hear(Push(method=method, body=body, url=url, headers=headers))
    for receipt in heard.receipts:
        await _note(channel, receipt)
    return Reply(status=heard.status, body=heard.body, media_type=heard.media_type)


async def _note(channel: str, receipt: Receipt) -> None:
    attempt = await Attempt.get_or_none(id=receipt.attempt, channel=channel)
    if attempt is None:
        return
    async with in_transaction():
        known = not await receipts.keep(attempt, receipt, source="push")
        standing = (await receipts.standings([attempt]))[attempt.id]
        asked = await Fact.filter(attempt_id=attempt.id, source="query").order_by("-at").first()
        news = schedule.hint_asks(
            standing,
            hinted=FactKind(receipt.kind.value),
            last_query=asked.at if asked else None,
            now=clock.now(),
        )
        if news and not known:
            await enqueue(
                "notice.query",
                {"attempt": attempt.id, "asked": "3"},
                delay=timedelta(0),
                ukey=f"hint:{attempt.id}",
                lane="notice",
            )
