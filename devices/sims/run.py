"""The command line all simulators share, and the traffic they make."""

import argparse
import asyncio
import json
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random

from devices.sims import control
from devices.sims.faults import Faults
from devices.sims.ledger import Ledger
from devices.sims.terminal import Terminal, read_backlog, read_people

FOR_EVER = 1 << 62


def start(
    main: Callable[[argparse.Namespace], Coroutine[object, object, None]],
    options: argparse.Namespace,
) -> None:
    """Run a simulator until killed; what is wrong with its options ends it with one line."""
    try:
        asyncio.run(main(options))
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except (OSError, OverflowError, ValueError, KeyError) as wrong:
        raise SystemExit(f"{type(wrong).__name__}: {wrong}") from wrong


def parser(name: str, what: str, faults: Mapping[str, str]) -> argparse.ArgumentParser:
    """Return the options every simulator takes; the epilog lists its faults."""
    listed = "\n".join(f"  {fault:14} {meaning}" for fault, meaning in sorted(faults.items()))
    options = argparse.ArgumentParser(
        prog=f"python -m devices.sims.{name}",
        description=what,
        epilog=f"faults (name[:argument][%percent][@times]):\n{listed}\n\n"
        f"control:\n{control.__doc__}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = options.add_argument
    add("--serial", action="append", help="serial of a terminal; repeat for several")
    add("--people", type=Path, help="file of code[,name] lines (default: 1001 to 1020)")
    add("--ledger", type=Path, help="directory of the fsynced ledgers, one per terminal")
    add("--rate", type=float, default=0.0, help="punches a second over all terminals")
    add("--count", type=int, default=0, help="stop punching at so many in the ledger, 0: never")
    add("--backlog", type=Path, help="JSON lines already in an empty log at the start")
    add("--prefill", type=int, default=0, help="invent so many past punches in an empty log")
    add("--seed", type=int, default=1, help="who punches is drawn from it")
    add("--clock-skew", type=float, default=0.0, help="seconds the terminal's clock is ahead")
    add("--utc-offset", type=int, default=480, help="minutes of the terminal's zone")
    add("--control", type=int, default=0, help="port for orders on 127.0.0.1 (0: a free one)")
    add("--fault", action="append", default=[], metavar="NAME[:ARG][%%PCT][@TIMES]")
    return options


def terminals(options: argparse.Namespace, default: str) -> list[Terminal]:
    """Build the terminals of a command line, each with its ledger and its own luck."""
    people = read_people(options.people)
    built = []
    for place, serial in enumerate(options.serial or [default]):
        path = options.ledger / f"{serial}.jsonl" if options.ledger else None
        terminal = Terminal(
            serial=serial,
            people=list(people),
            ledger=Ledger(path),
            random=Random(options.seed + place),
            skew=timedelta(seconds=options.clock_skew),
            utc_offset=timedelta(minutes=options.utc_offset),
        )
        if options.backlog:
            terminal.prefill(read_backlog(options.backlog))
        terminal.prefill(terminal.history(options.prefill))
        built.append(terminal)
    return built


async def traffic(built: Sequence[Terminal], rate: float, count: int) -> None:
    """Punch at a steady rate, turn by turn, until every ledger together holds `count`."""
    if rate <= 0:
        return
    loop = asyncio.get_running_loop()
    due, turn = loop.time(), 0
    while sum(len(terminal.ledger.records) for terminal in built) < (count or FOR_EVER):
        built[turn % len(built)].punch()
        turn += 1
        due += 1 / rate
        await asyncio.sleep(max(0.0, due - loop.time()))


def say(**facts: object) -> None:
    """Tell the starter, on one line of JSON, what is ready and where."""
    print(json.dumps(facts), flush=True)


def orders(options: argparse.Namespace, known: Mapping[str, str]) -> Faults:
    """Read the faults ordered on the command line; an unknown one ends with a clear line."""
    try:
        return Faults(known, options.fault)
    except ValueError as wrong:
        raise SystemExit(str(wrong)) from wrong
