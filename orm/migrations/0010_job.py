"""Background work: one table with the semantics that docs/decisions/003 argues."""

from tortoise import fields
from tortoise.migrations.migration import Migration as Base

from orm.fields import InstantField
from orm.operations import CreateTable, Sql


class Migration(Base):
    dependencies = [("orm", "0009_evidence")]
    operations = [
        CreateTable(
            "Job",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26, null=True)),
                ("lane", fields.CharField(32, default="default")),
                ("kind", fields.CharField(64)),
                ("version", fields.IntField(default=1)),
                ("args", fields.JSONField(default=dict)),
                ("state", fields.CharField(16)),
                ("prio", fields.IntField(default=0)),
                ("run_at", InstantField()),
                ("attempt", fields.IntField(default=0)),
                ("max_attempts", fields.IntField(default=5)),
                ("rescues", fields.IntField(default=0)),
                ("again", fields.BooleanField(default=False)),
                ("lease_until", InstantField(null=True)),
                ("worker", fields.CharField(64, null=True)),
                ("token", fields.CharField(32, null=True)),
                ("ukey", fields.CharField(160, null=True)),
                ("batch_id", fields.CharField(26, null=True)),
                ("errors", fields.JSONField(default=list)),
                ("checkpoint", fields.JSONField(null=True)),
                ("created_at", InstantField()),
                ("finished_at", InstantField(null=True)),
            ],
            {
                "table": "job",
            },
            checks={
                "job_state": "state IN ('scheduled', 'ready', 'running', 'done', 'dead', 'cancelled')",
                "job_lease": "(state = 'running') = (token IS NOT NULL)",
            },
        ),
        CreateTable(
            "JobBatch",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26, null=True)),
                ("label", fields.CharField(128)),
                ("total", fields.IntField()),
                ("done", fields.IntField(default=0)),
                ("failed", fields.IntField(default=0)),
                ("on_done", fields.JSONField(null=True)),
                ("created_at", InstantField()),
                ("finished_at", InstantField(null=True)),
            ],
            {
                "table": "job_batch",
            },
        ),
        CreateTable(
            "JobWorker",
            [
                ("id", fields.CharField(64, primary_key=True)),
                ("host", fields.CharField(128)),
                ("pid", fields.IntField()),
                ("kinds", fields.JSONField()),
                ("started_at", InstantField()),
                ("beat_at", InstantField()),
            ],
            {
                "table": "job_worker",
            },
        ),
        CreateTable(
            "JobSchedule",
            [
                ("name", fields.CharField(64, primary_key=True)),
                ("kind", fields.CharField(64)),
                ("every_seconds", fields.IntField()),
                ("next_at", InstantField()),
            ],
            {
                "table": "job_schedule",
            },
            checks={"job_schedule_every": "every_seconds > 0"},
        ),
        CreateTable(
            "JobLane",
            [
                ("name", fields.CharField(32, primary_key=True)),
                ("paused", fields.BooleanField(default=False)),
                ("max_running", fields.IntField(null=True)),
            ],
            {
                "table": "job_lane",
            },
            checks={"job_lane_max_running": "max_running IS NULL OR max_running >= 0"},
        ),
        Sql(
            both=[
                (
                    "CREATE UNIQUE INDEX uidx_job_ukey_live ON job (ukey)"
                    " WHERE ukey IS NOT NULL AND state IN ('scheduled', 'ready', 'running')"
                ),
                "CREATE INDEX idx_job_ready ON job (prio, run_at, id) WHERE state = 'ready'",
                "CREATE INDEX idx_job_scheduled ON job (run_at) WHERE state = 'scheduled'",
                "CREATE INDEX idx_job_running ON job (lease_until) WHERE state = 'running'",
                (
                    "CREATE INDEX idx_job_finished ON job (finished_at)"
                    " WHERE state IN ('done', 'dead', 'cancelled')"
                ),
                "CREATE INDEX idx_job_batch ON job (batch_id) WHERE batch_id IS NOT NULL",
            ],
            postgres=[
                (
                    "ALTER TABLE job SET (autovacuum_vacuum_scale_factor = 0.02,"
                    " autovacuum_vacuum_threshold = 1000, fillfactor = 70)"
                ),
            ],
        ),
    ]
