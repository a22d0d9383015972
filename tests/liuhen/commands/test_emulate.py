"""emulate: the command line of each simulated terminal, through ours."""

import subprocess
import sys

import pytest

from tests.support.sims import ROOT


@pytest.mark.parametrize("protocol", ["zk", "adms", "mqtt"])
def test_every_terminal_lists_its_options_and_faults(protocol: str) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "liuhen", "emulate", protocol, "--help"],
        cwd=ROOT, capture_output=True, text=True, timeout=30, check=True,
    )  # fmt: skip
    assert "--ledger" in answer.stdout
    assert "faults" in answer.stdout


def test_an_unknown_terminal_is_refused() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "liuhen", "emulate", "morse"],
        cwd=ROOT, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr
