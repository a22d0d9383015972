"""The small world a scenario plays in: people, versions of the flow, requests, a clock."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from rules.approvals.delegate import check_delegation
from rules.approvals.engine import advance, apply
from rules.approvals.errors import refused
from rules.approvals.flow import Flow
from rules.approvals.org import Chart, Delegation, chart
from rules.approvals.serial import dump, load
from rules.approvals.values import Act, Notice, Outcome, RequestState
from rules.problem import Refused

Json = Mapping[str, Any]
BEGIN = datetime.fromisoformat("2026-03-02T08:59")


@dataclass(kw_only=True)
class World:
    """Replays steps one by one; after each, `notices`, `error` and `batch` say what happened."""

    org: Chart
    newest: Flow
    requests: dict[str, RequestState]
    versions: dict[int, Flow] = field(default_factory=dict)
    revisions: list[dict[str, int]] = field(default_factory=list)
    keys: set[tuple[str, str]] = field(default_factory=set)
    now: datetime = BEGIN
    notices: set[tuple[str, str]] = field(default_factory=set)
    error: str | None = None
    batch: dict[str, str] = field(default_factory=dict)

    def step(self, step: Json) -> None:
        """Let time pass, then do the act; a refusal is kept in `error`."""
        if not self.revisions:
            self._remember()
        at = step.get("at")
        self.now = datetime.fromisoformat(at) if at else self.now + timedelta(minutes=1)
        self.notices, self.error, self.batch = set(), None, {}
        for name, state in self.requests.items():
            self._keep(name, advance(state, org=self.org, flow=self.flow(name), now=self.now))
        try:
            self._once(step)
        except Refused as refusal:
            self.error = refusal.problem.code
        self._remember()

    def flow(self, name: str) -> Flow:
        """Return the version a request runs on; a draft has the newest."""
        version = self.requests[name].version
        return self.newest if version is None else self.versions[version]

    def _once(self, step: Json) -> None:
        key = (step["actor"], step.get("key", ""))
        if step["act"] not in WORLD_ACTS:
            self._do(step.get("req") or next(iter(self.requests)), _act(step))
        elif key not in self.keys:
            WORLD_ACTS[step["act"]](self, step, step.get("args", {}))
            self.keys |= {key} if key[1] else set()

    def _do(self, name: str, act: Act) -> None:
        state, flow = self.requests[name], self.flow(name)
        if act.seen is not None:
            act = replace(act, seen=self.revisions[act.seen][name])
        self._keep(name, apply(state, act, org=self.org, flow=flow, now=self.now))

    def _keep(self, name: str, outcome: Outcome) -> None:
        """Keep the state as a database would: through JSON."""
        stored = json.dumps(dump(outcome.state), ensure_ascii=False)
        self.requests[name] = load(RequestState, json.loads(stored))
        assert self.requests[name] == outcome.state
        if outcome.state.version is not None:
            self.versions.setdefault(outcome.state.version, self.newest)
        self.notices |= {_pair(notice) for notice in outcome.notices}

    def _remember(self) -> None:
        self.revisions.append({name: state.revision for name, state in self.requests.items()})


def world(scenario: Json) -> World:
    """Build the world of a scenario."""
    org = chart(scenario["org"], scenario.get("calendar"), scenario.get("delegations", []))
    requests = {k: load(RequestState, v, k) for k, v in scenario["requests"].items()}
    return World(org=org, newest=load(Flow, scenario["flow"], "flow"), requests=requests)


def _pair(notice: Notice) -> tuple[str, str]:
    return notice.to, notice.kind


def _act(step: Json) -> Act:
    args = step.get("args", {})
    people = args.get("to", args.get("people", args.get("mention", args.get("person", []))))
    return Act(
        actor=step["actor"],
        kind=step["act"],
        to=(people,) if isinstance(people, str) else tuple(people),
        seen=step.get("seen"),
        key=step.get("key"),
        **{k: args[k] for k in ("node", "comment", "form", "where", "mode") if k in args},
    )


def _tick(_world: World, _step: Json, _args: Json) -> None:
    """Time passes by itself."""


def _admin_only(here: World, step: Json) -> None:
    if step["actor"] != here.org.admin:
        raise refused("not_allowed")


def _leave(here: World, step: Json, args: Json) -> None:
    _admin_only(here, step)
    person = here.org.people[args["person"]]
    gone = replace(person, status=args.get("status", "left"))
    here.org = replace(here.org, people={**here.org.people, person.id: gone})
    act = Act(actor=step["actor"], kind="leave", to=(person.id,), successor=args.get("successor"))
    for name in here.requests:
        here._do(name, act)


def _delegate(here: World, step: Json, args: Json) -> None:
    wanted = load(Delegation, {"from": step["actor"], **args})
    check_delegation(here.org, wanted)
    here.org = replace(here.org, delegations=(*here.org.delegations, wanted))


def _redefine(here: World, step: Json, args: Json) -> None:
    _admin_only(here, step)
    here.newest = load(Flow, args["flow"], "flow")


def _batch(here: World, step: Json, args: Json) -> None:
    for name in args["reqs"]:
        act = replace(_act(step), kind=args["act"], comment=args.get("comment", ""), batch=True)
        try:
            here._do(name, act)
            here.batch[name] = "ok"
        except Refused as refusal:
            here.batch[name] = refusal.problem.code


WORLD_ACTS: dict[str, Callable[[World, Json, Json], None]] = {
    "tick": _tick,
    "leave": _leave,
    "delegate": _delegate,
    "redefine": _redefine,
    "batch": _batch,
}
