"""How a request goes forward, back and to its end."""

from typing import Any

import pytest

from tests.rules.approvals.play import ask, history, play, stage

Node = dict[str, Any]
FORK: Node = {
    "id": "g",
    "type": "parallel",
    "branches": [
        {"nodes": [ask("a1", "hra"), ask("a2", "hrh")]},
        {"nodes": [ask("b1", "finh")]},
    ],
}
DIRECT = {"resubmit": "direct"}
EITHER = ask("n1", "devh", "hra", mode="any")
LINE = (ask("n1", "devh"), ask("n2", "hra"), ask("n3", "finh"))


def test_a_direct_resubmission_without_a_change_goes_straight_back() -> None:
    play(
        stage(*LINE, options=DIRECT),
        """
        li submit
        devh approve
        hra approve
        finh return start  = returned start:li | li:returned
        li resubmit        = running n3:finh
        li withdraw        ! too_late
        finh approve       = approved
        """,
    )


def test_a_direct_resubmission_with_a_change_starts_anew() -> None:
    play(
        stage(*LINE, options=DIRECT, form={"days": 1}),
        """
        li submit
        devh approve
        hra return start
        li edit .days=2    = returned start:li
        li resubmit        = running n1:devh
        """,
    )


def test_a_direct_return_to_a_node_comes_straight_back_when_it_passes() -> None:
    here = play(
        stage(*LINE, options=DIRECT),
        """
        li submit
        devh approve
        hra approve
        finh return n1     = running n1:devh
        devh approve       = running n3:finh
        finh approve       = approved
        """,
    )
    assert history(here)[3:5] == ["n3 finh return n1", "n1 devh approve"]


def test_a_correction_on_the_way_of_a_direct_return_asks_the_middle_again() -> None:
    nodes = ask("n1", "devh", editable=["days"]), *LINE[1:]
    play(
        stage(*nodes, options=DIRECT, form={"days": 1}),
        """
        li submit
        devh approve
        hra approve
        finh return n1           = running n1:devh
        devh approve .days=2     = running n2:hra
        """,
    )


def test_a_return_from_inside_a_branch_to_before_the_split_resets_all_branches() -> None:
    play(
        stage(ask("n0", "devh"), FORK, ask("n9", "zong"), options=DIRECT),
        """
        li submit
        devh approve       = running a1:hra b1:finh
        finh approve       = running a1:hra
        hra return n0      = running n0:devh
        devh approve       = running a1:hra b1:finh
        hra approve
        hrh approve        = running b1:finh
        """,
    )


def test_a_takeback_after_the_join_opens_the_join_again() -> None:
    play(
        stage(FORK, ask("n9", "zong"), options={"takeback": "before_next_acts"}),
        """
        li submit
        hra approve
        hrh approve        = running b1:finh
        finh approve       = running n9:zong
        hrh takeback       ! too_late
        finh takeback      = running b1:finh | finh:task
        zong approve       ! task_closed
        finh approve       = running n9:zong
        zong approve       = approved
        """,
    )


@pytest.mark.parametrize(
    ("script", "nodes"),
    [
        ("hra takeback ! not_assignee", [ask("n1", "devh")]),
        ("devh takeback ! task_closed", [ask("n1", "devh")]),
        (
            "devh approve\ndevh takeback ! not_allowed",
            [ask("n1", "devh", "hra", mode="any"), LINE[2]],
        ),
        ("devh approve\nhra add with zong\ndevh takeback ! too_late", LINE),
        ("devh approve\nhra comment\ndevh takeback = running n1:devh", LINE),
    ],
)
def test_a_takeback_is_refused_for_the_right_reason(script: str, nodes: list[Node]) -> None:
    play(stage(*nodes, options={"takeback": "before_next_acts"}), f"li submit\n{script}")


def test_a_member_added_to_a_queue_stands_directly_behind_who_added_him() -> None:
    play(
        stage(ask("n1", "devh", "hra", mode="in_turn")),
        """
        li submit                  = running n1:devh
        devh add with rdh fina     = running n1:devh
        devh approve               = running n1:rdh
        rdh approve                = running n1:fina
        fina approve               = running n1:hra
        hra approve                = approved
        """,
    )


def test_an_inclusive_branching_runs_all_that_hold_and_waits_for_them() -> None:
    node = {
        "id": "i",
        "type": "inclusive",
        "branches": [
            {"when": [["days", ">", 1]], "nodes": [ask("n1", "devh")]},
            {"when": [["days", ">", 3]], "nodes": [ask("n2", "hra")]},
            {"when": [["days", ">", 9]], "nodes": [ask("n3", "zong")]},
        ],
    }
    here = stage(node, ask("n9", "finh"), form={"days": 5})
    play(
        here,
        """
        li submit      = running n1:devh n2:hra
        hra approve    = running n1:devh
        devh approve   = running n9:finh
        """,
    )
    play(stage(node, ask("n9", "finh"), form={"days": 0}), "li submit = running n9:finh")


def test_a_no_that_would_go_round_for_ever_ends_the_request() -> None:
    empty = {"rule": "role", "role": "legal"}
    nodes = (
        ask("n1", who=empty, options={"nobody": "auto_approve"}),
        ask("n2", who=empty, options={"nobody": "auto_reject", "reject_to": "n1"}),
    )
    play(stage(*nodes), "li submit = rejected")


def test_a_takeback_of_a_finished_branch_makes_the_join_wait_again() -> None:
    fork = {
        "id": "g",
        "type": "parallel",
        "branches": [{"nodes": [ask("a1", "hra")]}, {"nodes": [ask("b1", "finh")]}],
    }
    play(
        stage(fork, ask("n9", "zong"), options={"takeback": "before_next_acts"}),
        """
        li submit
        hra approve        = running b1:finh
        hra takeback       = running a1:hra b1:finh
        finh approve       = running a1:hra
        hra approve        = running n9:zong
        """,
    )


def test_a_return_that_goes_straight_back_counts_as_a_decision_of_the_round() -> None:
    play(
        stage(ask("n1", "devh"), options=DIRECT),
        """
        li submit
        devh return start   = returned start:li
        li resubmit         = running n1:devh
        li withdraw         ! too_late
        """,
    )
