"""What a simulated ADMS terminal writes: upload bodies in its dialects, and command results."""

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


def results_of(body: bytes, terminal: Terminal) -> bytes:
    """Carry out the commands of a poll and write the results, one line each."""
    rows = [line.split(":", 2) for line in body.decode("utf-8", "replace").splitlines()]
    orders = [(row[1], row[2]) for row in rows if len(row) == 3 and row[0] == "C"]
    lines = (
        f"ID={number}&Return={_carry_out(text, terminal)}&CMD={text.split()[0]}\n"
        for number, text in orders
        if text
    )
    return "".join(lines).encode()


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


def _carry_out(text: str, terminal: Terminal) -> int:
    """Obey one command; returns the firmware's code: 0 done, -1002 not supported."""
    fields = dict(part.partition("=")[::2] for part in text.split(" ", 3)[-1].split("\t"))
    if text.startswith("DATA UPDATE USERINFO"):
        _forget(terminal, fields["PIN"])
        terminal.people.append((fields["PIN"], fields.get("Name", "")))
        return 0
    if text.startswith("DATA DELETE USERINFO"):
        _forget(terminal, fields["PIN"])
        return 0
    if text.startswith("DATA QUERY ATTLOG"):
        return _ask_again(terminal, fields["StartTime"], fields["EndTime"])
    return 0 if text.split(maxsplit=1)[0] in {"CHECK", "INFO", "LOG", "REBOOT"} else -1002


def _forget(terminal: Terminal, code: str) -> None:
    terminal.people[:] = [person for person in terminal.people if person[0] != code]


def _ask_again(terminal: Terminal, start: str, end: str) -> int:
    found = [record for record in terminal.ledger.records if start <= record.local <= end]
    terminal.ledger.forget([record.n for record in found])
    for record in found[:1]:
        terminal.on_punch(record)
    return 0 if found else -1
