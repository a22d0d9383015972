"""Orders to terminals, leases of several gateways, counts per day, gaps."""

from tortoise import fields
from tortoise.migrations.migration import Migration as Base

from orm.fields import InstantField
from orm.operations import CreateTable


class Migration(Base):
    dependencies = [("orm", "0012_series")]
    operations = [
        CreateTable(
            "TerminalCommand",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26)),
                ("terminal_id", fields.CharField(26)),
                ("number", fields.IntField()),
                ("kind", fields.CharField(32)),
                ("person_id", fields.CharField(26, null=True)),
                ("arguments", fields.JSONField(default=dict)),
                ("state", fields.CharField(16, default="queued")),
                ("created_at", InstantField()),
                ("created_by", fields.CharField(26)),
                ("approved_by", fields.CharField(26, null=True)),
                ("sends", fields.IntField(default=0)),
                ("sent_at", InstantField(null=True)),
                ("settled_at", InstantField(null=True)),
                ("result_code", fields.IntField(null=True)),
                ("result", fields.CharField(400, default="")),
            ],
            {
                "table": "terminal_command",
                "unique_together": (("terminal_id", "number"),),
                "indexes": (("terminal_id", "state"), ("company_id", "created_at")),
            },
            refs={"company_id": "company", "terminal_id": "terminal", "person_id": "person"},
        ),
        CreateTable(
            "GatewayNode",
            [
                ("id", fields.CharField(64, primary_key=True)),
                ("started_at", InstantField()),
                ("seen_at", InstantField()),
            ],
            {
                "table": "gateway_node",
            },
        ),
        CreateTable(
            "BrokerSession",
            [
                ("id", fields.CharField(64, primary_key=True)),
                ("holder", fields.CharField(96)),
                ("until", InstantField()),
            ],
            {
                "table": "broker_session",
            },
        ),
        CreateTable(
            "TerminalLease",
            [
                ("terminal_id", fields.CharField(26, primary_key=True)),
                ("holder", fields.CharField(64)),
                ("token", fields.IntField(default=0)),
                ("until", InstantField()),
            ],
            {
                "table": "terminal_lease",
            },
            refs={"terminal_id": "terminal"},
        ),
        CreateTable(
            "TerminalDay",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("terminal_id", fields.CharField(26)),
                ("day", fields.DateField()),
                ("device_count", fields.IntField()),
                ("device_digest", fields.CharField(64)),
                ("stored_count", fields.IntField()),
                ("stored_digest", fields.CharField(64)),
                ("checked_at", InstantField()),
            ],
            {
                "table": "terminal_day",
                "unique_together": (("terminal_id", "day"),),
            },
            refs={"terminal_id": "terminal"},
        ),
        CreateTable(
            "TerminalGap",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26)),
                ("terminal_id", fields.CharField(26)),
                ("kind", fields.CharField(16)),
                ("low", fields.CharField(32)),
                ("high", fields.CharField(32)),
                ("missing", fields.IntField(null=True)),
                ("found_at", InstantField()),
                ("settled_at", InstantField(null=True)),
                ("settled_by", fields.CharField(26, null=True)),
                ("settled_as", fields.CharField(32, default="")),
                ("note", fields.CharField(400, default="")),
            ],
            {
                "table": "terminal_gap",
                "unique_together": (("terminal_id", "kind", "low"),),
                "indexes": (("company_id", "settled_at"),),
            },
            refs={"company_id": "company", "terminal_id": "terminal"},
        ),
    ]
