"""What a pay run may do now, why not, and how far its computation has come."""

from dataclasses import dataclass

from hr import clock
from hr.days import closed_months
from orm.models import Company, JobBatch, PayRun
from rules.payroll import run as rule
from rules.payroll.run import Standing
from rules.period import Month
from rules.problem import Refused
from rules.text import Text

ATTENDANCE_OPEN = Text(
    "{month} 的考勤还没有关账，工资会跟着变。先关考勤再复核。",
    "Attendance of {month} is still open and pay would follow it. Close it first.",
)
_ACTS: tuple[rule.Act, ...] = ("recompute", "review", "reopen", "close")


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Shards of the last computation."""

    total: int
    done: int
    failed: int

    @property
    def running(self) -> bool:
        """Whether some shard has not ended."""
        return self.done + self.failed < self.total


async def progress_of(company_id: str, month: str) -> Progress | None:
    """How far a month's newest computation is; None when it was never started by a batch.

    Ask before reading slips: then those of every shard that counts as done are among them.
    """
    found = (
        await JobBatch.filter(company_id=company_id, label=f"pay:{month}").order_by("-id").first()
    )
    return Progress(total=found.total, done=found.done, failed=found.failed) if found else None


async def hindrances(company_id: str, standing: Standing) -> dict[rule.Act, Text]:
    """Why each act is closed now; an act that is open is not in it."""
    found = {what: why for what in _ACTS if (why := _why_not(standing, what))}
    month = str(standing.month)
    if "review" not in found and month not in await closed_months(company_id):
        found["review"] = ATTENDANCE_OPEN.format(month=month)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Startable:
    """A month without a run; `ready` once its attendance is closed, before that a trial."""

    month: str
    ready: bool


async def startable(company_id: str) -> list[Startable]:
    """Months without a run, oldest first: those whose attendance is closed, and the present one."""
    company = await Company.get(id=company_id)
    runs = {one.month for one in await PayRun.filter(company_id=company_id)}
    closed = await closed_months(company_id)
    present = str(Month.of(clock.today(company.zone)))
    return [
        Startable(month=month, ready=month in closed) for month in sorted({present, *closed} - runs)
    ]


def _why_not(standing: Standing, what: rule.Act) -> Text | None:
    try:
        rule.act(standing, what)
    except Refused as refused:
        return refused.problem.text
    return None
