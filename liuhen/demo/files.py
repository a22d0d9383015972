"""What the simulated terminals are told: who may punch, and what already lies in their logs."""

import json
from pathlib import Path

from hr import clock
from liuhen.demo import cast
from liuhen.demo.history import Mark, plot
from liuhen.demo.seed import ZONE, Built


def write(folder: Path, built: Built) -> None:
    """Write one people file and one backlog per terminal.

    The ZK terminal keeps its whole log, as real ones do, so that its count can be compared; the
    two that push hold what they have not sent yet: today.
    """
    folder.mkdir(parents=True, exist_ok=True)
    today = clock.now().astimezone(ZONE).date()
    away = plot(today, cast.GOLDEN, cast.VANISHED).away
    for index, terminal in enumerate(cast.TERMINALS):
        mine = [mark for mark in built.marks if mark.terminal == index]
        log = mine if terminal.protocol == "zk" else [m for m in mine if m.at.date() == today]
        (folder / f"{terminal.code}.backlog").write_text("".join(_line(mark) for mark in log))
        people = [w for w in built.workers if index in w.terminals and not away(w.name, today)]
        lines = [f"{w.code},{w.name}" for w in people]
        if terminal.code == "BA-01":
            lines.append(f"{cast.STRANGER},临时工 {cast.STRANGER}")
        (folder / f"{terminal.code}.people").write_text("\n".join(lines) + "\n")


def _line(mark: Mark) -> str:
    record = {"code": mark.code, "local": f"{mark.at:%Y-%m-%d %H:%M:%S}", "state": 0, "verify": 1}
    return json.dumps(record) + "\n"
