"""Nothing is postponed in silence, silenced without a reason, or tied to one machine."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.arch.source import ROOT, everything, repository_files

HERE = Path(__file__)  # names what it forbids
POSTPONED = re.compile(r"#.*\b(?:TODO|FIXME|XXX|HACK)\b")
SKIPPED = re.compile(r"pytest\.(?:mark\.)?(?:skip|xfail|importorskip)")
NO_REASON = re.compile(r"# noqa(?!: [A-Z0-9, ]+ - \w)|# type: ignore(?!\[[\w, -]+\] +# \w)")
PLACES = re.compile(
    r"pyp[i]\.org|pythonhoste[d]\.org|registry\.npmj[s]|--(?:extra-)?index-url"
    r"|(?<![\w.])/wor[k]/(?:main|shared)|/root/|/home/(?!app\b)\w|\.librar[y]/",
)
BINARY = {".png", ".ico", ".xlsx", ".xls", ".woff2", ".pdf", ".gz", ".zip"}


def hits(pattern: re.Pattern[str], files: Iterable[tuple[str, str]]) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()[:100]}"
        for path, text in files
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def python() -> list[tuple[str, str]]:
    return [(s.path, s.text) for s in everything() if s.path != _name(HERE)]


def committed() -> list[tuple[str, str]]:
    files = [p for p in repository_files() if p.suffix not in BINARY and "cases" not in p.parts]
    return [(_name(p), p.read_text("utf-8")) for p in files if p != HERE]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("pattern", [POSTPONED, SKIPPED, NO_REASON], ids=lambda p: p.pattern[:20])
def test_nothing_is_postponed_or_silenced_without_a_reason(pattern: re.Pattern[str]) -> None:
    found = hits(pattern, python())
    assert not found, "\n".join(found)


def test_no_registry_and_no_machine_is_named() -> None:
    found = hits(PLACES, committed())
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("pattern", "line", "found"),
    [
        (POSTPONED, "x = 1  # TODO later", True),
        (POSTPONED, "x = 1  # the to-do centre", False),
        (SKIPPED, "@pytest.mark.skip", True),
        (SKIPPED, "pytest.importorskip('x')", True),
        (NO_REASON, "x = 1  # noqa: E501", True),
        (NO_REASON, "x = 1  # noqa: E501 - the address is one word", False),
        (NO_REASON, "x = y  # type: ignore[misc]", True),
        (NO_REASON, "x = y  # type: ignore[misc]  # the library has no types", False),
        (PLACES, "pip install --index-url x", True),
        (PLACES, "see /root/notes", True),
        (PLACES, "the path /people/work", False),
    ],
)
def test_a_pattern_finds_what_it_is_for(
    pattern: re.Pattern[str], line: str, *, found: bool
) -> None:
    assert bool(pattern.search(line)) is found
