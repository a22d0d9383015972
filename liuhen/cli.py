"""The command line: an explicit table of commands, each in a module of its own."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rules.problem import Problem, Refused
from rules.text import Lang


class Command(Protocol):
    """A command module: declares its arguments, does its work, returns the exit code."""

    def arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def main(self, args: argparse.Namespace) -> int: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """A command's words, its module and an example for `--help`."""

    words: str
    module: str
    what: str
    example: str


COMMANDS = (
    Entry("run", "run", "everything in one go", "liuhen run --demo"),
    Entry("portal", "processes", "the portal alone", "liuhen portal"),
    Entry("gateway", "processes", "the device gateway alone", "liuhen gateway"),
    Entry("worker", "processes", "one background worker", "liuhen worker"),
    Entry("migrate", "storage", "bring the database up to date", "liuhen migrate"),
    Entry("doctor", "storage", "say what is wrong and how to mend it", "liuhen doctor"),
    Entry("backup", "storage", "copy database and secrets", "liuhen backup var/backup.tar.gz"),
    Entry("restore", "storage", "put a backup back", "liuhen restore var/backup.tar.gz"),
    Entry("setup", "setup", "migrate, and fill an empty database", "liuhen setup --demo"),
    Entry("link", "setup", "a new single-use sign-in link", "liuhen link hr"),
    Entry("emulate", "emulate", "terminals on the real wire", "liuhen emulate zk --help"),
    Entry("device add", "device", "enrol a terminal", "liuhen device add --serial A1 ..."),
    Entry("device list", "device", "terminals and their health", "liuhen device list"),
    Entry("device test", "device", "test a terminal step by step", "liuhen device test A1"),
    Entry("device capture", "capture", "record a session", "liuhen device capture A1 captured/"),
    Entry("device redact", "capture", "take the people out of it", "liuhen device redact captured"),
    Entry("punches export", "punches", "raw punches as CSV", "liuhen punches export > p.csv"),
    Entry("attendance close", "month", "close a month", "liuhen attendance close 2026-10"),
    Entry("payroll run", "month", "compute a month's pay", "liuhen payroll run 2026-10"),
    Entry("evidence pack", "evidence", "write a pack", "liuhen evidence pack pack.zip"),
    Entry("evidence verify", "evidence", "check a pack", "liuhen evidence verify pack.zip"),
    Entry("bench", "bench", "measure against the limit", "liuhen bench ingest --json"),
)


def run(argv: Sequence[str]) -> int:
    """Parse, call, and turn every refusal into one line on stderr."""
    entry, rest = _find(list(argv))
    if entry is None:
        _help(argv)
        return 0 if not argv or argv[0] in {"-h", "--help"} else 2
    module: Command = importlib.import_module(f"liuhen.commands.{entry.module}")
    parser = argparse.ArgumentParser(
        prog=f"liuhen {entry.words}", description=entry.what, epilog=f"example: {entry.example}"
    )
    parser.set_defaults(command=entry.words)
    module.arguments(parser)
    try:
        return module.main(parser.parse_args(rest))
    except Refused as refused:
        say(refused.problem)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return 1


def say(problem: Problem) -> None:
    """One line on stderr, Chinese first unless the terminal's language is English."""
    lang: Lang = "zh" if os.environ.get("LANG", "zh").startswith("zh") else "en"
    stop = "。" if lang == "zh" else ". "
    words = [problem.text.of(lang), problem.hint.of(lang) if problem.hint else ""]
    line = stop.join(word.rstrip("。. ") for word in words if word)
    print(f"liuhen: {line}{stop.rstrip()}", file=sys.stderr)


def _find(argv: list[str]) -> tuple[Entry | None, list[str]]:
    for length in (2, 1):
        words = " ".join(argv[:length])
        for entry in COMMANDS:
            if entry.words == words:
                return entry, argv[length:]
    return None, argv


def _help(argv: Sequence[str]) -> None:
    out = sys.stdout if not argv or argv[0] in {"-h", "--help"} else sys.stderr
    if out is sys.stderr:
        print(f"liuhen: no such command: {' '.join(argv[:2])}", file=out)
    print("usage: liuhen COMMAND [options]   (each has --help with an example)\n", file=out)
    for entry in COMMANDS:
        print(f"  {entry.words:<18} {entry.what}", file=out)
