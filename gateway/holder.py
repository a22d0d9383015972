"""Who a running process is, so that another one on this machine can tell that it has died."""

import secrets
from pathlib import Path

_PROC = Path("/proc")


def me() -> str:
    """Machine start, process space, process and its start, and a word of our own."""
    return ":".join((_place(), _process("self"), secrets.token_hex(4)))


def gone(holder: str) -> bool:
    """Whether a holder was a process of this machine and is none any more; in doubt False."""
    place, _, rest = holder.partition(":")
    process, _, started = rest.partition(":")[0].partition("@")
    if not place or place != _place() or not process.isdecimal():
        return False
    return _process(process) != f"{process}@{started}"


def _place() -> str:
    """This start of this machine, and the process space in which numbers mean processes."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()
        space = (_PROC / "self/ns/pid").readlink().name
    except OSError:
        return ""
    return f"{boot[:18]}{space.strip('pid:[]')}"


def _process(number: str) -> str:
    """`number@start` of a running process, "" of none."""
    try:
        words = (_PROC / number / "stat").read_text()
    except OSError:
        return ""
    after = words.rpartition(")")[2].split()
    return f"{words.split(' ', 1)[0]}@{after[19]}" if after[0] != "Z" else ""
