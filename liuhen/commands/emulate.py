"""emulate zk|adms|mqtt: terminals on the real wire, with faults on order and their own ledger."""

import argparse
import asyncio
import contextlib
import importlib
import sys

_SIMULATORS = {"zk": "zk", "adms": "adms", "mqtt": "mqtt_face"}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("protocol", choices=sorted(_SIMULATORS), help="which terminal to be")
    parser.add_argument(
        "options",
        nargs=argparse.REMAINDER,
        help="its own options: liuhen emulate zk --help lists them with every fault",
    )


def main(args: argparse.Namespace) -> int:
    simulator = importlib.import_module(f"devices.sims.{_SIMULATORS[args.protocol]}")
    options = simulator.parse(args.options)
    print(f"liuhen: emulating {args.protocol}; ^C ends it", file=sys.stderr)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(simulator.main(options))
    return 0
