"""Raw facts from the wall: the inbox, the punches, and what could not be read."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from orm.fields import InstantField


class Inbox(Model):
    """One received unit (an HTTP body, an MQTT message, the new records of a pull) as bytes."""

    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26)
    terminal_id = fields.CharField(26)
    source = fields.CharField(32)
    received_at = InstantField()
    digest = fields.CharField(64)
    payload = fields.BinaryField()

    class Meta:
        table = "inbox"
        unique_together = (("terminal_id", "digest"),)


class Punch(Model):
    """One punch, once. Only `person_id` may ever change (a trigger holds that).

    Ids are made on receipt, so the order of ids is the order of receipt.
    `local_text` is the device's own time as received, `at` the instant it means in `zone`.
    """

    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26)
    terminal_id = fields.CharField(26)
    inbox_id = fields.CharField(26)
    identity = fields.CharField(160)
    person_code = fields.CharField(64)
    local_text = fields.CharField(32)
    zone = fields.CharField(64)
    at = InstantField()
    received_at = InstantField()
    state = fields.IntField(null=True)
    verify = fields.CharField(16)
    record_no = fields.CharField(32, null=True)
    flags = fields.CharField(128, default="")
    person_id = fields.CharField(26, null=True)

    class Meta:
        table = "punch"
        unique_together = (("terminal_id", "identity"),)


class Quarantine(Model):
    """Bytes that could not be read, with the reason; a repeat only counts up."""

    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26)
    terminal_id = fields.CharField(26)
    source = fields.CharField(32)
    received_at = InstantField()
    digest = fields.CharField(64)
    payload = fields.BinaryField()
    reason = fields.CharField(64)
    detail: Any = fields.JSONField(default=dict)
    repeats = fields.IntField(default=0)
    settled_at = InstantField(null=True)
    settled_by = fields.CharField(26, null=True)
    settled_as = fields.CharField(32, default="")

    class Meta:
        table = "quarantine"
        unique_together = (("terminal_id", "digest"),)
        indexes = (("company_id", "settled_at"),)
