"""One reason in a chain of reasons: a code, its facts, and the sentence in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from rules.text import Text, plain


@dataclass(frozen=True, slots=True)
class Step:
    """`text` is made from the phrase and the facts when somebody reads it."""

    code: str
    phrase: Text
    facts: Mapping[str, object]

    @property
    def text(self) -> Text:
        """The sentence."""
        return self.phrase.format(**self.facts)


def counted(number: int, zh: str, en: str, many: str | None = None) -> Text:
    """Say a number with its unit: `14 分钟`, `1 minute`, `14 minutes`."""
    word = en if number == 1 else many or f"{en}s"
    return Text(f"{number} {zh}", f"{number} {word}")


@lru_cache(maxsize=4096)
def minutes_text(number: int) -> Text:
    """Say an amount of time: minutes below an hour, hours and minutes from there."""
    hours, rest = divmod(number, 60)
    if not hours:
        return counted(rest, "分钟", "minute")
    whole = counted(hours, "小时", "hour")
    return whole if not rest else whole + plain(" ") + counted(rest, "分钟", "minute")


def listed(words: list[Text]) -> Text:
    """Join names the way each language does."""
    if len(words) < 2:
        return words[0] if words else plain("")
    head, last = words[:-1], words[-1]
    return Text(
        "、".join(word.zh for word in words),
        ", ".join(word.en for word in head) + f" and {last.en}",
    )
