"""The time line says who did what, newest first, and what is open on top."""

from rules.approvals.timeline import ACTS, REASONS, Line, timeline
from rules.text import Text
from tests.cases.flows_world import World
from tests.rules.approvals.play import ask, play, stage


def lines(here: World) -> list[Line]:
    state, flow = here.requests["r1"], here.flow("r1")
    return timeline(state, flow=flow, name=lambda p: Text(here.org.people[p].name, p), now=here.now)


def test_what_is_open_stands_above_what_happened() -> None:
    deadline = {"hours": 24, "then": "superior"}
    here = play(
        stage(ask("n1", "devh"), ask("n2", "hra", deadline=deadline)),
        """
        li submit at=2026-03-02T09:00
        devh approve comment=好的 at=2026-03-02T17:00
        """,
    )
    now, yes, start = lines(here)
    assert (now.who.zh, now.did.zh, now.state) == ("何安", "待办，明天 17:00 前", "now")
    assert (yes.who.zh, yes.did, yes.comment) == ("戴文浩", ACTS["approve"], "好的")
    assert (start.who.en, start.did.en, start.at) == (
        "li",
        "submitted",
        here.requests["r1"].history[0].at,
    )


def test_the_machine_says_why() -> None:
    empty = ask("n1", who={"rule": "role", "role": "legal"})
    here = play(stage(empty, ask("n2", "devh"), options={"nobody": "auto_approve"}), "li submit")
    _, auto, _ = lines(here)
    assert auto.who == Text("系统", "The system")
    assert auto.did.zh == "自动通过（这一步没有审批人）"
    assert auto.did.en == "approved automatically (the step has no approver)"


def test_a_return_names_the_step_and_the_initiator_is_to_resubmit() -> None:
    named = ask("n1", "devh", name={"zh": "直接上级", "en": "Manager"})
    here = play(
        stage(named, ask("n2", "hra")), "li submit\ndevh approve\nhra return n1\ndevh return start"
    )
    todo, home, back, *_ = lines(here)
    assert (todo.who.en, todo.did.zh) == ("li", "修改后再提交")
    assert (home.did.en, back.did.zh) == ("returned to the initiator", "退回到直接上级")


def test_a_delegate_is_shown_with_his_principal() -> None:
    days = {"start": "2026-03-01T00:00", "end": "2026-03-31T23:59"}
    delegated = [{"from": "devh", "to": "rdh", **days}]
    here = play(stage(ask("n1", "devh"), delegations=delegated), "li submit\nrdh approve")
    assert lines(here)[0].who == Text("任东辉（代戴文浩）", "rdh (for devh)")


def test_everything_the_engine_writes_has_words() -> None:
    script = """
        li submit
        devh add before ma
        devh remove ma
        devh add with rdh
        devh cc qin
        li comment
        li urge
        adm leave rdh
        devh transfer hra
        hra reject
        """
    for line in lines(play(stage(ask("n1", "devh")), script)):
        assert "{" not in line.did.zh + line.did.en
    assert set(REASONS) >= {"self", "nobody", "duplicate", "deadline", "left"}
