"""Notices, one attempt per channel, and the facts that came back."""

from tortoise import fields
from tortoise.migrations.migration import Migration as Base

from orm.fields import InstantField
from orm.guards import postgres_append_only, sqlite_append_only
from orm.operations import CreateTable, Sql

_FACT = (
    *("id", "company_id", "attempt_id", "kind", "proof", "source", "at"),
    *("vendor_time", "reason", "digest", "payload"),
)


class Migration(Base):
    dependencies = [("orm", "0007_pay")]
    operations = [
        CreateTable(
            "Notice",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26)),
                ("number", fields.CharField(64)),
                ("kind", fields.CharField(32)),
                ("person_id", fields.CharField(26, db_index=True)),
                ("title", fields.CharField(128)),
                ("body", fields.TextField()),
                ("document_sha256", fields.CharField(64)),
                ("legal", fields.BooleanField(default=False)),
                ("best", fields.CharField(32, default="created")),
                ("conflict", fields.BooleanField(default=False)),
                ("created_at", InstantField()),
                ("created_by", fields.CharField(26, null=True)),
                ("deadline_at", InstantField(null=True)),
            ],
            {
                "table": "notice",
                "unique_together": (("company_id", "number"),),
                "indexes": (("company_id", "created_at"),),
            },
            refs={"company_id": "company", "person_id": "person"},
        ),
        CreateTable(
            "Attempt",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26)),
                ("notice_id", fields.CharField(26, db_index=True)),
                ("channel", fields.CharField(32)),
                ("address", fields.CharField(254)),
                ("best", fields.CharField(32, default="created")),
                ("conflict", fields.BooleanField(default=False)),
                ("vendor_id", fields.CharField(128, null=True, db_index=True)),
                ("tries", fields.IntField(default=0)),
                ("created_at", InstantField()),
                ("last_error", fields.JSONField(null=True)),
            ],
            {
                "table": "attempt",
                "unique_together": (("notice_id", "channel"),),
            },
            refs={"company_id": "company", "notice_id": "notice"},
        ),
        CreateTable(
            "Fact",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26)),
                ("attempt_id", fields.CharField(26)),
                ("kind", fields.CharField(32)),
                ("proof", fields.CharField(16)),
                ("source", fields.CharField(32)),
                ("at", InstantField()),
                ("vendor_time", fields.CharField(64, default="")),
                ("reason", fields.CharField(128, default="")),
                ("digest", fields.CharField(64)),
                ("payload", fields.BinaryField()),
            ],
            {
                "table": "fact",
                "unique_together": (("attempt_id", "kind", "digest"),),
            },
        ),
        Sql(
            sqlite=sqlite_append_only("fact", _FACT),
            postgres=postgres_append_only("fact"),
        ),
    ]
