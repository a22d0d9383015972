"""What a simulated ADMS terminal uploads, in its dialects, and the faults it can show."""

from datetime import UTC, datetime

from devices.sims.faults import Faults
from devices.sims.ledger import Record
from devices.sims.terminal import Terminal

FAULTS = {
    "bad_line": "so many rows nobody can read in every batch (1)",
    "bad_date": "a row of 30 February in every batch",
    "crlf": "rows end with CRLF",
    "keyed": "rows as PIN=, DateTime=, Status=, Verified=",
    "epoch": "times as unix seconds",
    "double": "every row twice",
    "no_stamp": "uploads without a Stamp",
    "resend_acked": "forget an acknowledgement and send the batch again",
    "cut_body": "hang up so many bytes before the end of a body (5)",
    "deaf": "hang up before the answer",
    "stranger": "use a serial that nobody enrolled",
    "lose_orders": "hang up before the answer to a poll, so its orders are never seen",
    "lose_results": "carry orders out and never tell",
    "repeat_results": "tell the results twice",
    "refuse_orders": "answer every order with this code (-1)",
    "forget_orders": "carry an order out again when its number comes again",
}


def batch_body(records: list[Record], terminal: Terminal, faults: Faults) -> bytes:
    """Write an ATTLOG upload."""
    rows = [_row(record, terminal, faults) for record in records]
    if faults.take("double") is not None:
        rows = [row for row in rows for _ in range(2)]
    for number in range(int(faults.number("bad_line", 1) or 0)):
        rows.insert(len(rows) // 2, f"junk{number or ''}")
    if faults.take("bad_date") is not None:
        rows.insert(len(rows) // 2, f"{records[0].code}\t2026-02-30 08:30:00\t0\t1\t0\t0")
    end = "\r\n" if faults.on("crlf") else "\n"
    return "".join(row + end for row in rows).encode()


def user_rows(terminal: Terminal, encoding: str) -> bytes:
    """Write a USERINFO upload of everybody enrolled, in the terminal's code page."""
    rows = (f"USER PIN={code}\tName={name}\tPri=0\tGrp=1\n" for code, name in terminal.people)
    return "".join(rows).encode(encoding, "replace")


def _row(record: Record, terminal: Terminal, faults: Faults) -> str:
    time = record.local
    if faults.on("epoch"):
        local = datetime.fromisoformat(record.local).replace(tzinfo=UTC)
        time = str(int((local - terminal.utc_offset).timestamp()))
    if faults.on("keyed"):
        return (
            f"PIN={record.code}\tDateTime={time}\tStatus={record.state}\tVerified={record.verify}"
        )
    return f"{record.code}\t{time}\t{record.state}\t{record.verify}\t0\t0\t0"
