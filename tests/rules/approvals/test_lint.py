"""A flow that cannot work is refused before it is published, with the place."""

from typing import Any

import pytest

from rules.approvals.lint import read_flow
from rules.problem import Refused
from tests.rules.approvals.play import ask


def flow(*nodes: Any, **options: Any) -> dict[str, Any]:
    return {"version": 1, "options": options, "nodes": list(nodes)}


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ([], "flow"),
        ({"nodes": []}, "flow.version"),
        (flow(ask("n1", "a"), self="maybe"), "flow.options.self"),
        (flow(ask("n1", "a"), selff="keep"), "flow.options.selff"),
        (flow({**ask("n1", "a"), "mode": "most"}), "flow.nodes[0].mode"),
        (flow(ask("n1", "a", options={"nobody": {"people": "x"}})), "n1.options.nobody"),
        (flow(ask("n1", "a"), ask("n1", "b")), "n1"),
        (flow(ask("start", "a")), "start"),
        (flow(ask("n1", "a"), reject_to="n7"), "n1"),
        (flow(ask("n1", "a"), sod=[["n1", "n7"]]), "n1"),
        (flow(ask("n1")), "n1"),
        (flow({"id": "n1", "type": "approve"}), "n1"),
        (flow(ask("n1", "a", mode="vote")), "n1"),
        (flow({**ask("n1", "a"), "branches": [{}]}), "n1"),
        (flow({"id": "c", "type": "condition", "branches": [{"when": [["a", "~", 1]]}]}), "c"),
        (
            flow({"id": "c", "type": "condition", "branches": [{"when": [["a"]]}]}),
            "flow.nodes[0].branches[0].when[0]",
        ),
    ],
)
def test_a_fault_is_refused_with_its_place(data: Any, where: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_flow(data)
    assert refusal.value.problem.where == where


def test_an_empty_set_of_options_means_ours() -> None:
    assert read_flow(flow(ask("n1", "a"))).options.own == "superior"
