"""What the house does by itself, again and again: sequence, judge, sweep, let deadlines pass."""

from datetime import timedelta

from tortoise.transactions import in_transaction

from hr import clock, days, dirty, installation, requests, sequencer
from hr.action import Work
from hr.actor import Machine
from hr.jobs import task
from orm.models import Company, Day, DirtyDay, PendingLeaf, Person, Request
from rules.access import Permission
from rules.attendance.result import Verdict

_SWEPT = timedelta(days=2)


@task("evidence.sequence", every=timedelta(seconds=1))
async def sequence(args: dict[str, str]) -> None:
    """Give every waiting event its place and sign the new heads."""
    key = installation.current().vault.signing_key()
    for company_id in await PendingLeaf.all().distinct().values_list("company_id", flat=True):
        while await sequencer.sequence(str(company_id), key):
            pass


@task("attendance.judge", every=timedelta(seconds=1))
async def judge(args: dict[str, str]) -> None:
    """Judge the days whose inputs changed."""
    for company_id in await DirtyDay.all().distinct().values_list("company_id", flat=True):
        while await days.recompute(str(company_id)):
            pass


@task("attendance.sweep", every=timedelta(minutes=5))
async def sweep(args: dict[str, str]) -> None:
    """Mark the days that time alone changes: shifts that began, ended, or were never judged."""
    for company in await Company.all():
        today = clock.today(company.zone)
        recent = [today - n * timedelta(days=1) for n in range(_SWEPT.days)]
        people = await Person.filter(company_id=company.id, left_on=None)
        done = {
            (one.person_id, one.date)
            for one in await Day.filter(company_id=company.id, date__in=recent)
            if one.verdict != Verdict.PENDING
        }
        wanted = {(p.id, day) for p in people for day in recent} - done
        async with in_transaction():
            await dirty.mark(company.id, wanted)


@task("request.timers", every=timedelta(minutes=1))
async def timers(args: dict[str, str]) -> None:
    """Let reminders and deadlines of running requests happen."""
    for found in await Request.filter(state__in=["running", "returned"]).only("id", "company_id"):
        machine = await Machine(found.company_id).actor()
        work = Work(actor=machine, needs=Permission.REQUEST_ACT, now=clock.now())
        async with in_transaction():
            await requests.advance(work, found.id)
