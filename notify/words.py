"""Words for people in both languages, so that this package needs nothing but itself."""

from typing import NamedTuple


class Words(NamedTuple):
    """One phrase in Chinese and English; both are required."""

    zh: str
    en: str

    def fill(self, **facts: object) -> "Words":
        """Fill the `{name}` placeholders of both phrases with the same facts."""
        return Words(self.zh.format(**facts), self.en.format(**facts))
