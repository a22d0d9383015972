"""Requests, the tasks they wait on, and every line of what happened."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from orm.fields import InstantField


class Request(Model):
    """`engine` is the state of rules/approvals; `version` guards against two acts at once."""

    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26)
    number = fields.CharField(32)
    form_code = fields.CharField(32)
    initiator_id = fields.CharField(26, db_index=True)
    person_id = fields.CharField(26, db_index=True)
    values: Any = fields.JSONField()
    flow: Any = fields.JSONField()
    engine: Any = fields.JSONField()
    state = fields.CharField(32)
    version = fields.IntField(default=1)
    content_hash = fields.CharField(64)
    effect = fields.CharField(32)
    effect_from = InstantField(null=True)
    effect_to = InstantField(null=True)
    created_at = InstantField()
    ended_at = InstantField(null=True)

    class Meta:
        table = "request"
        unique_together = (("company_id", "number"),)
        indexes = (("person_id", "state", "effect"), ("company_id", "state"))


class Task(Model):
    """One open or closed place in somebody's to-do centre."""

    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26)
    request_id = fields.CharField(26, db_index=True)
    node = fields.CharField(64)
    seat = fields.CharField(96)
    person_id = fields.CharField(26)
    principal_id = fields.CharField(26, null=True)
    opened_at = InstantField()
    due_at = InstantField(null=True)
    closed_at = InstantField(null=True)
    outcome = fields.CharField(32, default="")

    class Meta:
        table = "task"
        indexes = (("person_id", "closed_at"),)


class RequestLine(Model):
    id = fields.CharField(26, primary_key=True)
    request_id = fields.CharField(26)
    seq = fields.IntField()
    at = InstantField()
    node = fields.CharField(64, null=True)
    person_id = fields.CharField(26, null=True)
    act = fields.CharField(32)
    facts: Any = fields.JSONField(default=dict)
    comment = fields.TextField(default="")

    class Meta:
        table = "request_line"
        unique_together = (("request_id", "seq"),)


class Delegation(Model):
    """Whoever holds tasks of `from_id` in this span acts for him; both ends inclusive."""

    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26)
    from_id = fields.CharField(26, db_index=True)
    to_id = fields.CharField(26)
    starts_at = InstantField()
    ends_at = InstantField()

    class Meta:
        table = "delegation"
