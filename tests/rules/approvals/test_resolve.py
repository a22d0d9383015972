"""Who is asked: rules, stand-ins, delegations, and the closed back door."""

from typing import Any

import pytest

from tests.rules.approvals.play import ask, history, play, stage


def test_the_back_door_to_the_initiator_is_closed() -> None:
    empty = ask("n1", who={"rule": "role", "role": "legal"})
    play(stage(empty, initiator="adm"), "adm submit = running n1:hrh")
    top = stage(empty, initiator="adm", people={"adm": {"superior": None}})
    play(top, "adm submit ! nobody")


def test_block_refuses_at_submission_only_what_lies_on_the_path() -> None:
    legal = ask("n1", who={"rule": "role", "role": "legal"})
    choice = {
        "id": "c",
        "type": "condition",
        "branches": [
            {"priority": 1, "when": [["days", ">", 3]], "nodes": [legal]},
            {"default": True, "nodes": [ask("n2", "devh")]},
        ],
    }
    block = {"nobody": "block"}
    play(stage(choice, options=block, form={"days": 5}), "li submit ! nobody")
    play(stage(choice, options=block, form={"days": 1}), "li submit = running n2:devh")


def test_a_delegate_for_two_principals_has_one_task_for_the_first() -> None:
    period = {"start": "2026-03-01T00:00", "end": "2026-03-31T23:59"}
    delegations = [{"from": p, "to": "rdh", **period} for p in ("hra", "devh")]
    here = stage(ask("n1", "devh", "hra", mode="all"), delegations=delegations)
    play(here, "li submit = running n1:rdh(devh)\nrdh approve = approved")


@pytest.mark.parametrize(("chain", "holder"), [("follow", "zong(devh)"), ("one_hop", "rdh(devh)")])
def test_a_chain_of_delegations_is_followed_or_not(chain: str, holder: str) -> None:
    period = {"start": "2026-03-01T00:00", "end": "2026-03-31T23:59"}
    pairs = [("devh", "rdh"), ("rdh", "zong")]
    delegations = [{"from": a, "to": b, **period} for a, b in pairs]
    here = stage(ask("n1", "devh"), delegations=delegations, options={"delegate_chain": chain})
    play(here, f"li submit = running n1:{holder}")


def test_skipping_oneself_passes_the_node_by_machine() -> None:
    here = stage(ask("n1", "li"), ask("n2", "hra"), options={"self": "skip"})
    play(here, "li submit = running n2:hra | hra:task")
    assert history(here) == ["start li submit", "n1 li auto_approve self"]


@pytest.mark.parametrize(
    ("facts", "people", "person"),
    [
        ({"rule": "superior", "level": 2}, {}, "rdh"),
        ({"rule": "superior", "level": 9}, {}, "adm"),
        ({"rule": "superior", "of": "boss"}, {}, "hrh"),
        ({"rule": "unit_head"}, {}, "devh"),
        ({"rule": "unit_head", "level": 1}, {}, "rdh"),
        ({"rule": "unit_head", "of": "tester", "up": True}, {}, "rdh"),
        ({"rule": "unit_head", "of": "tester"}, {}, "adm"),
        ({"rule": "position", "position": "hr_staff", "unit": "co"}, {"hrb": "left"}, "hra"),
        ({"rule": "initiator"}, {}, "li"),
        ({"rule": "field", "field": "boss"}, {}, "hra"),
    ],
)
def test_a_rule_finds_its_person(
    facts: dict[str, Any], people: dict[str, str], person: str
) -> None:
    changed = {name: {"status": status} for name, status in people.items()}
    here = stage(
        ask("n1", who=facts),
        people=changed,
        form={"boss": "hra", "tester": "qin"},
        options={"left": "drop"},
    )
    play(here, f"li submit = running n1:{person}")


def test_a_choice_not_made_is_asked_for_at_submission() -> None:
    node = ask("n1", who={"rule": "choice"})
    play(stage(node), "li submit ! choice_required")
    play(stage(node, choices={"n1": ["hra"]}), "li submit = running n1:hra")


@pytest.mark.parametrize(
    ("people", "to", "tasks"),
    [
        (("devh",), "li", "n1:devh"),
        (("devh", "rdh"), "rdh", "n1:rdh"),
        (("devh", "hra"), "rdh", "n1:rdh(devh) n1:hra"),
    ],
)
def test_a_delegation_never_reaches_the_initiator_nor_doubles_a_holder(
    people: tuple[str, ...], to: str, tasks: str
) -> None:
    period = {"start": "2026-03-01T00:00", "end": "2026-03-31T23:59"}
    here = stage(ask("n1", *people), delegations=[{"from": "devh", "to": to, **period}])
    play(here, f"li submit = running {tasks}")


def test_a_delegate_in_the_list_acts_at_his_own_turn() -> None:
    period = {"start": "2026-03-01T00:00", "end": "2026-03-31T23:59"}
    node = ask("n1", "devh", "hra", "rdh", mode="in_turn")
    here = stage(node, delegations=[{"from": "devh", "to": "rdh", **period}])
    play(here, "li submit = running n1:hra\nhra approve = running n1:rdh\nrdh approve = approved")
