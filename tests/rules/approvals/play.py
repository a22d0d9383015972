"""A small script language for approval stories: one line per act, with what is expected.

    li submit                     = running n1:devh
    devh add before ma qin any    = running n1:ma n1:qin
    fina transfer devh            ! duplicate
    - tick 2026-03-03T10:00       = running n1:rdh | rdh:task devh:escalated

`=` gives the state and the open tasks (`n1:rdh(devh)` is rdh for devh), `|` the notices,
`!` a refusal; without any of them nothing is compared. `k=v` words are arguments, `.k=v` values
of the form.
"""

import json
from pathlib import Path
from typing import Any

from rules.approvals.values import open_tasks
from tests.cases.flows_world import World, world

SCENARIOS = Path(__file__).parents[2] / "cases" / "flows" / "scenarios.json"
SAMPLE = json.loads(SCENARIOS.read_text("utf-8"))["scenarios"][0]
PEOPLE_ARG = {"transfer": "to", "return": "to", "remove": "person", "leave": "person"}


def ask(node: str, *people: str, **facts: Any) -> dict[str, Any]:
    """Return an approve node for these people, or for `who`."""
    who = {"rule": "people", "people": list(people)}
    return {"id": node, "type": "approve", "who": who, **facts}


def stage(
    *nodes: dict[str, Any],
    options: dict[str, Any] | None = None,
    people: dict[str, dict[str, Any]] | None = None,
    initiator: str = "li",
    form: dict[str, Any] | None = None,
    **facts: Any,
) -> World:
    """Return a world with the sample company, this flow and one draft."""
    changed = people or {}
    org = {
        **SAMPLE["org"],
        "people": [{**p, **changed.get(p["id"], {})} for p in SAMPLE["org"]["people"]],
    }
    request = {"initiator": initiator, "form": form or {}, "choices": facts.pop("choices", {})}
    flow = {"version": 1, "options": {**SAMPLE["flow"]["options"], **(options or {})}}
    return world(
        {"org": org, "flow": {**flow, "nodes": list(nodes)}, "requests": {"r1": request}, **facts}
    )


def play(here: World, script: str) -> World:
    """Replay a script, comparing after every line."""
    for line in filter(None, map(str.strip, script.splitlines())):
        told, _, code = line.partition(" ! ")
        told, _, outcome = told.partition(" = ")
        here.step(_step(told.split()))
        assert here.error == (code.strip() or None), line
        if outcome:
            _compare(here, outcome, line)
    return here


def history(here: World) -> list[str]:
    """Return the record in short: n1 devh approve to=... for=... reason."""
    words = [
        (h.node or "-", h.person or "-", h.act, ",".join(h.to), h.principal or "", h.reason or "")
        for h in here.requests["r1"].history
    ]
    return [" ".join(word for word in each if word) for each in words]


def _compare(here: World, outcome: str, line: str) -> None:
    expected, _, notices = outcome.partition("|")
    state, *tasks = expected.split()
    request = here.requests["r1"]
    found = {
        f"{t.node}:{t.person}" + (f"({t.principal})" if t.principal else "")
        for t in open_tasks(request)
    }
    assert (request.status, found) == (state, set(tasks)), line
    if notices:
        assert {f"{to}:{kind}" for to, kind in here.notices} == set(notices.split()), line


def _step(words: list[str]) -> dict[str, Any]:
    actor, act, *rest = words
    plain = [w for w in rest if "=" not in w]
    args: dict[str, Any] = dict(w.split("=", 1) for w in rest if "=" in w and w[0] != ".")
    form = dict(w[1:].split("=", 1) for w in rest if w[0] == ".")
    if form:
        args["form"] = {name: json.loads(value) for name, value in form.items()}
    step: dict[str, Any] = {"actor": actor, "act": act, "args": args}
    if act == "tick":
        step["at"] = plain[0]
    elif act == "add":
        modes = [w for w in plain if w in ("all", "any", "in_turn")]
        people = [w for w in plain[1:] if w not in modes]
        args.update(where=plain[0], people=people, **({"mode": modes[0]} if modes else {}))
    elif act in PEOPLE_ARG:
        args[PEOPLE_ARG[act]] = plain[0] if plain else ""
    elif plain:
        args["mention" if act == "comment" else "to"] = plain
    for key in ("at", "key", "seen"):
        if key in args:
            step[key] = int(args.pop(key)) if key == "seen" else args.pop(key)
    return step
