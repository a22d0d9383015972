"""When to try again, when to ask, and what to do when nobody knows: tables and arithmetic.

Times are UTC; `random` is a number in [0, 1) from the injected source.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rules.notices.facts import FactKind, Standing

BACKOFF = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
)
JITTER = 0.2
QUERY_AFTER = (
    timedelta(seconds=5),
    timedelta(seconds=10),
    timedelta(seconds=20),
    timedelta(seconds=40),
)
QUERY_LONGEST = timedelta(minutes=30)
QUERY_WITHIN = timedelta(days=3)
HINT_GAP = timedelta(seconds=2)


class Ask(StrEnum):
    """How an unanswered send is cleared up, by channel."""

    QUERY = "query"  # the provider can be asked and is believed
    WAIT = "wait"  # only a report can tell; a second copy has the same Message-ID
    REPEAT = "repeat"  # storing twice is storing once


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """What to do with an unknown outcome, and how long to wait before sending again."""

    ask: Ask
    resend_after: timedelta


UNANSWERED: Mapping[str, Unanswered] = {
    "sms_aliyun": Unanswered(ask=Ask.QUERY, resend_after=timedelta(minutes=2)),
    "email": Unanswered(ask=Ask.WAIT, resend_after=timedelta(minutes=10)),
    "inapp": Unanswered(ask=Ask.REPEAT, resend_after=timedelta(0)),
    "webhook": Unanswered(ask=Ask.REPEAT, resend_after=timedelta(0)),
}


def retry_at(
    tries: int,
    now: datetime,
    *,
    random: float,
    deadline: datetime,
    told: timedelta | None = None,
) -> datetime | None:
    """Return when to send again after `tries` failures (>= 1), or None past the deadline.

    `told` is the provider's own Retry-After: never earlier than that. The last step repeats.
    """
    step = BACKOFF[min(tries, len(BACKOFF)) - 1]
    wait = step * (1 - JITTER + 2 * JITTER * random)
    at = now + max(wait, told or timedelta(0))
    return at if at <= deadline else None


def query_at(asked: int, accepted: datetime) -> datetime | None:
    """Return when to ask the provider for the next time, `asked` times already; None: give up.

    5, 10, 20 and 40 s after acceptance, then each interval doubles up to half an hour.
    """
    if asked < len(QUERY_AFTER):
        return accepted + QUERY_AFTER[asked]
    at, step = accepted + QUERY_AFTER[-1], QUERY_AFTER[-1]
    for _ in range(len(QUERY_AFTER), asked + 1):
        at += step
        step = min(step * 2, QUERY_LONGEST)
    return at if at <= accepted + QUERY_WITHIN else None


def hint_asks(
    standing: Standing, *, hinted: FactKind, last_query: datetime | None, now: datetime
) -> bool:
    """Tell whether a hint is worth an early query: it says more than is proven, and is no flood."""
    news = hinted.rank > standing.kind.rank and not standing.reached(FactKind.DELIVERED)
    return news and (last_query is None or now - last_query >= HINT_GAP)


def may_resend(channel: str, *, sent: datetime, now: datetime, found: bool | None) -> bool:
    """Tell whether an unanswered send may go out again.

    `found` is the provider's authenticated answer: True has it, False has no record, None is no
    answer. Where a provider can be asked, silence is never a reason to send again.
    """
    rule = UNANSWERED.get(channel)
    if rule is None or found:
        return False
    if rule.ask is Ask.QUERY and found is None:
        return False
    return now - sent >= rule.resend_after
