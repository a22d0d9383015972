"""What may be wrong with a value, in words; `{label}` is the field's own name."""

from typing import TYPE_CHECKING

from rules.problem import Problem, Refused
from rules.text import Text

if TYPE_CHECKING:
    from rules.field.vocabulary import Field

MISSING = Text("{label}要填", "{label} is needed")
NOT_NUMBER = Text("{label}要填数字", "{label} must be a number")
NOT_WHOLE = Text("{label}最多 {places} 位小数", "{label} may have {places} decimals at most")
NOT_MOMENT = Text("{label}要写成 {sample}", "{label} must look like {sample}")
NOT_TEXT = Text("{label}要填文字", "{label} must be text")
TOO_LONG = Text("{label}最多 {most} 个字", "{label} may have {most} characters at most")
TOO_LOW = Text("{label}不能小于 {limit}", "{label} must be at least {limit}")
TOO_HIGH = Text("{label}不能大于 {limit}", "{label} must be at most {limit}")
NOT_OFFERED = Text("{label}只能选：{offered}", "{label} must be one of: {offered}")
NOT_YES_NO = Text("{label}只能是“是”或“否”", "{label} must be yes or no")
NOT_RANGE = Text("{label}要有开始和结束", "{label} needs a start and an end")
BACKWARDS = Text("{label}的结束早于开始", "{label} ends before it starts")
NOT_LIST = Text("{label}最多 {most} 项，不能重复", "{label}: at most {most}, each once")
BAD_ROW = Text("{label}第 {row} 行：{inner}", "{label}, row {row}: {inner}")


def problem(field: "Field", code: str, text: Text, **facts: object) -> Problem:
    """Say what is wrong with the value of a field."""
    words = text.format(label=field.label, **facts)
    return Problem(code=code, text=words, where=field.name, hint=field.help)


def wrong(field: "Field", code: str, text: Text, **facts: object) -> Refused:
    """Return the refusal to raise where a value does not fit."""
    return Refused(problem(field, code, text, **facts))
