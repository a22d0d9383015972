"""The entry: old pages, keys, content, refusals in words."""

from dataclasses import replace

import pytest

from rules.approvals.engine import apply
from rules.approvals.values import Act, content_hash
from rules.problem import Refused
from tests.rules.approvals.play import ask, play, stage


def test_an_old_page_is_judged_by_what_it_showed() -> None:
    play(
        stage(ask("n1", "devh"), ask("n2", "hra")),
        """
        li submit
        devh approve
        hra return n1            = running n1:devh
        devh approve seen=1      ! task_closed
        devh approve seen=3      = running n2:hra
        """,
    )
    play(
        stage(ask("n1", "devh", "hra"), options={"stale": "any"}),
        """
        li submit
        hra comment
        devh approve seen=1      ! stale
        devh approve seen=2      = running n1:hra
        """,
    )


def test_a_rejection_without_words_is_refused_where_words_are_required() -> None:
    play(
        stage(ask("n1", "devh"), options={"comment_on_reject": "required"}),
        """
        li submit
        devh reject              ! comment_required
        devh reject comment=no   = rejected
        """,
    )


def test_a_yes_is_bound_to_the_content_that_was_seen() -> None:
    here = play(stage(ask("n1", "devh"), form={"days": 2}), "li submit")
    state, flow = here.requests["r1"], here.flow("r1")
    old = Act(actor="devh", kind="approve", content=content_hash({"days": 1}))
    with pytest.raises(Refused, match="stale"):
        apply(state, old, org=here.org, flow=flow, now=here.now)
    new = replace(old, content=content_hash({"days": 2}), comment="fine", via="phone")
    after = apply(state, new, org=here.org, flow=flow, now=here.now).state
    line = after.history[-1]
    assert (line.content, line.comment, line.via) == (new.content, "fine", "phone")


def test_an_end_is_reported_once_for_the_effect() -> None:
    here = play(stage(ask("n1", "devh")), "li submit")
    flow, org, now = here.flow("r1"), here.org, here.now
    act = Act(actor="devh", kind="approve", key="k")
    outcome = apply(here.requests["r1"], act, org=org, flow=flow, now=now)
    assert outcome.effects == ("approved",)
    again = apply(outcome.state, act, org=org, flow=flow, now=now)
    assert (again.effects, again.notices, again.state) == ((), (), outcome.state)


def test_an_unknown_act_is_refused_in_words() -> None:
    here = play(stage(ask("n1", "devh")), "li submit")
    act = Act(actor="li", kind="dance")
    with pytest.raises(Refused, match="unknown_act"):
        apply(here.requests["r1"], act, org=here.org, flow=here.flow("r1"), now=here.now)


def test_the_same_content_has_the_same_hash_however_it_was_stored() -> None:
    assert content_hash({"a": 1, "b": [2]}) == content_hash({"b": [2], "a": 1})
    assert content_hash({"a": 1}) != content_hash({"a": 2})


def test_who_got_a_copy_may_comment_but_not_copy_others() -> None:
    play(
        stage(ask("n1", "devh")),
        """
        li submit
        ma comment        ! not_participant
        devh cc ma        = running n1:devh | ma:cc
        ma comment hra    = running n1:devh | hra:mention
        ma cc hra         ! not_participant
        """,
    )
