"""How the words of several people become one verdict: 会签, 或签, 依次, 票签."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rules.approvals.flow import Node
from rules.approvals.options import Options

Word = Literal["yes", "no"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One member of a node and what he said; None: not yet."""

    person: str
    word: Word | None


def verdict(node: Node, options: Options, voices: Sequence[Voice]) -> Word | None:
    """Return the node's verdict as soon as it is certain; there is at least one voice."""
    words = [voice.word for voice in voices]
    if node.mode == "vote" and node.vote is not None:
        return _vote(node, voices)
    if len(words) == 1:
        return words[0]
    if node.mode == "any":
        return _any(words, first_no=options.any_reject == "first")
    return _all(words, first_no=node.mode == "in_turn" or options.all_reject == "first")


def group_verdict(mode: str, words: Sequence[Word | None]) -> Word | None:
    """Return the verdict of added signers; a group that emptied stands in nobody's way."""
    if not words:
        return "yes"
    return _any(words, first_no=False) if mode == "any" else _all(words, first_no=True)


def _all(words: Sequence[Word | None], *, first_no: bool) -> Word | None:
    if "no" in words and (first_no or None not in words):
        return "no"
    return "yes" if all(word == "yes" for word in words) else None


def _any(words: Sequence[Word | None], *, first_no: bool) -> Word | None:
    if "yes" in words:
        return "yes"
    if "no" in words and (first_no or None not in words):
        return "no"
    return None


def _vote(node: Node, voices: Sequence[Voice]) -> Word | None:
    weigh = node.vote.weights if node.vote is not None else {}
    total = sum(weigh.get(v.person, 1) for v in voices)
    yes = sum(weigh.get(v.person, 1) for v in voices if v.word == "yes")
    lost = sum(weigh.get(v.person, 1) for v in voices if v.word == "no")
    if _reaches(node, yes, total):
        return "yes"
    return None if _reaches(node, total - lost, total) else "no"


def _reaches(node: Node, weight: int, total: int) -> bool:
    if node.vote is None:
        return False
    need = node.vote.share * total
    return weight * 100 >= need if node.vote.compare == ">=" else weight * 100 > need
