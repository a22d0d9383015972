"""The answer of the notice page: what can be proven, what is still missing, in one sentence."""

from collections.abc import Mapping
from datetime import datetime

from rules.notices.facts import Fact, FactKind, Standing, notice
from rules.notices.provable import CHANNEL_NAMES
from rules.text import Text, join, plain

PROVEN = {
    FactKind.CONFIRMED: Text("{on} 本人签收", "signed by the person on {on}"),
    FactKind.DISPUTED: Text(
        "{on} 本人签收并表示异议", "signed as received, with disagreement, on {on}"
    ),
    FactKind.READ: Text("{on} 本人已读（{by}）", "read by the person on {on} ({by})"),
    FactKind.DELIVERED: Text("{on} 已送达（{by}）", "delivered on {on} ({by})"),
    FactKind.ACCEPTED: Text("{on} 对方已受理（{by}）", "taken by the provider on {on} ({by})"),
}
MISSING = {
    FactKind.DISPUTED: Text("本人有异议，请处理", "the person disagrees: please answer"),
    FactKind.READ: Text("还没签收", "not signed yet"),
    FactKind.DELIVERED: Text("还没读", "not read yet"),
    FactKind.ACCEPTED: Text("还没送达", "not delivered yet"),
}
NOTHING = {
    FactKind.FAILED: Text("没有送到：{why}", "Not delivered: {why}"),
    FactKind.EXPIRED: Text("到期没有送达的证明", "No proof of delivery by the deadline"),
    FactKind.UNKNOWN: Text(
        "还不能证明送达：请求没有答复，正在查询",
        "Nothing is proven yet: a request got no answer and is being asked about",
    ),
}
WAITING = Text("还不能证明送达，正在发送", "Nothing is proven yet: sending")
CONFLICT = Text("另有渠道回执互相矛盾，请查看", "receipts contradict each other: please look")


def answer(attempts: Mapping[str, Standing], *, local: Mapping[datetime, str]) -> Text:
    """Return the head sentence of a notice; `attempts` has one standing per channel.

    `local` writes each fact's instant as people read it (`11-18 10:22`): rules know no zone.
    """
    whole = notice(attempts.values())
    best = whole.best
    conflict = any(standing.conflict for standing in attempts.values())
    if best is None or best.kind not in PROVEN:
        return _stop(_nothing(best))
    parts = [_proven(best, local), *([CONFLICT] if conflict else [])]
    missing = [MISSING[best.kind]] if best.kind in MISSING else []
    return _stop(join([*parts, *missing], zh="；", en="; "))


def overview(proven: int, open: int, lost: int) -> Text:  # noqa: A002 - named as the states are
    """Return the head sentence of all notices: how many arrivals are proven, open, failed."""
    if not proven + open + lost:
        return Text("还没有发过通知。", "No notice has been sent yet.")
    parts = [Text("能证明 {n} 份已送达", "{n} proven delivered").format(n=proven)]
    if open:
        parts.append(Text("{n} 份还不能", "{n} not proven yet").format(n=open))
    if lost:
        parts.append(Text("{n} 份没送到", "{n} not delivered").format(n=lost))
    return _stop(join(parts))


def _proven(fact: Fact, local: Mapping[datetime, str]) -> Text:
    by = CHANNEL_NAMES.get(fact.channel, plain(fact.channel))
    return Text("能证明 ", "Proven: ") + PROVEN[fact.kind].format(on=local[fact.at], by=by)


def _nothing(best: Fact | None) -> Text:
    if best is None or best.kind not in NOTHING:
        return WAITING
    return NOTHING[best.kind].format(why=best.reason or "-")


def _stop(sentence: Text) -> Text:
    return sentence + Text("。", ".")
