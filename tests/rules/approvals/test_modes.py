"""How words become a verdict, in every mode."""

from typing import Any

import pytest

from rules.approvals.flow import Node, Vote
from rules.approvals.modes import Voice, Word, group_verdict, verdict
from rules.approvals.options import Options

WORDS: dict[str, Word | None] = {"y": "yes", "n": "no", "-": None}


def decided(mode: Any, spoken: str, options: Options, vote: Vote | None = None) -> Word | None:
    node = Node(id="n1", type="approve", mode=mode, vote=vote)
    voices = [Voice(person=f"p{i}", word=WORDS[word]) for i, word in enumerate(spoken)]
    return verdict(node, options, voices)


@pytest.mark.parametrize(
    ("mode", "spoken", "options", "word"),
    [
        ("all", "yy-", {}, None),
        ("all", "yyy", {}, "yes"),
        ("all", "y-n", {}, "no"),
        ("all", "y-n", {"all_reject": "wait"}, None),
        ("all", "yyn", {"all_reject": "wait"}, "no"),
        ("any", "--y", {}, "yes"),
        ("any", "-n-", {}, "no"),
        ("any", "-n-", {"any_reject": "all"}, None),
        ("any", "nnn", {"any_reject": "all"}, "no"),
        ("any", "nny", {"any_reject": "all"}, "yes"),
        ("any", "n", {"any_reject": "all"}, "no"),
        ("all", "n", {"all_reject": "wait"}, "no"),
        ("in_turn", "y--", {}, None),
        ("in_turn", "yn-", {"all_reject": "wait"}, "no"),
    ],
)
def test_the_mode_decides(
    mode: str, spoken: str, options: dict[str, Any], word: str | None
) -> None:
    assert decided(mode, spoken, Options(**options)) == word


@pytest.mark.parametrize(
    ("spoken", "share", "compare", "weights", "word"),
    [
        ("yy-", 60, ">=", {}, "yes"),
        ("y--", 60, ">=", {}, None),
        ("nn-", 60, ">=", {}, "no"),
        ("y-", 50, ">=", {}, "yes"),
        ("y-", 50, ">", {}, None),
        ("yn", 50, ">", {}, "no"),
        ("y--", 60, ">=", {"p0": 3}, "yes"),
        ("n--", 60, ">=", {"p0": 3}, "no"),
        ("yyy", 100, ">=", {}, "yes"),
        ("yyn", 67, ">=", {}, "no"),
    ],
)
def test_a_vote_is_decided_as_soon_as_it_is_certain(
    spoken: str, share: int, compare: Any, weights: dict[str, int], word: str | None
) -> None:
    vote = Vote(share=share, compare=compare, weights=weights)
    assert decided("vote", spoken, Options(), vote) == word


@pytest.mark.parametrize(
    ("mode", "spoken", "word"),
    [
        ("any", "n-", None),
        ("any", "nn", "no"),
        ("any", "ny", "yes"),
        ("all", "y-", None),
        ("all", "n-", "no"),
        ("in_turn", "n-", "no"),
        ("all", "", "yes"),
    ],
)
def test_added_signers_have_their_own_rule(mode: str, spoken: str, word: str | None) -> None:
    assert group_verdict(mode, [WORDS[each] for each in spoken]) == word
