"""What a terminal did that a person must hear of is told in words."""

import ast
from pathlib import Path

from devices.codecs import adms_oper
from devices.driver import Signal
from gateway import zk_alarm, zone_watch
from hr import gateway, terminal_signals
from portal.parts import words
from tests.support.town import Town

ROOT = Path(__file__).parents[2]


async def test_the_latest_signal_comes_first_with_what_was_seen(town: Town) -> None:
    to = next(one for one in await gateway.enrolled() if one.id == town.terminals["T1"])
    await gateway.signals(to, [Signal(code="clock_set", detail="OPLOG 21")])
    await gateway.signals(to, [Signal(code="log_filled_80", detail="80 %")])
    found = await terminal_signals.told(town.of("hana"), to.id)
    assert [(one.code, one.detail) for one in found] == [
        ("log_filled_80", "80 %"),
        ("clock_set", "OPLOG 21"),
    ]


def test_every_signal_of_the_house_has_words() -> None:
    named = {f"log_filled_{level}" for level in zk_alarm.LEVELS}
    named |= {*adms_oper._FRAUD.values(), zone_watch.NOTE}
    for folder in ("devices", "gateway"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            named |= set(codes(ast.parse(path.read_text())))
    assert len(named) > 10
    assert sorted(named - words.SIGNAL.keys()) == []


def codes(tree: ast.AST) -> list[str]:
    """The literal codes of `Signal(code=...)`."""
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call)]
    told = [one for one in calls if isinstance(one.func, ast.Name) and one.func.id == "Signal"]
    values = [kw.value for one in told for kw in one.keywords if kw.arg == "code"]
    return [str(one.value) for one in values if isinstance(one, ast.Constant)]
