"""Who may enter: accounts, roles, first-login links, sessions."""

from tortoise import fields
from tortoise.migrations.migration import Migration as Base

from orm.fields import InstantField
from orm.operations import CreateTable


class Migration(Base):
    dependencies = [("orm", "0001_company")]
    operations = [
        CreateTable(
            "Account",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26, db_index=True)),
                ("person_id", fields.CharField(26, null=True, unique=True)),
                ("login", fields.CharField(128, unique=True)),
                ("password_hash", fields.CharField(256, null=True)),
                ("lang", fields.CharField(8, default="zh")),
                ("theme", fields.CharField(8, default="auto")),
                ("disabled_at", InstantField(null=True)),
                ("created_at", InstantField()),
            ],
            {
                "table": "account",
            },
            refs={"company_id": "company", "person_id": "person"},
        ),
        CreateTable(
            "RoleGrant",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("account_id", fields.CharField(26, db_index=True)),
                ("role", fields.CharField(32)),
                ("unit_id", fields.CharField(26, null=True)),
                ("granted_at", InstantField()),
                ("granted_by", fields.CharField(26, null=True)),
            ],
            {
                "table": "role_grant",
            },
            refs={"account_id": "account", "unit_id": "unit"},
        ),
        CreateTable(
            "LoginLink",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("account_id", fields.CharField(26, db_index=True)),
                ("token_hash", fields.CharField(64, unique=True)),
                ("expires_at", InstantField()),
                ("used_at", InstantField(null=True)),
            ],
            {
                "table": "login_link",
            },
            refs={"account_id": "account"},
        ),
        CreateTable(
            "Session",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("account_id", fields.CharField(26, db_index=True)),
                ("token_hash", fields.CharField(64, unique=True)),
                ("created_at", InstantField()),
                ("seen_at", InstantField()),
                ("ended_at", InstantField(null=True)),
                ("end_reason", fields.CharField(32, default="")),
                ("address", fields.CharField(64, default="")),
                ("agent", fields.CharField(256, default="")),
            ],
            {
                "table": "session",
            },
            refs={"account_id": "account"},
        ),
        CreateTable(
            "LoginFailure",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("login", fields.CharField(128)),
                ("address", fields.CharField(64)),
                ("at", InstantField()),
            ],
            {
                "table": "login_failure",
                "indexes": (("login", "at"), ("address", "at")),
            },
        ),
    ]
