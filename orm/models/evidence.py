"""The record: events in the business transaction, leaves by the sequencer, signed heads."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from orm.fields import InstantField


class Event(Model):
    """`data` (canonical JSON) and `salt` may be erased; `leaf` holds only their salted hash."""

    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26)
    type = fields.CharField(64)
    subject = fields.CharField(64)
    actor = fields.CharField(64)
    at = InstantField()
    data = fields.TextField(null=True)
    salt = fields.CharField(32, null=True)
    leaf = fields.BinaryField()

    class Meta:
        table = "event"
        indexes = (("company_id", "subject", "id"), ("company_id", "id"))


class PendingLeaf(Model):
    """Written with the event, removed by the sequencer: events that have no place yet."""

    event_id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26, db_index=True)

    class Meta:
        table = "pending_leaf"


class Leaf(Model):
    """The place of an event in its company's tree, given once by the single sequencer."""

    event_id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26)
    position = fields.BigIntField()
    hash = fields.BinaryField()

    class Meta:
        table = "leaf"
        unique_together = (("company_id", "position"),)


class Checkpoint(Model):
    """A signed tree head; `frontier` lets the next one be computed without the whole tree."""

    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26)
    size = fields.BigIntField()
    root = fields.CharField(64)
    note = fields.TextField()
    frontier: Any = fields.JSONField()
    at = InstantField()

    class Meta:
        table = "checkpoint"
        unique_together = (("company_id", "size"),)
