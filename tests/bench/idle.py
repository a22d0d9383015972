"""What the whole product needs when nothing much happens: `python -m tests.bench.idle`.

Every process of `liuhen run` with the demo company and its three terminals: resident memory as the
kernel counts it (shared pages in each), and the time a portal needs from start to first answer.
"""

import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from liuhen.bench.row import Row, show
from tests.story.house import ROOT, WHEN, House, running
from tests.support.ports import free_port

MOST_MEMORY, MOST_START = 400.0, 5.0
QUIET = 30


def processes(session: int) -> Iterator[tuple[int, list[str]]]:
    """Every living process of a session, with its command line."""
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            words = (folder / "cmdline").read_bytes().decode().split("\0")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            yield int(folder.name), words


def megabytes(pid: int, what: str = "Rss") -> float:
    """Resident (Rss) or proportional (Pss) memory of a process."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{what}:"))


def measure(house: House) -> list[Row]:
    """Wait until it is quiet, then look."""
    assert house.process
    time.sleep(QUIET)
    found = list(processes(house.process.pid))
    for pid, words in sorted(found, key=lambda one: -megabytes(one[0])):
        name = " ".join(word for word in words[1:5] if not word.startswith("/"))
        print(f"  {megabytes(pid):6.1f} MB  (Pss {megabytes(pid, 'Pss'):5.1f})  {name}")
    return [
        _row(
            "idle", f"{len(found)} processes, resident", sum(megabytes(p) for p, _ in found), "MB"
        ),
        _row("start", "portal start to first answer", _portal_start(house), "s"),
    ]


def _portal_start(house: House) -> float:
    """A second portal beside the first, on the same data."""
    port = free_port()
    command = [sys.executable, "-m", "liuhen", "portal"]
    began = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, env=house.environment() | {"LIUHEN_PORT": str(port)}
    ) as portal:
        try:
            while not _answers(port):
                assert time.perf_counter() - began < 60, "the portal does not answer"
                time.sleep(0.02)
            return time.perf_counter() - began
        finally:
            portal.terminate()


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _row(name: str, what: str, figure: float, unit: str) -> Row:
    limit = MOST_MEMORY if unit == "MB" else MOST_START
    return Row(
        name=name, what=what, figure=figure, limit=limit, unit=unit, target=1.0,
        lower_is_better=True,
    )  # fmt: skip


def main() -> int:
    """Print what each process holds and the sums beside their limits."""
    with tempfile.TemporaryDirectory() as name:
        offset = (WHEN - datetime.now(UTC)).total_seconds()
        with running(Path(name) / "house", None, offset) as house:
            rows = measure(house)
    show(rows, as_json=False)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
