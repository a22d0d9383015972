"""Requests, the tasks they wait on, and every line of what happened."""

from tortoise import fields
from tortoise.migrations.migration import Migration as Base

from orm.fields import InstantField
from orm.operations import CreateTable


class Migration(Base):
    dependencies = [("orm", "0005_attendance")]
    operations = [
        CreateTable(
            "Request",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26)),
                ("number", fields.CharField(32)),
                ("form_code", fields.CharField(32)),
                ("initiator_id", fields.CharField(26, db_index=True)),
                ("person_id", fields.CharField(26, db_index=True)),
                ("values", fields.JSONField()),
                ("flow", fields.JSONField()),
                ("engine", fields.JSONField()),
                ("state", fields.CharField(32)),
                ("version", fields.IntField(default=1)),
                ("content_hash", fields.CharField(64)),
                ("effect", fields.CharField(32)),
                ("effect_from", InstantField(null=True)),
                ("effect_to", InstantField(null=True)),
                ("created_at", InstantField()),
                ("ended_at", InstantField(null=True)),
            ],
            {
                "table": "request",
                "unique_together": (("company_id", "number"),),
                "indexes": (("person_id", "state", "effect"), ("company_id", "state")),
            },
            refs={"company_id": "company", "initiator_id": "person", "person_id": "person"},
        ),
        CreateTable(
            "Task",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26)),
                ("request_id", fields.CharField(26, db_index=True)),
                ("node", fields.CharField(64)),
                ("seat", fields.CharField(96)),
                ("person_id", fields.CharField(26)),
                ("principal_id", fields.CharField(26, null=True)),
                ("opened_at", InstantField()),
                ("due_at", InstantField(null=True)),
                ("closed_at", InstantField(null=True)),
                ("outcome", fields.CharField(32, default="")),
            ],
            {
                "table": "task",
                "indexes": (("person_id", "closed_at"),),
            },
            refs={
                "company_id": "company",
                "request_id": "request",
                "person_id": "person",
                "principal_id": "person",
            },
        ),
        CreateTable(
            "RequestLine",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("request_id", fields.CharField(26)),
                ("seq", fields.IntField()),
                ("at", InstantField()),
                ("node", fields.CharField(64, null=True)),
                ("person_id", fields.CharField(26, null=True)),
                ("act", fields.CharField(32)),
                ("facts", fields.JSONField(default=dict)),
                ("comment", fields.TextField(default="")),
            ],
            {
                "table": "request_line",
                "unique_together": (("request_id", "seq"),),
            },
            refs={"request_id": "request"},
        ),
        CreateTable(
            "Delegation",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26)),
                ("from_id", fields.CharField(26, db_index=True)),
                ("to_id", fields.CharField(26)),
                ("starts_at", InstantField()),
                ("ends_at", InstantField()),
            ],
            {
                "table": "delegation",
            },
            refs={"company_id": "company", "from_id": "person", "to_id": "person"},
            checks={"delegation_span": "ends_at >= starts_at"},
        ),
    ]
