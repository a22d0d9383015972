"""Words for people: both languages are required, so an untranslated label fails the type check."""

from dataclasses import dataclass
from typing import Literal

Lang = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """One phrase in Chinese and English; `{name}` placeholders are filled by `format`."""

    zh: str
    en: str

    def of(self, lang: Lang) -> str:
        """Return the phrase in one language."""
        return self.zh if lang == "zh" else self.en

    def format(self, **facts: object) -> "Text":
        """Fill the placeholders; a fact that is a `Text` itself is put in by language."""
        return Text(
            zh=self.zh.format(**{k: _say(v, "zh") for k, v in facts.items()}),
            en=self.en.format(**{k: _say(v, "en") for k, v in facts.items()}),
        )

    def __add__(self, other: "Text") -> "Text":
        return Text(self.zh + other.zh, self.en + other.en)


def plain(word: object) -> Text:
    """Return a phrase that is the same in both languages: a name, a number, a code."""
    return Text(str(word), str(word))


def join(parts: list[Text], *, zh: str = "，", en: str = ", ") -> Text:
    """Join phrases with the comma of each language."""
    return Text(zh.join(p.zh for p in parts), en.join(p.en for p in parts))


def _say(fact: object, lang: Lang) -> object:
    return fact.of(lang) if isinstance(fact, Text) else fact
