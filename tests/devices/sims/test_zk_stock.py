"""Stock pyzk 0.9, unpatched and in its own process, uses the simulated terminal whole."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.devices.simulated import Simulator, simulator

USE = """
import json, sys
from datetime import datetime
from zk import ZK
port, udp = int(sys.argv[1]), sys.argv[2] == "udp"
terminal = ZK("127.0.0.1", port=port, timeout=5, password=45, force_udp=udp, ommit_ping=True)
terminal.connect()
terminal.disable_device()
found = {"users": len(terminal.get_users()), "log": len(terminal.get_attendance())}
terminal.read_sizes()
found["sizes"] = [terminal.users, terminal.records, terminal.fingers, terminal.rec_cap]
for name in ("get_platform", "get_device_name", "get_fp_version", "get_face_version", "get_mac"):
    found[name] = getattr(terminal, name)()
terminal.set_user(uid=30, name="New", privilege=14, user_id="3001", card=77)
terminal.delete_user(user_id="1002")
found["after"] = sorted([u.uid, u.user_id, u.name, u.privilege, u.card]
    for u in terminal.get_users() if u.user_id in ("3001", "1001", "1002"))
terminal.set_time(datetime(2026, 11, 20, 8, 30))
found["time"] = str(terminal.get_time())
terminal.clear_attendance()
found["cleared"] = len(terminal.get_attendance())
terminal.enable_device()
terminal.test_voice()
terminal.disconnect()
print(json.dumps(found))
"""


def use(it: Simulator, transport: str) -> dict[str, Any]:
    command = [sys.executable, "-c", USE, str(it.port), transport]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


@pytest.mark.parametrize("transport", ["tcp", "udp"])
@pytest.mark.parametrize("layout", ["40", "16"])
def test_stock_pyzk_reads_writes_deletes_sets_the_clock_and_clears(
    layout: str, transport: str, tmp_path: Path
) -> None:
    flags = ("--prefill", "1700", "--layout", layout, "--comm-key", "45", "--fingers", "1")
    with simulator("zk", *flags, "--ledger", str(tmp_path)) as it:
        found = use(it, transport)
        status = it.order(do="status")["terminals"][0]
    assert found["users"] == 20
    assert found["log"] == 1700
    assert found["sizes"] == [20, 1700, 20, 200_000]
    assert (found["get_platform"], found["get_device_name"]) == ("ZEM760_TFT", "SIM-F19")
    assert found["after"] == [[1, "1001", "NN-1001", 0, 0], [30, "3001", "New", 14, 77]]
    assert found["time"].startswith("2026-11-20 08:30:0")
    assert found["cleared"] == 0
    assert (status["stored"], status["cleared"], status["disabled"]) == (1700, 1700, False)
