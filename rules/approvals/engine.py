"""The approval engine: one entry for acts, one for time; no clock, no I/O, no hidden state."""

from dataclasses import replace
from datetime import datetime

from rules.approvals.acts import ACTS, HOLDER_ACTS, Rule, who
from rules.approvals.errors import refused
from rules.approvals.flow import Flow
from rules.approvals.org import Org
from rules.approvals.run import Run
from rules.approvals.timers import next_due, run_due
from rules.approvals.values import ENDED, Act, Outcome, RequestState

__all__ = ["advance", "apply", "next_due"]


def apply(state: RequestState, act: Act, *, org: Org, flow: Flow, now: datetime) -> Outcome:
    """Do one act at local time `now`; what was due before happens first.

    Raises `Refused` (codes in `errors.CODES`) and then nothing has changed; a repeated key of
    the same actor is accepted and does nothing. `flow` is the version the request runs on.
    """
    before = advance(state, org=org, flow=flow, now=now)
    if act.key is not None and (act.actor, act.key) in before.state.keys:
        return before
    run = Run(state=before.state, org=org, flow=flow, now=now, act=act)
    if act.kind in HOLDER_ACTS:
        _as_holder(run)
    elif act.kind in ACTS:
        _by_rule(run, ACTS[act.kind])
    else:
        raise refused("unknown_act", act.kind)
    return _join(before, _keep_key(run).outcome())


def advance(state: RequestState, *, org: Org, flow: Flow, now: datetime) -> Outcome:
    """Let reminders and deadlines up to `now` happen, each at its own time."""
    run = Run(state=state, org=org, flow=flow, now=now)
    run_due(run, now)
    return run.outcome()


def _as_holder(run: Run) -> None:
    _check_open(run)
    task = who.holder(run)
    _check_fresh(run)
    node = run.tree.node(task.node)
    if run.act.batch and not node.batch:
        raise refused("batch_not_allowed", node.id)
    run.put(revision=run.state.revision + 1)
    HOLDER_ACTS[run.act.kind](run, task, node)


def _by_rule(run: Run, rule: Rule) -> None:
    if not set(ENDED) <= set(rule.states):
        _check_open(run)
    rule.who(run)
    if run.state.status not in rule.states:
        raise refused("bad_state", run.state.status)
    _check_fresh(run)
    before = run.state
    run.put(revision=before.revision + 1)
    rule.do(run)
    if run.state == replace(before, revision=before.revision + 1):
        run.state = before


def _check_open(run: Run) -> None:
    if run.state.status in ENDED:
        raise refused("closed", run.state.status)


def _check_fresh(run: Run) -> None:
    """Refuse what was decided on an old page: other content, or any change if so set."""
    act, strict = run.act, run.flow.options.stale == "any"
    old = strict and act.seen is not None and act.seen != run.state.revision
    if old or (act.content is not None and act.content != run.content()):
        raise refused("stale")


def _keep_key(run: Run) -> Run:
    if run.act.key is not None:
        run.put(keys=(*run.state.keys, (run.act.actor, run.act.key)))
    return run


def _join(first: Outcome, then: Outcome) -> Outcome:
    return Outcome(
        state=then.state,
        notices=tuple(dict.fromkeys(first.notices + then.notices)),
        effects=first.effects + then.effects,
    )
