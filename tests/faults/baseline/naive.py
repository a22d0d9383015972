"""What an integrator writes in an afternoon: stock pyzk in a loop, paho as it comes, a table.

python tests/faults/baseline/naive.py --database FILE (--zk SERIAL:PORT | --mqtt PORT)
No unique key, the newest time as the mark of what is known, whatever the libraries do by default.
"""

import argparse
import json
import sqlite3
import time
from datetime import datetime
from pathlib import Path

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion
from zk import ZK

EVERY = 1.0


def opened(path: Path) -> sqlite3.Connection:
    """The tables that the checker reads, without anything that would help."""
    conn = sqlite3.connect(path, timeout=30)
    conn.executescript(
        "CREATE TABLE IF NOT EXISTS terminal (id TEXT, serial TEXT);"
        "CREATE TABLE IF NOT EXISTS punch (terminal_id TEXT, person_code TEXT, local_text TEXT,"
        " person_id TEXT, received_at INTEGER);"
        "CREATE TABLE IF NOT EXISTS quarantine (terminal_id TEXT, payload BLOB);"
        "CREATE TABLE IF NOT EXISTS terminal_gap (terminal_id TEXT, low TEXT, high TEXT);"
    )
    return conn


def insert(conn: sqlite3.Connection, serial: str, code: str, local: str) -> None:
    if not conn.execute("SELECT 1 FROM terminal WHERE id = ?", (serial,)).fetchone():
        conn.execute("INSERT INTO terminal VALUES (?, ?)", (serial, serial))
    now = int(time.time() * 1000)
    conn.execute("INSERT INTO punch VALUES (?, ?, ?, '', ?)", (serial, code, local, now))


def pull(conn: sqlite3.Connection, serial: str, port: int) -> None:
    """Read the whole log now and then, and take what is newer than the newest."""
    while True:
        try:
            link = ZK("127.0.0.1", port=port, timeout=5, ommit_ping=True).connect()
            records = link.get_attendance()
            link.disconnect()
        except Exception as wrong:  # noqa: BLE001 - as it is written in an afternoon
            print(wrong, flush=True)
            time.sleep(EVERY)
            continue
        last = conn.execute(
            "SELECT max(local_text) FROM punch WHERE terminal_id = ?", (serial,)
        ).fetchone()[0]
        mark = datetime.fromisoformat(last) if last else datetime.min  # noqa: DTZ901 - naive
        for one in records:
            if one.timestamp > mark:
                insert(conn, serial, one.user_id, f"{one.timestamp:%Y-%m-%d %H:%M:%S}")
        conn.commit()
        time.sleep(EVERY)


def listen(path: Path, port: int) -> None:
    """Subscribe and write each message as it comes; paho acknowledges by itself."""
    conn: list[sqlite3.Connection] = []

    def came(client: paho.Client, *_: object) -> None:
        client.subscribe("attend/v1/+/punch", qos=1)
        client.subscribe("mqtt/face/+/Rec", qos=1)

    def message(client: paho.Client, _: object, one: paho.MQTTMessage) -> None:
        if not conn:
            conn.append(opened(path))
        body = json.loads(one.payload)
        if one.topic.startswith("attend"):
            insert(conn[0], body["sn"], body["uid"], body["ts"].replace("T", " "))
        else:
            serial, info = one.topic.split("/")[2], body["info"]
            insert(conn[0], serial, info["customId"], info["time"])
            ack = {"operator": "PushAck", "messageId": "1",
                   "info": {"PushAckType": 2, "SnapOrRecordID": info["RecordID"]}}  # fmt: skip
            client.publish(f"mqtt/face/{serial}", json.dumps(ack))
        conn[0].commit()

    client = paho.Client(CallbackAPIVersion.VERSION2, client_id="naive", clean_session=False)
    client.on_connect = came
    client.on_message = message
    client.connect("127.0.0.1", port)
    client.loop_forever(retry_first_connection=True)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--database", type=Path, required=True)
    options.add_argument("--zk", default="")
    options.add_argument("--mqtt", type=int, default=0)
    given = options.parse_args()
    with opened(given.database) as conn:
        if given.zk:
            serial, _, port = given.zk.partition(":")
            pull(conn, serial, int(port))
    listen(given.database, given.mqtt)


if __name__ == "__main__":
    main()
