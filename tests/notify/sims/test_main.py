import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from notify.channels.email import Email
from notify.channels.sms_aliyun import AliyunSms
from notify.sims.__main__ import ACCOUNT
from notify.sims.ledger import Ledger
from tests.notify.kit import email_settings, message, ports, sms_settings


@contextmanager
def running(state: Path, *more: str) -> Iterator[dict[str, int]]:
    command = [sys.executable, "-m", "notify.sims", "--state", str(state), *more]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.communicate(timeout=5)
    assert process.returncode == 0


def entries(path: Path) -> list[dict[str, str]]:
    ledger = Ledger(path)
    ledger.close()
    return ledger.read()


async def test_one_process_is_mail_server_mailbox_and_sms_provider(tmp_path: Path) -> None:
    script = tmp_path / "script.json"
    script.write_text(json.dumps({"boss@x.cn": "fail"}), "utf-8")
    with running(tmp_path, "--deliver-after", "0.05", "--script", str(script)) as port:
        box = {"imap_username": ACCOUNT[0], "imap_password": ACCOUNT[1]}
        email = Email(email_settings(port["smtp"], port["imap"], **box), ports())
        sms = AliyunSms(sms_settings(port["sms"]), ports())
        await email.send(message("boss@x.cn", "N-1"))
        await sms.send(message("13800138000", "N-2"))
        await asyncio.sleep(0.2)
        found = await email.collect()
        assert [(r.attempt, r.kind.value) for r in found.receipts] == [("N-1", "failed")]
        await email.aclose()
        await sms.aclose()
    assert [e["ENVID"] for e in entries(tmp_path / "mail.jsonl")] == ["N-1"]
    assert [e["out_id"] for e in entries(tmp_path / "sms.jsonl")] == ["N-2"]


def test_a_taken_port_is_one_clear_line(tmp_path: Path) -> None:
    with running(tmp_path / "one") as port:
        more = ["--state", str(tmp_path / "two"), "--smtp-port", str(port["smtp"])]
        done = subprocess.run(
            [sys.executable, "-m", "notify.sims", *more],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
    assert done.returncode == 1
    assert done.stdout.startswith("notify.sims: ")
    assert "Traceback" not in done.stderr
