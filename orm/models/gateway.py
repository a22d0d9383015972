"""What the gateway owes and holds: orders to terminals, leases, counts per day, gaps."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from orm.fields import InstantField


class TerminalCommand(Model):
    """One order to one terminal, sent under the same `number` until its result is here.

    `state`: waiting (for a second person) -> queued -> sent -> done | failed | cancelled.
    """

    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26)
    terminal_id = fields.CharField(26)
    number = fields.IntField()
    kind = fields.CharField(32)
    person_id = fields.CharField(26, null=True)
    arguments: Any = fields.JSONField(default=dict)
    state = fields.CharField(16, default="queued")
    created_at = InstantField()
    created_by = fields.CharField(26)
    approved_by = fields.CharField(26, null=True)
    sends = fields.IntField(default=0)
    sent_at = InstantField(null=True)
    settled_at = InstantField(null=True)
    result_code = fields.IntField(null=True)
    result = fields.CharField(400, default="")

    class Meta:
        table = "terminal_command"
        unique_together = (("terminal_id", "number"),)
        indexes = (("terminal_id", "state"), ("company_id", "created_at"))


class GatewayNode(Model):
    """One running gateway; it shares the pulled terminals with every other that is alive."""

    id = fields.CharField(64, primary_key=True)
    started_at = InstantField()
    seen_at = InstantField()

    class Meta:
        table = "gateway_node"


class BrokerSession(Model):
    """A client id at the MQTT broker and the running gateway that uses it until then."""

    id = fields.CharField(64, primary_key=True)
    holder = fields.CharField(96)
    until = InstantField()

    class Meta:
        table = "broker_session"


class TerminalLease(Model):
    """Which gateway speaks with a pulled terminal; after `until` another may take it."""

    terminal_id = fields.CharField(26, primary_key=True)
    holder = fields.CharField(64)
    token = fields.IntField(default=0)
    until = InstantField()

    class Meta:
        table = "terminal_lease"


class TerminalDay(Model):
    """One local day of one terminal's log against ours: counts, and a digest of the identities."""

    id = fields.CharField(26, primary_key=True)
    terminal_id = fields.CharField(26)
    day = fields.DateField()
    device_count = fields.IntField()
    device_digest = fields.CharField(64)
    stored_count = fields.IntField()
    stored_digest = fields.CharField(64)
    checked_at = InstantField()

    class Meta:
        table = "terminal_day"
        unique_together = (("terminal_id", "day"),)


class TerminalGap(Model):
    """A span whose punches may be missing, and why we think so; `missing` when it is known.

    `kind`: overwritten (ring buffer), skipped (record numbers), short (counts), cleared,
    unheard (the broker lost our session).
    """

    id = fields.CharField(26, primary_key=True)
    company_id = fields.CharField(26)
    terminal_id = fields.CharField(26)
    kind = fields.CharField(16)
    low = fields.CharField(32)
    high = fields.CharField(32)
    missing = fields.IntField(null=True)
    found_at = InstantField()
    settled_at = InstantField(null=True)
    settled_by = fields.CharField(26, null=True)
    settled_as = fields.CharField(32, default="")
    note = fields.CharField(400, default="")

    class Meta:
        table = "terminal_gap"
        unique_together = (("terminal_id", "kind", "low"),)
        indexes = (("company_id", "settled_at"),)
