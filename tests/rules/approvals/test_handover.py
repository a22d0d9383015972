"""Who leaves, who is barred, and one voice for each person."""

import pytest

from rules.approvals.engine import apply
from rules.approvals.values import Act, RequestState
from rules.problem import Refused
from tests.rules.approvals.play import ask, history, play, stage


def test_separation_of_duty_takes_the_other_open_task_away() -> None:
    fork = {
        "id": "g",
        "type": "parallel",
        "branches": [{"nodes": [ask("a1", "fina")]}, {"nodes": [ask("b1", "fina")]}],
    }
    here = play(
        stage(fork, options={"sod": [["a1", "b1"]]}),
        """
        li submit              = running a1:fina b1:fina
        fina approve node=a1   = running b1:finh | finh:task
        finh approve           = approved
        """,
    )
    assert history(here)[1:3] == ["a1 fina approve", "b1 fina reassign finh left"]


def test_a_replacement_who_is_barred_is_passed_over() -> None:
    nodes = ask("n1", "devh"), ask("n2", "li")
    play(
        stage(*nodes, initiator="ma", options={"sod": [["n1", "n2"]]}),
        """
        ma submit
        devh approve           = running n2:li
        adm leave li           = running n2:rdh
        """,
    )


def test_who_comes_to_stand_twice_in_a_node_has_one_voice() -> None:
    deadline = {"hours": 24, "then": "superior"}
    play(
        stage(ask("n1", "devh", "rdh", mode="all", deadline=deadline)),
        """
        li submit at=2026-03-02T10:00
        rdh approve at=2026-03-02T11:00   = running n1:devh
        - tick 2026-03-03T10:00           = approved | devh:escalated li:approved
        """,
    )


def test_a_successor_beats_the_rule_unless_he_may_not_act() -> None:
    script = "li submit\nadm leave devh successor={} = running n1:{}"
    play(stage(ask("n1", "devh")), script.format("hra", "hra"))
    play(stage(ask("n1", "devh")), script.format("li", "rdh"))
    play(stage(ask("n1", "devh"), people={"hra": {"status": "left"}}), script.format("hra", "rdh"))


def test_only_the_administrator_says_who_left() -> None:
    play(stage(ask("n1", "devh")), "li submit\nhra leave devh ! not_allowed")
    here, act = stage(ask("n1", "devh")), Act(actor="hra", kind="leave", to=("devh",))
    with pytest.raises(Refused, match="not_allowed"):
        apply(RequestState(initiator="li"), act, org=here.org, flow=here.newest, now=here.now)


def test_a_holder_on_hold_who_leaves_is_replaced_on_hold() -> None:
    play(
        stage(ask("n1", "devh")),
        """
        li submit
        devh add before ma   = running n1:ma
        adm leave devh       = running n1:ma
        ma approve           = running n1:rdh | rdh:task
        """,
    )
