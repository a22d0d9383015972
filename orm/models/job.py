"""Background work: one table with the semantics that docs/decisions/003 argues."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from orm.fields import InstantField


class Job(Model):
    """`token` fences the running attempt; `again` asks a running job for one more run.

    Its indexes are partial and stand in the migration: one per state that is searched.
    """

    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26, null=True)
    lane = fields.CharField(32, default="default")
    kind = fields.CharField(64)
    version = fields.IntField(default=1)
    args: Any = fields.JSONField(default=dict)
    state = fields.CharField(16)
    prio = fields.IntField(default=0)
    run_at = InstantField()
    attempt = fields.IntField(default=0)
    max_attempts = fields.IntField(default=5)
    rescues = fields.IntField(default=0)
    again = fields.BooleanField(default=False)
    lease_until = InstantField(null=True)
    worker = fields.CharField(64, null=True)
    token = fields.CharField(32, null=True)
    ukey = fields.CharField(160, null=True)
    batch_id = fields.CharField(26, null=True)
    errors: Any = fields.JSONField(default=list)
    checkpoint: Any = fields.JSONField(null=True)
    created_at = InstantField()
    finished_at = InstantField(null=True)

    class Meta:
        table = "job"


class JobBatch(Model):
    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26, null=True)
    label = fields.CharField(128)
    total = fields.IntField()
    done = fields.IntField(default=0)
    failed = fields.IntField(default=0)
    on_done: Any = fields.JSONField(null=True)
    created_at = InstantField()
    finished_at = InstantField(null=True)

    class Meta:
        table = "job_batch"


class JobWorker(Model):
    id = fields.CharField(64, primary_key=True)
    host = fields.CharField(128)
    pid = fields.IntField()
    kinds: Any = fields.JSONField()
    started_at = InstantField()
    beat_at = InstantField()

    class Meta:
        table = "job_worker"


class JobSchedule(Model):
    """A kind that is enqueued every `every_seconds`; `next_at` advances in the same transaction."""

    name = fields.CharField(64, primary_key=True)
    kind = fields.CharField(64)
    every_seconds = fields.IntField()
    next_at = InstantField()

    class Meta:
        table = "job_schedule"


class JobLane(Model):
    name = fields.CharField(32, primary_key=True)
    paused = fields.BooleanField(default=False)
    max_running = fields.IntField(null=True)

    class Meta:
        table = "job_lane"
