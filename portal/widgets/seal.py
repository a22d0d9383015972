"""The proof seal: which of the four proofs a record has; what is missing is hollow."""

from dataclasses import dataclass

from portal.widgets.markup import Node, el, icon, span
from rules.text import Text

STEPS = (
    (Text("已记录", "recorded"), Text("待记录", "not yet recorded")),
    (Text("已排序", "sequenced"), Text("待排序", "not yet sequenced")),
    (Text("已盖时间戳", "time-stamped"), Text("待盖时间戳", "not yet time-stamped")),
    (Text("已见证", "witnessed"), Text("待见证", "not yet witnessed")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    recorded: bool = True
    sequenced: bool = False
    stamped: bool = False
    witnessed: bool = False


def proof_seal(proof: Proof, *, key: str = "", act: str = "proof") -> Node:
    """One chip; pressing it shows the proof and how to check it."""
    held = (proof.recorded, proof.sequenced, proof.stamped, proof.witnessed)
    return el(
        "button",
        icon("proof"),
        (
            span(words[0] if has else words[1], cls="seal-step held" if has else "seal-step")
            for has, words in zip(held, STEPS, strict=True)
        ),
        cls="seal",
        type="button",
        data_act=act,
        data_key=key or None,
    )
