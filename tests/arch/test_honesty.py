"""Nothing is postponed in silence, silenced without a reason, or tied to one machine."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.arch.source import ROOT, everything, repository_files

POSTPONED = re.compile(r"#.*\b(?:TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
SKIPPED = re.compile(r"pytest\.(?:mark\.)?(?:sk" r"ip|xf" r"ail|importor" r"skip)")
NO_REASON = re.compile(r"# no" r"qa(?!: [A-Z0-9, ]+ - \w)|# type: ig" r"nore(?!\[[\w, -]+\] +# \w)")
PLACES = re.compile(
    r"py" r"pi\.org|python" r"hosted\.org|registry\.npm" r"js|--index" r"-url|--extra" r"-index"
    r"|(?<![\w.])/work" r"/(?:main|shared)|/root" r"/|/home" r"/(?!app\b)\w|\.lib" r"rary/",
)  # fmt: skip
BINARY = {".png", ".ico", ".xlsx", ".xls", ".woff2", ".pdf", ".gz", ".zip"}


def hits(pattern: re.Pattern[str], files: Iterable[tuple[str, str]]) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()[:100]}"
        for path, text in files
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def python() -> list[tuple[str, str]]:
    return [(s.path, s.text) for s in everything()]


def committed() -> list[tuple[str, str]]:
    files = [p for p in repository_files() if p.suffix not in BINARY and "cases" not in p.parts]
    return [(_name(p), p.read_text("utf-8")) for p in files]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("pattern", [POSTPONED, SKIPPED, NO_REASON], ids=lambda p: p.pattern[:20])
def test_nothing_is_postponed_or_silenced_without_a_reason(pattern: re.Pattern[str]) -> None:
    found = hits(pattern, python())
    assert not found, "\n".join(found)


def test_no_registry_and_no_machine_is_named() -> None:
    found = hits(PLACES, committed())
    assert not found, "\n".join(found)
