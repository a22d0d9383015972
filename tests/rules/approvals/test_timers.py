"""What happens while nobody acts."""

from tests.rules.approvals.play import ask, history, play, stage


def test_an_escalation_to_the_administrator_never_falls_due_again() -> None:
    play(
        stage(ask("n1", "zong", deadline={"hours": 1, "then": "superior"})),
        """
        li submit at=2026-03-02T10:00   = running n1:zong
        - tick 2026-03-02T11:00         = running n1:adm | adm:task zong:escalated
        - tick 2026-03-09T12:00         = running n1:adm
        """,
    )


def test_a_deadline_can_return_the_request_to_its_initiator() -> None:
    here = play(
        stage(ask("n1", "devh", deadline={"hours": 1, "then": "return"})),
        """
        li submit at=2026-03-02T10:00
        - tick 2026-03-02T12:00         = returned start:li | li:returned
        li resubmit at=2026-03-02T12:30 = running n1:devh
        - tick 2026-03-02T13:29         = running n1:devh
        - tick 2026-03-02T13:30         = returned start:li
        """,
    )
    assert history(here)[1] == "n1 - return start deadline"


def test_what_was_due_first_happens_first_even_when_nobody_looked_for_days() -> None:
    nodes = (
        ask("n1", "devh", deadline={"hours": 1, "then": "approve"}),
        ask("n2", "hra", deadline={"hours": 1, "remind_before": [0.5], "then": "reject"}),
    )
    here = play(
        stage(*nodes),
        """
        li submit at=2026-03-02T10:00
        - tick 2026-03-06T10:00   = rejected | hra:task hra:remind li:rejected
        """,
    )
    assert [f"{h.at:%H:%M}" for h in here.requests["r1"].history] == ["10:00", "11:00", "12:00"]
