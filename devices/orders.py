"""Which orders each protocol takes, and what its terminals answer, in words.

ADMS: devices.md 2.5; face terminals: 3.1, as in calls about one person; ZK: 1.3.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

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

    `counts`: a code above 0 says how many records there were.
    """

    kinds: frozenset[OrderKind] = frozenset()
    words: Mapping[int, Label] = field(default_factory=dict)
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


def _label(zh: str, en: str) -> Label:
    return {"zh": zh, "en": en}


_FULL = _label("终端存储已满", "The terminal is full")
_NOBODY = _label("终端上没有这个人", "The terminal knows no such person")
_NO_SUCH = _label("这个型号不支持", "This model does not support it")
_BUSY = _label("终端正忙", "The terminal is busy")
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
    -1005: _BUSY,
    -1006: _label("命令太长", "The order is too long"),
    -1007: _label("终端内存不足", "The terminal is short of memory"),
    -5000: _label("下级控制器还在处理", "A sub-controller is still at it"),
}

_FACE: Mapping[int, Label] = {
    410: _BUSY,
    412: _FORMAT,
    413: _FORMAT,
    414: _FORMAT,
    **dict.fromkeys(range(415, 418), _label("人数不符", "The number of people is wrong")),
    460: _label("命令超过 1 MB", "The order is over 1 MB"),
    461: _label("没有人员编号", "There is no person code"),
    463: _label("照片编码无效", "The picture is not valid base64"),
    464: _label("照片里没有人脸", "There is no face in the picture"),
    467: _FULL,
    468: _label("照片太小", "The picture is too small"),
    469: _label("照片太大", "The picture is too large"),
    470: _label("找不到照片的地址", "The picture's host was not found"),
    471: _label("照片下载失败", "The picture could not be fetched"),
    472: _label("没有照片", "There is no picture"),
    478: _label("与别人的照片太像", "The picture is too like somebody else's"),
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
        kinds=ALL - {"delete_templates", "clear_log"}, words=_FACE, later=frozenset({410})
    ),
}
