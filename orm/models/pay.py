"""Pay: agreed amounts, scores, runs and slips. All money is integer fen."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from orm.fields import InstantField


class PayProfile(Model):
    """Agreed monthly amounts from a date on; `items` holds fixed lines by item code in fen."""

    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26)
    person_id = fields.CharField(26)
    valid_from = fields.DateField()
    base_fen = fields.BigIntField()
    performance_fen = fields.BigIntField(default=0)
    items: Any = fields.JSONField(default=dict)

    class Meta:
        table = "pay_profile"
        unique_together = (("person_id", "valid_from"),)


class PerformanceScore(Model):
    """Score of a month in hundredths of a percent (8000 = 80 %)."""

    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26)
    person_id = fields.CharField(26)
    month = fields.CharField(7)
    score_bp = fields.IntField()
    note = fields.CharField(256, default="")
    confirmed_at = InstantField(null=True)

    class Meta:
        table = "performance_score"
        unique_together = (("person_id", "month"),)


class PayRun(Model):
    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26)
    month = fields.CharField(7)
    state = fields.CharField(32)
    made_at = InstantField()
    made_by = fields.CharField(26)
    reviewed_at = InstantField(null=True)
    reviewed_by = fields.CharField(26, null=True)
    closed_at = InstantField(null=True)
    closed_by = fields.CharField(26, null=True)
    total_fen = fields.BigIntField(default=0)
    problems: Any = fields.JSONField(default=list)

    class Meta:
        table = "pay_run"
        unique_together = (("company_id", "month"),)


class Payslip(Model):
    """`body` is canonical JSON text; `digest` its SHA-256. Immutable once its run is closed."""

    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26)
    run_id = fields.CharField(26)
    person_id = fields.CharField(26, db_index=True)
    month = fields.CharField(7)
    gross_fen = fields.BigIntField()
    net_fen = fields.BigIntField()
    body = fields.TextField()
    digest = fields.CharField(64)

    class Meta:
        table = "payslip"
        unique_together = (("run_id", "person_id"),)


class CompanyParameter(Model):
    """A dated value the company entered; it counts when another person checked it."""

    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26)
    jurisdiction = fields.CharField(16)
    key = fields.CharField(64)
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)
    value: Any = fields.JSONField()
    source = fields.CharField(512)
    entered_by = fields.CharField(26)
    checked_by = fields.CharField(26, default="")

    class Meta:
        table = "company_parameter"
        unique_together = (("company_id", "jurisdiction", "key", "valid_from"),)
