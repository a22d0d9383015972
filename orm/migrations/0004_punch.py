"""Raw facts from the wall: the inbox, the punches, and what could not be read."""

from tortoise import fields
from tortoise.migrations.migration import Migration as Base

from orm.fields import InstantField
from orm.guards import postgres_append_only, sqlite_append_only
from orm.operations import CreateTable, Sql

_INBOX = ("id", "company_id", "terminal_id", "source", "received_at", "digest", "payload")
_PUNCH = (
    *("id", "company_id", "terminal_id", "inbox_id", "identity", "person_code", "local_text"),
    *("zone", "at", "received_at", "state", "verify", "record_no", "flags"),
)


class Migration(Base):
    dependencies = [("orm", "0003_terminal")]
    operations = [
        CreateTable(
            "Inbox",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26)),
                ("terminal_id", fields.CharField(26)),
                ("source", fields.CharField(32)),
                ("received_at", InstantField()),
                ("digest", fields.CharField(64)),
                ("payload", fields.BinaryField()),
            ],
            {
                "table": "inbox",
                "unique_together": (("terminal_id", "digest"),),
            },
        ),
        CreateTable(
            "Punch",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26)),
                ("terminal_id", fields.CharField(26)),
                ("inbox_id", fields.CharField(26)),
                ("identity", fields.CharField(160)),
                ("person_code", fields.CharField(64)),
                ("local_text", fields.CharField(32)),
                ("zone", fields.CharField(64)),
                ("at", InstantField()),
                ("received_at", InstantField()),
                ("state", fields.IntField(null=True)),
                ("verify", fields.CharField(16)),
                ("record_no", fields.CharField(32, null=True)),
                ("flags", fields.CharField(128, default="")),
                ("person_id", fields.CharField(26, null=True)),
            ],
            {
                "table": "punch",
                "unique_together": (("terminal_id", "identity"),),
            },
        ),
        CreateTable(
            "Quarantine",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26)),
                ("terminal_id", fields.CharField(26)),
                ("source", fields.CharField(32)),
                ("received_at", InstantField()),
                ("digest", fields.CharField(64)),
                ("payload", fields.BinaryField()),
                ("reason", fields.CharField(64)),
                ("detail", fields.JSONField(default=dict)),
                ("repeats", fields.IntField(default=0)),
                ("settled_at", InstantField(null=True)),
                ("settled_by", fields.CharField(26, null=True)),
                ("settled_as", fields.CharField(32, default="")),
            ],
            {
                "table": "quarantine",
                "unique_together": (("terminal_id", "digest"),),
                "indexes": (("company_id", "settled_at"),),
            },
        ),
        Sql(
            sqlite=[
                *sqlite_append_only("inbox", _INBOX),
                *sqlite_append_only("punch", _PUNCH),
            ],
            postgres=[
                *postgres_append_only("inbox"),
                *postgres_append_only("punch", free=["person_id"]),
            ],
        ),
    ]
