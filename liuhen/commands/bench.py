"""bench: every figure with the limit measured in the same run, and the ratio."""

import argparse
import importlib

from liuhen.bench.row import Row, show

SUBJECTS = ("ingest", "pull", "payroll", "notices", "portal")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=SUBJECTS)
    parser.add_argument("--json", action="store_true", help="one JSON document")


def main(args: argparse.Namespace) -> int:
    rows: list[Row] = importlib.import_module(f"liuhen.bench.{args.what}").measure()
    show(rows, as_json=args.json)
    return 0
