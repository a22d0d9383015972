"""Who will be asked, before anything is submitted."""

from datetime import datetime

from rules.approvals.foresee import preview
from tests.rules.approvals.play import ask, stage

NOW = datetime.fromisoformat("2026-03-02T09:00")


def test_a_draft_shows_its_way_for_the_form_as_it_is() -> None:
    choice = {
        "id": "c",
        "type": "condition",
        "branches": [
            {"priority": 1, "when": [["days", ">", 3]], "nodes": [ask("n2", "rdh")]},
            {"default": True, "nodes": [ask("n3", "hra")]},
        ],
    }
    for days, people in ((5, ["devh", "rdh"]), (1, ["devh", "hra"])):
        here = stage(ask("n1", "devh"), choice, form={"days": days})
        ahead = preview(here.requests["r1"], org=here.org, flow=here.newest, now=NOW)
        assert [person for step in ahead for person in step.people] == people


def test_a_step_without_anybody_is_shown_empty() -> None:
    here = stage(
        ask("n1", who={"rule": "role", "role": "legal"}),
        initiator="adm",
        people={"adm": {"superior": None}},
    )
    ahead = preview(here.requests["r1"], org=here.org, flow=here.newest, now=NOW)
    assert [(step.node.id, step.people) for step in ahead] == [("n1", ())]
