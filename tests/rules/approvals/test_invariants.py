"""What holds whatever people do: random flows, random options, random acts, random waiting."""

from typing import Any, get_args, get_type_hints

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.approvals.options import Options
from rules.approvals.values import ENDED, WAITING, RequestState, open_tasks
from tests.cases.flows_world import World
from tests.rules.approvals.play import ask, stage

PEOPLE = ("li", "devh", "rdh", "hra", "hrb", "fina", "zong", "adm")
RULES = (
    {"rule": "superior", "level": 1},
    {"rule": "unit_head", "level": 1},
    {"rule": "role", "role": "payroll"},
    {"rule": "role", "role": "legal"},
    {"rule": "people", "people": ["hra", "fina", "li"]},
    {"rule": "people", "people": ["devh"]},
)
THEN = ("none", "remind", "approve", "reject", "return", "superior", "admin")
VOTE = {"pass": 60, "compare": ">="}
FREE = (
    *("any_reject", "all_reject", "resubmit", "withdraw", "takeback", "dedupe", "left"),
    *("delegate_chain", "add_reject", "edit_after", "transfer", "stale", "no_branch"),
)
HINTS = get_type_hints(Options)
OPTIONS = st.fixed_dictionaries(
    {name: st.sampled_from(get_args(HINTS[name])) for name in FREE}
    | {
        "self": st.sampled_from(("skip", "superior", "unit_head")),
        "nobody": st.sampled_from(("admin", "auto_approve", "auto_reject", "block")),
        "reject_to": st.sampled_from(("end", "start", "n0", "n2")),
        "sod": st.sampled_from(([], [["n0", "n1"]], [["n1", "n3"]])),
    }
)


@st.composite
def flows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw a sequence of five approve nodes, two of them in branches that may be parallel."""
    nodes = [draw(_approve(f"n{number}")) for number in range(5)]
    when = draw(st.sampled_from(([], [["days", ">", 2]], [["days", "<", 2]])))
    branches = [{"nodes": nodes[1:2], "when": when}, {"nodes": nodes[2:4], "default": True}]
    kind = draw(st.sampled_from(("parallel", "condition", "inclusive")))
    return [nodes[0], {"id": "g", "type": kind, "branches": branches}, nodes[4]]


def _approve(node: str) -> st.SearchStrategy[dict[str, Any]]:
    deadline = st.fixed_dictionaries(
        {"hours": st.sampled_from((0.02, 1, 30)), "then": st.sampled_from(THEN)}
    )
    return st.builds(
        lambda who, mode, late: ask(node, who=who, mode=mode, vote=VOTE, deadline=late),
        st.sampled_from(RULES),
        st.sampled_from(("all", "any", "in_turn", "vote")),
        st.none() | deadline,
    )


def _act(kind: str, **args: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[str, Any]]:
    return st.tuples(st.just(kind), st.fixed_dictionaries(args))


SOME = st.sampled_from(PEOPLE)
MANY = st.lists(SOME, min_size=1, max_size=2)
TARGETS = st.sampled_from(("start", "n0", "n1", "n2", "n3"))
ACTS = st.one_of(
    *[_act("approve", comment=st.just("fine"))] * 12,
    _act("reject"),
    _act("return", to=TARGETS),
    _act("withdraw"),
    _act("resubmit"),
    _act("takeback"),
    _act("transfer", to=SOME),
    _act(
        "add",
        where=st.sampled_from(("before", "after", "with")),
        people=MANY,
        mode=st.sampled_from(("all", "any", "in_turn")),
    ),
    _act("remove", person=SOME),
    _act("edit", form=st.fixed_dictionaries({"days": st.integers(1, 3)})),
    _act("leave", person=st.sampled_from(PEOPLE[1:-1])),
    _act("cc", to=MANY),
    _act("urge"),
)
ACTORS = st.integers(0, 7)


def _actor(here: World, kind: str, number: int) -> str:
    """Choose mostly somebody who may act, so that stories get somewhere."""
    state = here.requests["r1"]
    holders = [t.person for t in open_tasks(state)]
    if kind in ("withdraw", "resubmit", "edit", "urge"):
        return state.initiator
    if kind == "leave":
        return here.org.admin
    return holders[number % len(holders)] if holders and number < 6 else PEOPLE[number]


@settings(max_examples=150, deadline=None)
@given(flows(), OPTIONS, st.lists(st.tuples(ACTS, ACTORS), max_size=14))
def test_whatever_people_do_the_request_stays_sound(
    nodes: list[dict[str, Any]], options: dict[str, Any], acts: list[Any]
) -> None:
    here = stage(*nodes, options=options, form={"days": 1})
    here.step({"actor": "li", "act": "submit"})
    for number, ((kind, args), actor) in enumerate(acts):
        before, who = here.requests["r1"], _actor(here, kind, actor)
        step = {"actor": who, "act": kind, "args": args, "key": f"k{number}"}
        here.step(step)
        _sound(here, here.requests["r1"])
        if here.error is None:
            _repeats_quietly(here, step)
        else:
            assert len(here.requests["r1"].keys) == len(before.keys)


def _repeats_quietly(here: World, step: dict[str, Any]) -> None:
    before = here.requests["r1"]
    here.step({**step, "at": here.now.isoformat()})
    assert (here.error, here.notices, here.requests["r1"]) == (None, set(), before)


def _sound(here: World, state: RequestState) -> None:
    """Check the laws of every state."""
    waiting = [t for t in state.tasks if t.status in WAITING]
    if state.status in (*ENDED, "returned"):
        assert not waiting, "an ended or returned request waits for nobody"
    if state.status == "running":
        assert open_tasks(state), "a running request waits for somebody"
    places = [(t.node, t.person) for t in waiting]
    assert len(places) == len(set(places)), "one person, one share"
    assert not [t for t in waiting if t.person == state.initiator], (
        "nobody approves the own request"
    )
    for one, other in here.newest.options.sod:
        assert not _said_yes(state, one) & _said_yes(state, other), "duties stay separate"
    due = [t for t in state.tasks if t.status == "open" and t.due is not None and t.due <= here.now]
    assert not due, "what is due has happened"


def _said_yes(state: RequestState, node: str) -> set[str]:
    openings = {run.opening for run in state.runs if run.node == node}
    yes = (t for t in state.tasks if t.opening in openings and t.status == "yes" and t.by_hand)
    return {person for t in yes for person in (t.person, t.principal) if person}
