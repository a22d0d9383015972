"""A terminal of the plain JSON kind as a process: QoS 1, its own fsynced ledger, PUBACK is the ack.

python tests/faults/attend_terminal.py --port P --serial S --password W --ledger DIR --count N
Prints one line when it is connected; goes on until killed, then continues where its ledger ends.
"""

import argparse
import json
import os
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

START = datetime(2026, 11, 2, 0, 0, 0)  # noqa: DTZ001 - a terminal's own local time
PEOPLE = [str(code) for code in range(1001, 1021)]


class Ledger:
    """`stored` is synced before a punch is sent, `acked` before the next is taken from memory."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("ab+")
        self.stored, self.acked = 0, set[int]()
        self._file.seek(0)
        whole = 0
        for line in self._file:
            if not line.endswith(b"\n"):
                break
            whole += len(line)
            entry = json.loads(line)
            if entry["do"] == "stored":
                self.stored = entry["n"]
            else:
                self.acked.update(entry["n"])
        self._file.truncate(whole)
        self._lock = threading.Lock()

    def write(self, entries: list[dict[str, Any]]) -> None:
        with self._lock:
            self._file.write(b"".join(json.dumps(one).encode() + b"\n" for one in entries))
            self._file.flush()
            os.fdatasync(self._file.fileno())


def punch(n: int) -> tuple[str, str]:
    return PEOPLE[n % len(PEOPLE)], f"{START + timedelta(seconds=n):%Y-%m-%d %H:%M:%S}"


class Terminal:
    """Publishes what is not acknowledged, `window` at a time, again after each connection."""

    def __init__(self, given: argparse.Namespace) -> None:
        self.given = given
        self.ledger = Ledger(given.ledger / f"{given.serial}.jsonl")
        self.waiting: dict[int, int] = {}
        self.fresh: list[int] = []
        self.client = paho.Client(
            CallbackAPIVersion.VERSION2, client_id=given.serial, protocol=paho.MQTTv311,
            clean_session=True,
        )  # fmt: skip
        self.client.username_pw_set(given.serial, given.password)
        self.client.max_inflight_messages_set(given.window)
        self.client.reconnect_delay_set(1, 1)
        self.client.on_publish = self._published

    def _published(self, _client: paho.Client, _data: object, mid: int, *_: object) -> None:
        number = self.waiting.pop(mid, None)
        if number is not None:
            self.fresh.append(number)

    def run(self) -> None:
        self.client.connect_async("127.0.0.1", self.given.port, keepalive=20)
        self.client.loop_start()
        while not self.client.is_connected():
            time.sleep(0.01)
        print(json.dumps({"ready": True}), flush=True)
        self._store()
        while True:
            self._send([n for n in range(1, self.ledger.stored + 1) if n not in self.ledger.acked])

    def _store(self) -> None:
        """Everybody punches at once; the ledger has it before anybody hears of it."""
        new = range(self.ledger.stored + 1, self.given.count + 1)
        rows = [(n, *punch(n)) for n in new]
        self.ledger.write([{"do": "stored", "n": n, "code": c, "local": at} for n, c, at in rows])
        self.ledger.stored = self.given.count

    def _send(self, numbers: list[int]) -> None:
        """Send these once, and note what comes back; paho sends them again after a reconnect."""
        for n in numbers:
            while len(self.waiting) >= self.given.window:
                self._note(0.002)
            code, local = punch(n)
            at = local.replace(" ", "T")
            body = {"sn": self.given.serial, "seq": n, "uid": code, "ts": at}
            info = self.client.publish(f"attend/v1/{self.given.serial}/punch", json.dumps(body), 1)
            self.waiting[info.mid] = n
        while self.waiting or self.fresh:
            self._note(0.01)
        if not numbers:
            time.sleep(0.1)

    def _note(self, seconds: float) -> None:
        time.sleep(seconds)
        done, self.fresh = self.fresh, []
        if done:
            self.ledger.write([{"do": "acked", "n": done}])
            self.ledger.acked.update(done)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--serial", required=True)
    options.add_argument("--password", required=True)
    options.add_argument("--ledger", type=Path, required=True)
    options.add_argument("--count", type=int, required=True)
    options.add_argument("--window", type=int, default=200)
    Terminal(options.parse_args()).run()


if __name__ == "__main__":
    main()
