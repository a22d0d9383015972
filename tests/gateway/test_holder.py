"""A process that died on this machine is known to be gone; of any other nobody can say."""

import subprocess
import sys

from gateway import holder


def test_who_runs_is_not_gone() -> None:
    assert not holder.gone(holder.me())
    assert holder.me() != holder.me()


def test_who_was_killed_is_gone() -> None:
    code = "from gateway import holder; import time; print(holder.me(), flush=True); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        name = process.stdout.readline().strip()
        assert not holder.gone(name)
    finally:
        process.kill()
        process.wait()
    process.stdout.close()
    assert holder.gone(name)


def test_of_another_machine_nothing_is_claimed() -> None:
    place, _, rest = holder.me().partition(":")
    assert not holder.gone(f"{place[::-1]}:{rest}")
    assert not holder.gone("")
    assert not holder.gone(f"{place}:junk")
