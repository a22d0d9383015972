"""The long run: every parser in a process of its own, a million inputs each, and the table.

`python -m tests.fuzz.run [--inputs N] [--seed S] [--only NAME] [--table FILE]`; what breaks a
parser is kept in tests/fuzz/found and stays a seed.
"""

import argparse
import gc
import hashlib
import json
import os
import platform
import resource
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.fuzz import corpus
from tests.fuzz.mutate import Mutator
from tests.fuzz.parsers import BY_NAME, PARSERS
from tests.fuzz.verdict import REFUSED, faults, outcome
from tests.fuzz.zk_parsers import Parser

INPUTS = 1_000_000
LIMIT_MS, LIMIT_MIB = 100.0, 64.0
HANG_SECONDS = 20
_BEATS = 1000
_MOST_KEPT = 5
TABLE = Path(__file__).parents[2] / "docs" / "why" / "fuzz.md"


class HangError(Exception):
    """A parser has worked on inputs for longer than it can need."""


@dataclass(slots=True)
class Result:
    """What one parser did; `slowest_ms` is processor time, measured three times, the least."""

    name: str
    seeds: int = 0
    inputs: int = 0
    refused: int = 0
    broken: int = 0
    wrong: int = 0
    slowest_ms: float = 0.0
    growth_mib: float = 0.0
    seconds: float = 0.0
    kept: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether every bar is met."""
        fast = self.slowest_ms <= LIMIT_MS
        return not self.broken and not self.wrong and fast and self.growth_mib < LIMIT_MIB


def fuzz(parser: Parser, inputs: int, seed: int) -> Result:
    """Feed one parser; in this process."""
    seeds = parser.corpus()
    stream = Mutator(seeds, parser.words, seed)
    result = Result(parser.name, seeds=len(seeds))
    for data in seeds:
        _one(parser, data, result)
    gc.collect()
    began, rss = time.perf_counter(), _peak_mib()
    signal.signal(signal.SIGALRM, _hang)
    for _ in range(inputs):
        if result.inputs % _BEATS == 0:
            signal.alarm(HANG_SECONDS)
        _one(parser, stream.next(), result)
    signal.alarm(0)
    result.seconds = time.perf_counter() - began
    result.growth_mib = _peak_mib() - rss
    return result


def _one(parser: Parser, data: bytes, result: Result) -> None:
    result.inputs += 1
    began = time.perf_counter()
    try:
        found = outcome(parser, data)
    except Exception as broke:  # noqa: BLE001 - whatever a parser raises is the finding
        result.broken += 1
        _keep(parser, data, result, f"{type(broke).__name__}: {broke}")
        return
    if 1000 * (time.perf_counter() - began) > result.slowest_ms:
        result.slowest_ms = max(result.slowest_ms, _processor_ms(parser, data))
    result.refused += isinstance(found, tuple) and found[:1] == (REFUSED,)
    if wrong := faults(found):
        result.wrong += 1
        _keep(parser, data, result, wrong[0])


def _processor_ms(parser: Parser, data: bytes) -> float:
    """The least of three: what else this machine does is not the parser's time."""
    times = []
    for _ in range(3):
        began = time.thread_time()
        outcome(parser, data)
        times.append(1000 * (time.thread_time() - began))
    return min(times)


def _keep(parser: Parser, data: bytes, result: Result, why: str) -> None:
    if len(result.kept) < _MOST_KEPT:
        corpus.FOUND.mkdir(exist_ok=True)
        name = f"{parser.name}-{hashlib.sha256(data).hexdigest()[:12]}.hex"
        (corpus.FOUND / name).write_text(data.hex() + "\n")
        result.kept.append(f"{name}: {why}")


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _hang(*_: object) -> None:
    raise HangError(f"over {HANG_SECONDS} s for at most {_BEATS} inputs")


def _in_own_process(name: str, inputs: int, seed: int) -> Result:
    command = [sys.executable, "-m", "tests.fuzz.run", "--child", name]
    command += ["--inputs", str(inputs), "--seed", str(seed)]
    answer = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if answer.returncode:
        return Result(name, inputs=inputs, broken=1, kept=[f"ended with {answer.returncode}"])
    return Result(**json.loads(answer.stdout))


def table(results: list[Result], seed: int, before: str = "") -> str:
    """The page of the results, in Markdown; parsers that did not run keep their row of `before`."""
    rows = {line.split("`")[1]: line + "\n" for line in before.splitlines() if line[:3] == "| `"}
    rows |= {one.name: _row(one) for one in results}
    shown = [rows[one.name] for one in PARSERS if one.name in rows]
    return _PAGE.format(
        rows="".join(shown),
        total=sum(int(row.split("|")[3].replace(",", "")) for row in shown),
        parsers=len(shown),
        seed=seed,
        python=platform.python_version(),
        limit=LIMIT_MS,
        memory=LIMIT_MIB,
        verdict="all bars met" if all(map(_good, shown)) else "NOT all bars met",
    )


def _row(r: Result) -> str:
    return (
        f"| `{r.name}` | {r.seeds} | {r.inputs:,} | {r.refused:,} | {r.broken} | {r.wrong}"
        f" | {r.slowest_ms:.1f} | {r.growth_mib:.1f} | {r.inputs / max(r.seconds, 0.001):,.0f} |\n"
    )


def _good(row: str) -> bool:
    broken, wrong, slowest, growth = (float(cell) for cell in row.split("|")[5:9])
    return not broken and not wrong and slowest <= LIMIT_MS and growth < LIMIT_MIB


_PAGE = """\
# What the parsers withstand

Written by `make fuzz` (tests/fuzz): every parser that takes bytes from outside, each in a process of its own, fed with mutations of what real
terminals said and hostile ones tried (tests/cases): bit flips, splices, cuts, length fields, repeats, words of the wire. A codec function that no
parser reaches fails `tests/fuzz/test_list.py`; a short seeded selection of the same inputs runs in every `make test`.

| bar | limit |
|---|---|
| uncaught exceptions, and results that break a promise (times that are none, texts storage cannot hold) | 0 |
| the slowest input, processor time | {limit:.0f} ms |
| growth of the process | {memory:.0f} MiB |

{total:,} inputs to {parsers} parsers, seed {seed}, Python {python}: {verdict}. *Refused* counts inputs answered with one of the parser's own errors;
the rest was read, or set aside as unreadable. `--only NAME` runs one parser and renews its row. Rates are of a machine that did other work too.

| parser | seeds | inputs | refused | exceptions | wrong | slowest ms | growth MiB | inputs/s |
|---|---|---|---|---|---|---|---|---|
{rows}"""  # noqa: E501 - a line of the page is a paragraph


def main(arguments: list[str] | None = None) -> int:
    """Run what is asked; 1 when a bar is not met."""
    options = _options(arguments)
    if options.child:
        print(json.dumps(asdict(fuzz(BY_NAME[options.child], options.inputs, options.seed))))
        return 0
    os.nice(10)
    results = []
    for name in options.only or [one.name for one in PARSERS]:
        result = _in_own_process(name, options.inputs, options.seed)
        results.append(result)
        mark = "ok " if result.good else "BAD"
        print(f"{mark} {asdict(result)}", flush=True)
    before = options.table.read_text("utf-8") if options.table.exists() else ""
    options.table.write_text(table(results, options.seed, before), "utf-8")
    return 0 if all(result.good for result in results) else 1


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.run", description=__doc__)
    parser.add_argument("--inputs", type=int, default=INPUTS, help="for each parser")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--only", action="append", choices=sorted(BY_NAME), help="writes only its row of the table"
    )
    parser.add_argument("--table", type=Path, default=TABLE)
    parser.add_argument("--child", choices=sorted(BY_NAME), help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
