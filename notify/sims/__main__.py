"""Run the fake mail server, mailbox and SMS provider in one process, for the demo and tests.

Example: python -m notify.sims --smtp-port 2525 --imap-port 2143 --sms-port 2580 --state DIR
"""

import argparse
import asyncio
import json
import signal
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from notify.sims.aliyun import AliyunSim
from notify.sims.imap import ImapSim
from notify.sims.ledger import Ledger
from notify.sims.mailbox import Mailbox
from notify.sims.smtp import MailSim

ACCOUNT = ("bounces", "sim-password")


def options(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line; port 0 picks a free one."""
    parser = argparse.ArgumentParser(prog="python -m notify.sims", description=__doc__)
    for name in ("smtp-port", "imap-port", "sms-port"):
        parser.add_argument(f"--{name}", type=int, default=0, metavar="PORT")
    parser.add_argument("--state", type=Path, required=True, help="folder of ledgers and mailbox")
    parser.add_argument("--callback", default="", help="URL that SmsReport pushes go to")
    parser.add_argument("--deliver-after", type=float, default=1.0, metavar="SECONDS")
    parser.add_argument("--clock-skew", type=float, default=0.0, help="seconds ahead of the wall")
    parser.add_argument(
        "--script", type=Path, help='JSON: {"a@b.cn": "fail"}; see notify.sims.smtp'
    )
    return parser.parse_args(argv)


async def serve(chosen: argparse.Namespace) -> None:
    """Serve until SIGTERM or SIGINT; prints the ports as one JSON line when ready."""
    state: Path = chosen.state
    mailbox = Mailbox(state / "bounces")
    script = json.loads(chosen.script.read_text("utf-8")) if chosen.script else {}
    after, skew = chosen.deliver_after, timedelta(seconds=chosen.clock_skew)

    def now() -> datetime:
        return datetime.now(UTC) + skew

    mail = MailSim(Ledger(state / "mail.jsonl"), mailbox, now, report_after=after, script=script)
    sms = AliyunSim(Ledger(state / "sms.jsonl"), now, deliver_after=after, callback=chosen.callback)
    servers = {
        "smtp": await mail.listen(chosen.smtp_port),
        "imap": await ImapSim(mailbox, *ACCOUNT).listen(chosen.imap_port),
        "sms": await sms.listen(chosen.sms_port),
    }
    ports = {name: server.sockets[0].getsockname()[1] for name, server in servers.items()}
    print(json.dumps(ports), flush=True)
    over = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, over.set)
    await over.wait()
    for server in servers.values():
        server.close()


def main() -> int:
    """Run the command."""
    try:
        asyncio.run(serve(options()))
    except (OSError, ValueError) as wrong:
        print(f"notify.sims: {wrong}. Choose other ports or another folder.")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
