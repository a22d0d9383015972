"""Which clause holds."""

from typing import Any

import pytest

from tests.rules.approvals.play import ask, play, stage


@pytest.mark.parametrize(
    ("clause", "taken"),
    [
        (["days", "==", None], True),
        (["days", "!=", 3], True),
        (["days", "<", 3], False),
        (["days", "in", [None]], False),
        (["tags", "has", "x"], True),
        (["tags", "has", "z"], False),
        (["kind", "in", ["a", "b"]], True),
        (["kind", ">", 3], False),
        (["sure", "==", 1], False),
        (["@unit", "in", ["rd"]], True),
        (["@unit", "in", ["fin"]], False),
    ],
)
def test_a_clause_holds_or_not(clause: list[Any], *, taken: bool) -> None:
    node = {
        "id": "c",
        "type": "condition",
        "branches": [
            {"priority": 1, "when": [clause], "nodes": [ask("n1", "devh")]},
            {"default": True, "nodes": [ask("n2", "hra")]},
        ],
    }
    form = {"tags": ["x", "y"], "kind": "a", "sure": True}
    here = play(stage(node, form=form), "li submit")
    assert [h.node for h in here.requests["r1"].runs if h.node != "c"] == ["n1" if taken else "n2"]
