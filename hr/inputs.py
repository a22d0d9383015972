"""What comes from outside is text that every storage can hold, or is refused in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass

from rules.problem import Refused, refuse


def check(*values: object) -> None:
    """Refuse NUL and half characters anywhere in what a call was given."""
    for text in _texts(values):
        if "\0" in text or not _whole(text):
            raise refuse(
                "control",
                "里面有无法保存的字符，请重新输入。",
                "It contains characters that cannot be stored; type it again.",
            )


def unfit() -> Refused:
    """The refusal of a value that storage says is too long or of another form."""
    return refuse(
        "unfit",
        "有一项太长或格式不对，什么也没有改变。",
        "A value is too long or of the wrong form; nothing was changed.",
    )


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for pair in value.items():
            yield from _texts(pair)
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from _texts(getattr(value, one.name))
    elif isinstance(value, Iterable) and not isinstance(value, bytes):
        for one in value:
            yield from _texts(one)


def _whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
