"""A kind nobody registers is a job nobody does."""

from pathlib import Path

from hr import tasks
from hr.jobs.registry import TASKS

_ROOT = Path(__file__).parents[2]


def test_every_module_that_defines_a_task_is_listed() -> None:
    defining = {
        ".".join(path.relative_to(_ROOT).with_suffix("").parts)
        for path in (_ROOT / "hr").rglob("*.py")
        if any(line.startswith("@task(") for line in path.read_text().splitlines())
    }
    assert {module.__name__ for module in tasks.MODULES} == defining


def test_they_are_registered() -> None:
    assert {"jobs.prune", "notice.send", "pay.shard"} <= set(TASKS)
