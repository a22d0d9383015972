"""The devices on the wall: terminals, their outages, their users, and whose code is whose."""

from tortoise import fields
from tortoise.migrations.migration import Migration as Base

from orm.fields import InstantField
from orm.operations import CreateTable, Sql


class Migration(Base):
    dependencies = [("orm", "0002_account")]
    operations = [
        CreateTable(
            "Terminal",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26, db_index=True)),
                ("site_id", fields.CharField(26)),
                ("code", fields.CharField(32)),
                ("name", fields.CharField(64)),
                ("name_en", fields.CharField(64, default="")),
                ("protocol", fields.CharField(32)),
                ("serial", fields.CharField(64, unique=True)),
                ("code_group", fields.CharField(32, default="default")),
                ("zone", fields.CharField(64, default="Asia/Shanghai")),
                ("address", fields.CharField(128, default="")),
                ("settings", fields.JSONField(default=dict)),
                ("secret_box", fields.TextField(default="")),
                ("enabled", fields.BooleanField(default=True)),
                ("state", fields.CharField(32, default="new")),
                ("state_since", InstantField()),
                ("last_seen_at", InstantField(null=True)),
                ("last_punch_at", InstantField(null=True)),
                ("last_pull_at", InstantField(null=True)),
                ("clock_skew_ms", fields.BigIntField(null=True)),
                ("device_count", fields.IntField(null=True)),
                ("record_cap", fields.IntField(null=True)),
                ("stored_count", fields.IntField(default=0)),
                ("user_count", fields.IntField(null=True)),
                ("firmware", fields.CharField(64, default="")),
                ("last_error", fields.JSONField(null=True)),
            ],
            {
                "table": "terminal",
                "unique_together": (("company_id", "code"),),
            },
            refs={"company_id": "company", "site_id": "site"},
        ),
        CreateTable(
            "TerminalOutage",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("terminal_id", fields.CharField(26)),
                ("began_at", InstantField()),
                ("ended_at", InstantField(null=True)),
                ("reason", fields.CharField(64, default="")),
            ],
            {
                "table": "terminal_outage",
                "indexes": (("terminal_id", "began_at"),),
            },
            refs={"terminal_id": "terminal"},
            checks={"terminal_outage_span": "ended_at IS NULL OR ended_at >= began_at"},
        ),
        CreateTable(
            "TerminalUser",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("terminal_id", fields.CharField(26)),
                ("code", fields.CharField(64)),
                ("name", fields.CharField(128, default="")),
                ("seen_at", InstantField()),
            ],
            {
                "table": "terminal_user",
                "unique_together": (("terminal_id", "code"),),
            },
            refs={"terminal_id": "terminal"},
        ),
        CreateTable(
            "CodeMapping",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26)),
                ("code_group", fields.CharField(32)),
                ("code", fields.CharField(64)),
                ("person_id", fields.CharField(26, db_index=True)),
                ("valid_from", InstantField()),
                ("valid_to", InstantField(null=True)),
            ],
            {
                "table": "code_mapping",
                "unique_together": (("company_id", "code_group", "code", "valid_from"),),
            },
            refs={"company_id": "company", "person_id": "person"},
            checks={"code_mapping_span": "valid_to IS NULL OR valid_to >= valid_from"},
        ),
        CreateTable(
            "UnknownTerminal",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("serial", fields.CharField(64)),
                ("protocol", fields.CharField(32)),
                ("reason", fields.CharField(32)),
                ("address", fields.CharField(64, default="")),
                ("first_at", InstantField()),
                ("last_at", InstantField()),
                ("knocks", fields.IntField(default=1)),
            ],
            {
                "table": "unknown_terminal",
                "unique_together": (("serial", "protocol", "reason"),),
            },
        ),
        Sql(
            both=[
                (
                    "CREATE UNIQUE INDEX uidx_code_mapping_open ON code_mapping"
                    " (company_id, code_group, code) WHERE valid_to IS NULL"
                ),
                (
                    "CREATE UNIQUE INDEX uidx_terminal_outage_open ON terminal_outage"
                    " (terminal_id) WHERE ended_at IS NULL"
                ),
            ],
        ),
    ]
