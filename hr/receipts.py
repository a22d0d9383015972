"""Facts about attempts: stored once, folded into what may be claimed, never going down."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

from hr import evidence, ids
from hr.actor import MACHINE
from notify.receipt import Proof, Receipt
from orm.models import Attempt, Fact, Notice
from rules.notices import facts as rule
from rules.notices.facts import FactKind, Standing


async def keep(attempt: Attempt, receipt: Receipt, *, source: str, actor: str = MACHINE) -> bool:
    """Store one receipt and what follows from it; False when it was known. In a transaction."""
    fact = Fact(
        id=ids.new_id(),
        company_id=attempt.company_id,
        attempt_id=attempt.id,
        kind=receipt.kind.value,
        proof=receipt.proof.value,
        source=source,
        at=receipt.at,
        vendor_time=receipt.vendor_time[:64],
        reason=" ".join(p for p in (receipt.code, receipt.reason) if p)[:128],
        digest=receipt.identity,
        payload=receipt.raw,
    )
    if await Fact.exists(attempt_id=attempt.id, kind=fact.kind, digest=fact.digest):
        return False
    await fact.save(force_create=True)
    await _refold(attempt)
    await evidence.record(
        attempt.company_id,
        kind=f"notice.{receipt.kind.value}",
        subject=attempt.notice_id,
        actor=actor,
        at=receipt.at,
        data={
            "attempt": attempt.id,
            "channel": attempt.channel,
            "proof": receipt.proof.value,
            "source": source,
            "sha256": hashlib.sha256(receipt.raw).hexdigest(),
        },
    )
    return True


async def standings(attempts: Iterable[Attempt]) -> dict[str, Standing]:
    """What may be claimed of each attempt, by its id."""
    rows = list(attempts)
    channel_of = {one.id: one.channel for one in rows}
    told: dict[str, list[rule.Fact]] = {one.id: [] for one in rows}
    for one in await Fact.filter(attempt_id__in=list(channel_of)).order_by("at", "id"):
        told[one.attempt_id].append(
            rule.Fact(
                kind=FactKind(one.kind),
                proven=one.proof == Proof.AUTHENTICATED,
                at=one.at,
                channel=channel_of[one.attempt_id],
                reason=one.reason,
            )
        )
    return {attempt_id: rule.fold(facts) for attempt_id, facts in told.items()}


async def _refold(attempt: Attempt) -> None:
    siblings = await Attempt.filter(notice_id=attempt.notice_id)
    standing = await standings(siblings)
    mine = standing[attempt.id]
    await Attempt.filter(id=attempt.id).update(best=mine.kind.value, conflict=mine.conflict)
    whole = rule.notice(standing.values())
    conflict = any(one.conflict for one in standing.values())
    await Notice.filter(id=attempt.notice_id).update(best=whole.kind.value, conflict=conflict)


def by_channel(
    attempts: Iterable[Attempt], standing: Mapping[str, Standing]
) -> dict[str, Standing]:
    """Standings by channel key, as the rules of a notice read them."""
    return {one.channel: standing[one.id] for one in attempts}


def accepted_at(standing: Standing) -> datetime | None:
    """When the provider took it, if that is proven."""
    fact = standing.first(FactKind.ACCEPTED)
    return fact.at if fact else None
