import json
import select
import subprocess
import sys
from pathlib import Path

import pytest

from devices.driver import Batch, PunchEvent
from devices.protocols.zk import ZkSession, ZkSettings
from tests.devices.simulated import simulator

STOCK = """
import json, sys
from zk import ZK
port, key = int(sys.argv[1]), int(sys.argv[2])
terminal = ZK("127.0.0.1", port=port, timeout=5, password=key, ommit_ping=True)
terminal.connect()
terminal.disable_device()
found = {
    "serial": terminal.get_serialnumber(),
    "firmware": terminal.get_firmware_version(),
    "absent": terminal.get_extend_fmt(),
    "pin_width": terminal.get_pin_width(),
    "time": str(terminal.get_time()),
    "users": [[u.uid, u.user_id, u.name] for u in terminal.get_users()],
    "log": [[a.user_id, str(a.timestamp), a.status, a.punch] for a in terminal.get_attendance()],
}
terminal.enable_device()
terminal.disconnect()
print(json.dumps(found))
"""

STOCK_LIVE = """
import sys
from zk import ZK
terminal = ZK("127.0.0.1", port=int(sys.argv[1]), timeout=5, ommit_ping=True)
terminal.connect()
print("ready", flush=True)
for punch in terminal.live_capture(1):
    if punch:
        print(punch.user_id, punch.timestamp, flush=True)
        break
"""


@pytest.mark.parametrize("layout", ["40", "16", "8A"])
@pytest.mark.parametrize("count", [3, 5000])
def test_stock_pyzk_reads_the_simulated_terminal(layout: str, count: int, tmp_path: Path) -> None:
    arguments = ("--prefill", str(count), "--layout", layout, "--comm-key", "45")
    with simulator("zk", *arguments, "--ledger", str(tmp_path)) as terminal:
        command = [sys.executable, "-c", STOCK, str(terminal.port), "45"]
        found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    ledger = (tmp_path / "SIMZK0001.jsonl").read_text("utf-8").splitlines()
    stored = [row for row in map(json.loads, ledger) if row["do"] == "stored"]
    assert found["serial"] == "SIMZK0001"
    assert (found["absent"], found["pin_width"]) == (None, 9)
    assert len(found["users"]) == 20
    assert found["log"] == [[row["code"], row["local"], 1, 0] for row in stored]


def test_stock_pyzk_hears_a_live_punch() -> None:
    with simulator("zk") as terminal:
        command = [sys.executable, "-u", "-c", STOCK_LIVE, str(terminal.port)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as stock:
            assert stock.stdout is not None
            assert stock.stdout.readline() == "ready\n"
            heard = ""
            while not heard:
                punch = terminal.order(do="punch")
                heard = _line_within(stock, 0.3)
            assert heard.split()[0] in {str(code) for code in range(1001, 1021)}
            assert punch["ok"]
            stock.kill()


def _line_within(process: subprocess.Popen[str], seconds: float) -> str:
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], seconds)
    return process.stdout.readline() if ready else ""


def _pulled(settings: ZkSettings) -> list[Batch]:
    with ZkSession(settings) as session:
        return list(session.pull())


def test_what_was_stored_survives_a_kill_and_comes_with_the_next_pull(tmp_path: Path) -> None:
    with simulator("zk", "--ledger", str(tmp_path)) as first:
        punched = [first.order(do="punch", person=str(1001 + n)) for n in range(5)]
        first.kill()
    with simulator("zk", "--ledger", str(tmp_path), "--prefill", "99") as second:
        settings = ZkSettings(host="127.0.0.1", port=second.port)
        found = [event for batch in _pulled(settings) for event in batch.events]
    assert all(isinstance(event, PunchEvent) for event in found)
    assert [(e.person_code, e.local) for e in found] == [(p["code"], p["local"]) for p in punched]


def test_several_terminals_share_one_process() -> None:
    with simulator("zk", "--serial", "A", "--serial", "B") as both:
        assert set(both.ready["ports"]) == {"A", "B"}
        both.order(do="punch", serial="B", person="1001")
        status = both.order(do="status")["terminals"]
        assert [(t["serial"], t["stored"]) for t in status] == [("A", 0), ("B", 1)]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--fault", "nonsense"], "unknown fault 'nonsense'; known: "),
        (["--people", "/no/such/file"], "FileNotFoundError: "),
        (["--people", "/dev/null"], "ValueError: /dev/null names nobody"),
        (["--backlog", __file__], "JSONDecodeError: "),
        (["--port", "99999"], "OverflowError: "),
    ],
)
def test_a_wrong_option_ends_with_one_clear_line(arguments: list[str], line: str) -> None:
    command = [sys.executable, "-m", "devices.sims.zk", *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith(line)
    assert len(ended.stderr.splitlines()) == 1
