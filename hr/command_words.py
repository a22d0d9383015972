"""Orders to terminals in words: what they are called, how they stand, what came of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from devices.driver import OrderKind
from devices.orders import meaning
from rules.table import Machine
from rules.text import Text, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`second`: takes something away for good, so another person must agree first."""

    label: Text
    second: bool = False
    person: bool = False


KINDS: Mapping[OrderKind, Kind] = {
    "set_time": Kind(label=Text("校准时间", "Set the clock")),
    "put_user": Kind(label=Text("下发人员", "Put a person on"), person=True),
    "delete_user": Kind(
        label=Text("删除人员及其模板", "Remove a person with all templates"),
        second=True,
        person=True,
    ),
    "delete_templates": Kind(
        label=Text("删除生物模板", "Remove a person's templates"), second=True, person=True
    ),
    "read_users": Kind(label=Text("读取人员", "Read the users")),
    "read_log": Kind(label=Text("重新读取记录", "Read the log again")),
    "reboot": Kind(label=Text("重启", "Restart")),
    "clear_log": Kind(label=Text("清空记录", "Clear the log"), second=True),
}

ORDER = Machine(
    label=Text("这条命令", "This order"),
    moves={
        ("waiting", "approve"): "queued",
        ("waiting", "cancel"): "cancelled",
        ("queued", "cancel"): "cancelled",
        ("sent", "cancel"): "cancelled",
    },
)
"""What people may do; the gateway does the rest (queued, sent, done or failed)."""

STATES: Mapping[str, Text] = {
    "waiting": Text("等另一人同意", "Waits for a second person"),
    "queued": Text("等待终端来取", "Waits for the terminal"),
    "sent": Text("已发出，等待结果", "Sent, no answer yet"),
    "done": Text("已完成", "Done"),
    "failed": Text("失败", "Failed"),
    "cancelled": Text("已取消", "Cancelled"),
}

_DONE = Text("成功", "Success")
_REASONS: Mapping[str, Text] = {
    "no_answer": Text(
        "发了多次，终端都没有答复。请看它是否在线，再下一次命令。",
        "It was sent several times and never answered. See whether the terminal is online, "
        "then order it again.",
    ),
    "not_stored": Text(
        "没有发出：终端上的记录比我们保存的多。请先“重新读取记录”。",
        "Not sent: the terminal holds more records than we have stored. Read its log again first.",
    ),
    "not_possible": Text(
        "没有发出：这种终端没有这条命令。",
        "Not sent: this kind of terminal has no such command.",
    ),
}


def answer(protocol: str, code: int | None, result: str) -> Text:
    """What came of an order: the terminal's code in words, or why it was not carried out."""
    if code is None:
        return _REASONS.get(result, plain(result))
    if code in {0, 200}:
        return _DONE
    words = meaning(protocol, code, result.partition(" ")[0])
    if words is not None:
        return Text(words["zh"], words["en"]) + plain(f" ({code})")
    return Text("终端答复代码 {code}", "The terminal answered code {code}").format(code=code)
