"""Which orders each protocol takes, and what its terminals answer, in words.

ADMS: devices.md 2.5; face terminals: 3.1, as in calls about one person; ZK: 1.3.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from devices.codecs import face_code
from devices.driver import Label, OrderKind

ALL: frozenset[OrderKind] = frozenset(
    {
        *("set_time", "put_user", "delete_user", "delete_templates"),
        *("read_users", "read_log", "reboot", "clear_log"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """One protocol's orders; `fine` codes are as good as done, `later` ones are no answer yet.

    `counts`: a code above 0 says how many records there were. Some commands
    (`batch`) have words of their own.
    """

    kinds: frozenset[OrderKind] = frozenset()
    words: Mapping[int, Label] = field(default_factory=dict)
    batch_words: Mapping[int, Label] = field(default_factory=dict)
    batch: frozenset[str] = frozenset()
    fine: Mapping[OrderKind, frozenset[int]] = field(default_factory=dict)
    later: frozenset[int] = frozenset()
    counts: bool = False


def answers(protocol: str) -> Answers:
    """The orders of a protocol; one that is not listed takes none."""
    return ANSWERS.get(protocol, Answers())


def done(protocol: str, kind: OrderKind, code: int) -> bool:
    """Whether a result code means that what was ordered holds now."""
    told = answers(protocol)
    return code in {0, 200} or code in told.fine.get(kind, ()) or (told.counts and code > 0)


def meaning(protocol: str, code: int, command: str = "") -> Label | None:
    """What a result code says, in both languages; None when nobody wrote it down."""
    told = answers(protocol)
    together = command.removesuffix("-Ack") in told.batch
    return (told.batch_words if together else told.words).get(code)


def _label(zh: str, en: str) -> Label:
    return {"zh": zh, "en": en}


_FULL = _label("终端存储已满", "The terminal is full")
_NOBODY = _label("终端上没有这个人", "The terminal knows no such person")
_NO_SUCH = _label("这个型号不支持", "This model does not support it")
_TEMPLATE = _label("模板无效", "The template is not valid")
_FORMAT = _label("终端看不懂这条命令", "The terminal did not understand the order")
_REFUSED = _label("终端拒绝了", "The terminal refused")

_ADMS: Mapping[int, Label] = {
    -1: _label("参数错误或没有数据", "A wrong parameter, or nothing there"),
    -2: _label("文件读写失败", "A file could not be read or written"),
    -3: _label("没有访问权限", "Access was denied"),
    -4: _NOBODY,
    -5: _FULL,
    -6: _label("数据无效", "The data is not valid"),
    **dict.fromkeys(range(-12, -8), _TEMPLATE),
    -22: _label("未知错误", "An unknown error"),
    -1001: _FULL,
    -1002: _FORMAT,
    -1003: _label("终端处理超时", "The terminal took too long"),
    -1004: _NO_SUCH,
    -1005: _label("终端正忙", "The terminal is busy"),
    -1006: _label("命令太长", "The order is too long"),
    -1007: _label("终端内存不足", "The terminal is short of memory"),
    -5000: _label("下级控制器还在处理", "A sub-controller is still at it"),
}

_ZK: Mapping[int, Label] = {
    -1: _label("终端存不下这个值", "The terminal cannot hold this value"),
    2001: _REFUSED,
    2005: _label("通信密码不对", "The communication key is wrong"),
    65533: _FORMAT,
    65535: _NO_SUCH,
}

_GONE = frozenset({-4})
_EMPTY = frozenset({-1, -4})

ANSWERS: Mapping[str, Answers] = {
    "adms": Answers(
        kinds=ALL - {"delete_templates"},
        words=_ADMS,
        fine={"delete_user": _GONE, "read_users": _EMPTY, "read_log": _EMPTY},
        later=frozenset({-1005, -5000}),
        counts=True,
    ),
    "zk": Answers(kinds=ALL, words=_ZK),
    "mqtt_face": Answers(
        kinds=ALL - {"delete_templates", "clear_log"},
        words=face_code.SINGLE_WORDS,
        batch_words=face_code.BATCH_WORDS,
        batch=face_code.BATCH,
        later=frozenset({410}),
    ),
}
