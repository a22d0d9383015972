"""What the tests of devices.md 1.10 share: sessions, readings, ledgers, and which row is whose."""

import json
from collections.abc import Callable
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TypeVar

from devices.codecs import zk_user
from devices.driver import Batch
from devices.protocols.zk import ZkSession, ZkSettings
from tests.devices.simulated import Simulator, simulator

ROWS: set[int] = set()
F = TypeVar("F", bound=Callable[..., object])


def row(number: int) -> Callable[[F], F]:
    """Mark the test of one row of the table."""

    def mark(test: F) -> F:
        assert test.__name__.startswith(f"test_row_{number}_")
        ROWS.add(number)
        return test

    return mark


def session(terminal: Simulator, timeout: float = 3, *, udp: bool = False, layout: str = "",
            gbk: bool = False) -> ZkSession:  # fmt: skip
    settings = ZkSettings(
        host="127.0.0.1", port=terminal.port, timeout_seconds=timeout, udp=udp, gbk_names=gbk
    )
    return ZkSession(settings, layout=layout)


def read(link: ZkSession) -> list[str]:
    """The identities of a whole log."""
    return [event.identity for batch in link.pull() for event in batch.events]


def ledger(folder: Path) -> list[str]:
    """The identities of everything the terminal stored, in its order."""
    lines = (folder / "SIMZK0001.jsonl").read_text("utf-8").splitlines()
    stored = [one for one in map(json.loads, lines) if one["do"] == "stored"]
    return [f"{one['local']}|{one['code']}" for one in stored]


def listen(link: ZkSession, spells: int = 6) -> list[Batch]:
    with closing(link.live(0.2)) as heard:
        return [batch for batch in islice(heard, spells) if batch.payload]


def hear(fault: str, *codes: str) -> list[str]:
    """The codes heard when these people punch at a terminal with a fault."""
    with (
        simulator("zk", "--fault", fault) as it,
        session(it) as link,
        closing(link.live(0.2)) as heard,
    ):
        next(heard)
        for code in codes:
            it.order(do="punch", person=code)
        return [event.person_code for b in islice(heard, len(codes) + 2) for event in b.events]


def row_of(link: ZkSession, code: str) -> zk_user.Row:
    (found,) = [row for row in link.user_rows() if row.code == code]
    return found


def status(it: Simulator) -> dict[str, object]:
    found: dict[str, object] = it.order(do="status")["terminals"][0]
    return found
