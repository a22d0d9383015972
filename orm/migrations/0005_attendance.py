"""Rules turn punches into days: shifts, who works which, day verdicts, the absence ladder."""

from tortoise import fields
from tortoise.migrations.migration import Migration as Base

from orm.fields import InstantField
from orm.operations import CreateTable, Sql


class Migration(Base):
    dependencies = [("orm", "0004_punch")]
    operations = [
        CreateTable(
            "Shift",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26)),
                ("code", fields.CharField(32)),
                ("version", fields.IntField(default=1)),
                ("name", fields.CharField(64)),
                ("name_en", fields.CharField(64, default="")),
                ("definition", fields.JSONField()),
                ("valid_from", fields.DateField()),
            ],
            {
                "table": "shift",
                "unique_together": (("company_id", "code", "version"),),
            },
            refs={"company_id": "company"},
        ),
        CreateTable(
            "ShiftAssignment",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26, db_index=True)),
                ("unit_id", fields.CharField(26, null=True)),
                ("person_id", fields.CharField(26, null=True)),
                ("shift_code", fields.CharField(32, null=True)),
                ("date_from", fields.DateField()),
                ("date_to", fields.DateField(null=True)),
            ],
            {
                "table": "shift_assignment",
            },
            refs={"company_id": "company", "unit_id": "unit", "person_id": "person"},
        ),
        CreateTable(
            "Day",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26)),
                ("person_id", fields.CharField(26)),
                ("date", fields.DateField()),
                ("verdict", fields.CharField(32)),
                ("day_class", fields.CharField(16, default="workday")),
                ("leave_types", fields.JSONField(default=list)),
                ("shift_code", fields.CharField(32, null=True)),
                ("first_in", InstantField(null=True)),
                ("last_out", InstantField(null=True)),
                ("scheduled_minutes", fields.IntField(default=0)),
                ("worked_minutes", fields.IntField(default=0)),
                ("late_minutes", fields.IntField(default=0)),
                ("early_minutes", fields.IntField(default=0)),
                ("leave_minutes", fields.IntField(default=0)),
                ("absent_minutes", fields.IntField(default=0)),
                ("overtime", fields.JSONField(default=dict)),
                ("missing", fields.JSONField(default=list)),
                ("glyphs", fields.JSONField(default=list)),
                ("held", fields.BooleanField(default=False)),
                ("needs_hr", fields.BooleanField(default=False)),
                ("steps", fields.JSONField(default=list)),
                ("punch_ids", fields.JSONField(default=list)),
                ("request_ids", fields.JSONField(default=list)),
                ("digest", fields.CharField(64)),
                ("computed_at", InstantField()),
            ],
            {
                "table": "day",
                "unique_together": (("person_id", "date"),),
                "indexes": (("company_id", "date"),),
            },
        ),
        CreateTable(
            "DirtyDay",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26, db_index=True)),
                ("person_id", fields.CharField(26)),
                ("date", fields.DateField()),
                ("since", InstantField()),
            ],
            {
                "table": "dirty_day",
                "unique_together": (("person_id", "date"),),
            },
        ),
        CreateTable(
            "AbsenceLadder",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26, db_index=True)),
                ("person_id", fields.CharField(26)),
                ("began_on", fields.DateField()),
                ("step", fields.IntField()),
                ("held", fields.BooleanField(default=False)),
                ("missed", fields.JSONField(default=list)),
                ("opened_at", InstantField()),
                ("stepped_at", InstantField()),
                ("closed_at", InstantField(null=True)),
            ],
            {
                "table": "absence_ladder",
                "unique_together": (("person_id", "began_on"),),
            },
            refs={"company_id": "company", "person_id": "person"},
            checks={"absence_ladder_step": "step >= 1"},
        ),
        CreateTable(
            "AttendanceMonth",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26)),
                ("month", fields.CharField(7)),
                ("closed_at", InstantField()),
                ("closed_by", fields.CharField(26)),
                ("digest", fields.CharField(64)),
            ],
            {
                "table": "attendance_month",
                "unique_together": (("company_id", "month"),),
            },
            refs={"company_id": "company"},
        ),
        CreateTable(
            "LeaveGrant",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26)),
                ("person_id", fields.CharField(26, db_index=True)),
                ("leave_type", fields.CharField(32)),
                ("days", fields.DecimalField(8, 3)),
                ("usable_from", fields.DateField()),
                ("usable_to", fields.DateField()),
            ],
            {
                "table": "leave_grant",
            },
            refs={"company_id": "company", "person_id": "person"},
            checks={"leave_grant_span": "usable_to >= usable_from"},
        ),
        Sql(
            both=[
                (
                    "CREATE UNIQUE INDEX uidx_absence_ladder_open ON absence_ladder"
                    " (person_id) WHERE closed_at IS NULL"
                ),
            ],
        ),
    ]
