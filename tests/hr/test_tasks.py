"""A kind nobody registers is a job nobody does."""

from pathlib import Path

from hr import tasks
from hr.jobs.registry import TASKS

_HR = Path(__file__).parents[2] / "hr"


def test_every_module_that_defines_a_task_is_listed() -> None:
    defining = {
        ".".join(path.relative_to(_HR.parent).with_suffix("").parts)
        for path in _HR.rglob("*.py")
        if any(line.startswith("@task(") for line in path.read_text().splitlines())
    }
    assert sorted(tasks.MODULES) == list(tasks.MODULES)
    assert set(tasks.MODULES) == defining


def test_loading_registers_them() -> None:
    tasks.load()
    assert {"jobs.prune", "notice.send", "pay.shard"} <= set(TASKS)
