"""Added signers and the people a task can go to."""

from tests.rules.approvals.play import ask, play, stage


def test_after_signers_act_after_the_yes_and_their_no_counts() -> None:
    play(
        stage(ask("n1", "devh", "hra", mode="any"), options={"any_reject": "all"}),
        """
        li submit
        devh add after rdh fina in_turn  = running n1:devh n1:hra
        devh approve                     = running n1:rdh n1:hra | rdh:task
        rdh approve                      = running n1:fina n1:hra
        fina reject                      = running n1:hra
        hra approve                      = approved
        """,
    )


def test_removing_the_last_added_signer_opens_the_own_task_again() -> None:
    play(
        stage(ask("n1", "devh")),
        """
        li submit
        devh add before ma qin any  = running n1:ma n1:qin
        ma remove qin               ! bad_target
        devh remove ma              = running n1:qin
        qin reject                  = rejected
        """,
    )
    play(
        stage(ask("n1", "devh")),
        """
        li submit
        devh add before ma          = running n1:ma
        hra remove ma               ! not_assignee
        devh remove ma              = running n1:devh | devh:task
        """,
    )


def test_targets_are_refused_in_the_settled_order() -> None:
    nodes = ask("n1", "devh", "fina", mode="all"), ask("n2", "fina", "finb", mode="all")
    play(
        stage(*nodes, options={"sod": [["n1", "n2"]]}, people={"ma": {"status": "left"}}),
        """
        li submit
        devh transfer devh     ! self_target
        devh transfer ma       ! inactive_target
        devh transfer li       ! self_approval
        devh transfer fina     ! duplicate
        devh approve
        fina approve           = running n2:finb
        finb transfer devh     ! sod
        finb add before rdh devh  ! sod
        """,
    )


def test_a_no_lets_the_own_after_signers_go() -> None:
    play(
        stage(ask("n1", "devh", "hra", mode="any"), options={"any_reject": "all"}),
        """
        li submit
        devh add after rdh    = running n1:devh n1:hra
        hra transfer rdh      ! duplicate
        devh reject           = running n1:hra
        hra transfer rdh      = running n1:rdh
        """,
    )
