"""The size budget: short files, short functions, few branches."""

import ast
import subprocess
import sys
from statistics import median

from tests.arch.source import ROOT, Source, everything, product

FILE_MEDIAN, FILE_STOP = 100, 400
FUNCTION_MEDIAN, FUNCTION_STOP = 8, 40


def lines(source: Source) -> int:
    return source.text.count("\n")


def functions(source: Source) -> list[tuple[str, int]]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [
        (f"{source.path}:{n.lineno} {n.name}", (n.end_lineno or n.lineno) - n.lineno + 1)
        for n in source.nodes()
        if isinstance(n, kinds)
    ]


def test_no_file_is_longer_than_the_stop() -> None:
    long = [f"{s.path}: {lines(s)} lines" for s in everything() if lines(s) > FILE_STOP]
    assert not long, "\n".join(long)


def test_half_of_the_files_are_short() -> None:
    assert median(lines(s) for s in product()) <= FILE_MEDIAN


def test_no_function_is_longer_than_the_stop() -> None:
    every = [f for s in everything() for f in functions(s)]
    long = [f"{name}: {size} lines" for name, size in every if size > FUNCTION_STOP]
    assert not long, "\n".join(long)


def test_half_of_the_functions_are_short() -> None:
    assert median(size for s in product() for _, size in functions(s)) <= FUNCTION_MEDIAN


def test_no_function_branches_more_than_eight_ways() -> None:
    command = [sys.executable, "-m", "ruff", "check", "--select", "C901", "--no-cache", "."]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout
