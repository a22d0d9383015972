"""Time, randomness and ids come from injected sources."""

import ast

from tests.arch.source import Source, called, find, imported, product

WALL_CLOCK = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "datetime.datetime.now",
    "datetime.datetime.utcnow", "datetime.date.today", "time.time", "time.time_ns",
    "time.localtime", "time.gmtime", "time.strftime", "time.ctime",
}  # fmt: skip
CLOCK = "hr/clock.py"
RANDOM = {"random", "secrets", "uuid"}


def reads_the_wall_clock(node: ast.AST) -> str:
    return f"{called(node)}: take the clock as an argument" if called(node) in WALL_CLOCK else ""


def imports_randomness(node: ast.AST) -> str:
    found = RANDOM & {m.split(".")[0] for m in imported(node)}
    return f"imports {found}: take ids and nonces as arguments" if found else ""


def without_simulators(*packages: str) -> list[Source]:
    return [s for s in product(*packages) if "/sims/" not in s.path and s.path != CLOCK]


def test_only_the_clock_reads_the_wall_clock() -> None:
    found = find(without_simulators(), reads_the_wall_clock)
    assert not found, "\n".join(found)


def test_rules_devices_and_notify_invent_nothing() -> None:
    found = find(without_simulators("rules", "devices", "notify"), imports_randomness)
    assert not found, "\n".join(found)
