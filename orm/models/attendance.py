"""Rules turn punches into days: shifts, who works which, day verdicts, the absence ladder."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from orm.fields import InstantField


class Shift(Model):
    """A shift version: start, end, breaks and rules in the words of rules/attendance."""

    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26)
    code = fields.CharField(32)
    version = fields.IntField(default=1)
    name = fields.CharField(64)
    name_en = fields.CharField(64, default="")
    definition: Any = fields.JSONField()
    valid_from = fields.DateField()

    class Meta:
        table = "shift"
        unique_together = (("company_id", "code", "version"),)


class ShiftAssignment(Model):
    """A unit or a person works a shift (null: planned rest) from a date; a person's row wins."""

    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26, db_index=True)
    unit_id = fields.CharField(26, null=True)
    person_id = fields.CharField(26, null=True)
    shift_code = fields.CharField(32, null=True)
    date_from = fields.DateField()
    date_to = fields.DateField(null=True)

    class Meta:
        table = "shift_assignment"


class Day(Model):
    """A derived row: recomputed from punches and requests, always with the same bytes."""

    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26)
    person_id = fields.CharField(26)
    date = fields.DateField()
    verdict = fields.CharField(32)
    day_class = fields.CharField(16, default="workday")
    leave_types: Any = fields.JSONField(default=list)
    shift_code = fields.CharField(32, null=True)
    first_in = InstantField(null=True)
    last_out = InstantField(null=True)
    scheduled_minutes = fields.IntField(default=0)
    worked_minutes = fields.IntField(default=0)
    late_minutes = fields.IntField(default=0)
    early_minutes = fields.IntField(default=0)
    leave_minutes = fields.IntField(default=0)
    absent_minutes = fields.IntField(default=0)
    overtime: Any = fields.JSONField(default=dict)
    missing: Any = fields.JSONField(default=list)
    glyphs: Any = fields.JSONField(default=list)
    held = fields.BooleanField(default=False)
    needs_hr = fields.BooleanField(default=False)
    steps: Any = fields.JSONField(default=list)
    punch_ids: Any = fields.JSONField(default=list)
    request_ids: Any = fields.JSONField(default=list)
    digest = fields.CharField(64)
    computed_at = InstantField()

    class Meta:
        table = "day"
        unique_together = (("person_id", "date"),)
        indexes = (("company_id", "date"),)


class DirtyDay(Model):
    """A day whose inputs changed and that waits to be judged again."""

    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26, db_index=True)
    person_id = fields.CharField(26)
    date = fields.DateField()
    since = InstantField()

    class Meta:
        table = "dirty_day"
        unique_together = (("person_id", "date"),)


class AbsenceLadder(Model):
    """One run of missed shifts; closed when the person is seen or the absence is explained."""

    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26, db_index=True)
    person_id = fields.CharField(26)
    began_on = fields.DateField()
    step = fields.IntField()
    held = fields.BooleanField(default=False)
    missed: Any = fields.JSONField(default=list)
    opened_at = InstantField()
    stepped_at = InstantField()
    closed_at = InstantField(null=True)

    class Meta:
        table = "absence_ladder"
        unique_together = (("person_id", "began_on"),)


class AttendanceMonth(Model):
    """A closed month of attendance; what is closed stays closed."""

    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26)
    month = fields.CharField(7)
    closed_at = InstantField()
    closed_by = fields.CharField(26)
    digest = fields.CharField(64)

    class Meta:
        table = "attendance_month"
        unique_together = (("company_id", "month"),)


class LeaveGrant(Model):
    """Days of a leave type a person may use between two dates, both inclusive."""

    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26)
    person_id = fields.CharField(26, db_index=True)
    leave_type = fields.CharField(32)
    days = fields.DecimalField(8, 3)
    usable_from = fields.DateField()
    usable_to = fields.DateField()

    class Meta:
        table = "leave_grant"
