"""What each channel can prove, and by what; what it can never prove, and why.

One row per channel and step of the receipt strip. The channels of `notify` declare the same; a
test holds the two together.
"""

from collections.abc import Mapping
from enum import StrEnum

from rules.notices.facts import FactKind, Standing
from rules.text import Text


class Mark(StrEnum):
    """One place of the receipt strip."""

    PROVEN = "proven"  # filled tick
    OPEN = "open"  # ring: not proven yet
    NEVER = "never"  # dash: this channel cannot prove it
    FAILED = "failed"  # cross, with the provider's reason
    BLANK = "blank"  # behind a failure: nothing more will come


CHANNEL_NAMES: Mapping[str, Text] = {
    "inapp": Text("应用内", "In-app"),
    "email": Text("邮件", "E-mail"),
    "sms_aliyun": Text("短信", "SMS"),
    "webhook": Text("群机器人", "Group robot"),
}
_LOGIN = Text("须登录后在应用内完成", "Needs a login: done in the app")
NEVER: Mapping[str, Mapping[FactKind, Text]] = {
    "inapp": {},
    "email": {
        FactKind.READ: Text(
            "机器也会打开邮件，阅读回执没有签名", "Machines open mail, read receipts are unsigned"
        ),
        FactKind.CONFIRMED: _LOGIN,
    },
    "sms_aliyun": {
        FactKind.READ: Text("只能证明到达手机", "Only arrival on the phone can be proven"),
        FactKind.CONFIRMED: _LOGIN,
    },
    "webhook": {
        FactKind.DELIVERED: Text("群机器人没有回执", "A group robot has no receipts"),
        FactKind.READ: Text("群机器人没有回执", "A group robot has no receipts"),
        FactKind.CONFIRMED: _LOGIN,
    },
}
PROVEN_BY: Mapping[str, Mapping[FactKind, Text]] = {
    "inapp": {
        FactKind.ACCEPTED: Text("已存入本人信箱", "Stored in the person's letter box"),
        FactKind.DELIVERED: Text("登录会话收到", "Taken by a logged-in session"),
        FactKind.READ: Text("登录后看到末尾", "Read to the end after a login"),
        FactKind.CONFIRMED: Text("再次验证后签收", "Signed after a second check"),
    },
    "email": {
        FactKind.ACCEPTED: Text("邮件服务器 250", "The mail server's 250"),
        FactKind.DELIVERED: Text("带我方标记的投递报告", "A delivery report with our tag"),
    },
    "sms_aliyun": {
        FactKind.ACCEPTED: Text("服务商受理", "Taken by the provider"),
        FactKind.DELIVERED: Text("签名查询到运营商回执", "Carrier's receipt by signed query"),
    },
    "webhook": {FactKind.ACCEPTED: Text("服务商受理", "Taken by the provider")},
}


def can_prove(channel: str, kind: FactKind) -> bool:
    """Tell whether a channel can ever prove a step; an unknown channel proves nothing."""
    return channel in NEVER and kind not in NEVER[channel]


def mark(channel: str, kind: FactKind, standing: Standing) -> Mark:
    """Return the mark of one step of one attempt; the cross stands after the last proven step."""
    if standing.first(kind):
        return Mark.PROVEN
    if standing.kind in {FactKind.FAILED, FactKind.EXPIRED}:
        earlier = [k for k in STEPS if k.rank < kind.rank and standing.first(k) is None]
        return Mark.BLANK if earlier else Mark.FAILED
    return Mark.OPEN if can_prove(channel, kind) else Mark.NEVER


STEPS = (
    FactKind.SENT,
    FactKind.ACCEPTED,
    FactKind.DELIVERED,
    FactKind.READ,
    FactKind.CONFIRMED,
)
