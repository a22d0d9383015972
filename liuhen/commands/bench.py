"""bench: every figure with the limit measured in the same run, and the ratio."""

import argparse
import importlib

from liuhen.bench.row import Row, show

SUBJECTS = {
    **{one: one for one in ("ingest", "pull", "history", "storm", "payroll", "notices", "portal")},
    "idle": "idle_terminals",
}
"""What can be measured, and the module under liuhen/bench that does it."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=sorted(SUBJECTS))
    parser.add_argument("--json", action="store_true", help="one JSON document")


def main(args: argparse.Namespace) -> int:
    rows: list[Row] = importlib.import_module(f"liuhen.bench.{SUBJECTS[args.what]}").measure()
    show(rows, as_json=args.json)
    return 0
