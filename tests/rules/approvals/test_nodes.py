"""Whoever approved already is not asked again, where the flow says so."""

from tests.rules.approvals.play import ask, history, play, stage


def test_adjacent_dedupe_looks_only_at_the_node_before() -> None:
    nodes = ask("n1", "devh"), ask("n2", "devh"), ask("n3", "hra"), ask("n4", "devh")
    here = play(
        stage(*nodes, options={"dedupe": "adjacent"}),
        """
        li submit
        devh approve    = running n3:hra
        hra approve     = running n4:devh
        """,
    )
    assert "n2 devh auto_approve duplicate" in history(here)


def test_an_automatic_yes_is_not_the_word_of_its_holder() -> None:
    nodes = ask("n1", "devh", deadline={"hours": 1, "then": "approve"}), ask("n2", "devh")
    play(
        stage(*nodes, options={"dedupe": "later_auto"}),
        """
        li submit at=2026-03-02T10:00
        - tick 2026-03-02T11:00       = running n2:devh
        """,
    )
