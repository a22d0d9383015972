"""What the hostile surfaces share: lines of a file as marked parameters."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

Json = dict[str, Any]


def lines(path: Path) -> Iterator[Json]:
    """The cases of one file; a directory without it has none."""
    if path.exists():
        for line in path.read_text("utf-8").splitlines():
            if line.strip():
                yield json.loads(line)


def marked(cases: Iterator[Json], area: Callable[[Json], str]) -> list[Any]:
    """Each case with the area it needs built."""
    return [
        pytest.param(case, id=case["id"], marks=pytest.mark.area("hostile", area(case)))
        for case in cases
    ]
