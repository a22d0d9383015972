"""The seal of a record, and how anybody can check it."""

from hr.records import seal_of
from portal.page import View
from portal.widgets.markup import Node, div, el
from portal.widgets.seal import Proof, proof_seal
from portal.widgets.why import note
from rules.evidence.seal import Seal
from rules.text import Text

CHECK = Text(
    "人事可以导出证据包；任何人用 python3 和 openssl 就能核对，不需要本系统。",
    "HR can export the evidence pack; anybody checks it with python3 and openssl, without us.",
)


async def seal(view: View, subject: str) -> Seal:
    """The seal of the newest event about a subject."""
    return await view.ask(seal_of, subject)


def seal_node(found: Seal) -> Node:
    """The chip; act `proof` asks for `opened_seal` in its place (`data_row="seal"`)."""
    return div(_chip(found), data_row="seal")


def opened_seal(found: Seal) -> Node:
    """The chip with each mark's moment and the way to check it."""
    lines = [f"{mark.at} " if mark.at else "" for mark in found.marks]
    return div(
        _chip(found),
        el(
            "ul",
            (el("li", at, mark.text) for at, mark in zip(lines, found.marks, strict=True)),
            cls="seal-lines",
        ),
        note(CHECK, symbol="proof"),
        data_row="seal",
    )


def _chip(found: Seal) -> Node:
    held = {mark.step: mark.proven for mark in found.marks}
    return proof_seal(
        Proof(
            recorded=held["recorded"],
            sequenced=held["sequenced"],
            stamped=held["stamped"],
            witnessed=held["witnessed"],
        )
    )
