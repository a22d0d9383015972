"""The buttons shown are the acts that would be accepted."""

from rules.approvals.offers import Offers, offers
from tests.cases.flows_world import World
from tests.rules.approvals.play import ask, play, stage


def offered(here: World, actor: str) -> Offers:
    flow = here.flow("r1")
    return offers(here.requests["r1"], actor, org=here.org, flow=flow, now=here.now)


def test_a_holder_may_decide_and_return_to_what_has_passed() -> None:
    second = ask("n2", "hra", editable=["days"], options={"transfer": "refused"})
    here = play(stage(ask("n1", "devh"), second), "li submit\ndevh approve")
    mine = offered(here, "hra")
    assert mine.acts == {"approve", "reject", "return", "add"}
    assert (mine.return_to, mine.editable) == (("start", "n1"), ("days",))


def test_the_initiator_may_withdraw_until_somebody_decided() -> None:
    here = play(stage(ask("n1", "devh"), ask("n2", "hra")), "li submit")
    assert offered(here, "li").acts == {"withdraw", "urge"}
    assert offered(play(here, "devh approve"), "li").acts == {"urge"}
    assert offered(play(here, "hra return start"), "li").acts == {"withdraw", "resubmit"}


def test_an_outsider_is_offered_nothing() -> None:
    assert offered(play(stage(ask("n1", "devh")), "li submit"), "ma") == Offers(acts=frozenset())


def test_an_added_signer_cannot_add() -> None:
    here = play(stage(ask("n1", "devh")), "li submit\ndevh add before ma")
    assert "add" not in offered(here, "ma").acts
