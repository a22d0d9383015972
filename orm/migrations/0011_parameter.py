"""Parameters a company entered and checked itself."""

from tortoise import fields
from tortoise.migrations.migration import Migration as Base

from orm.operations import CreateTable


class Migration(Base):
    dependencies = [("orm", "0010_job")]
    operations = [
        CreateTable(
            "CompanyParameter",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26)),
                ("jurisdiction", fields.CharField(16)),
                ("key", fields.CharField(64)),
                ("valid_from", fields.DateField()),
                ("valid_to", fields.DateField(null=True)),
                ("value", fields.JSONField()),
                ("source", fields.CharField(512)),
                ("entered_by", fields.CharField(26)),
                ("checked_by", fields.CharField(26, default="")),
            ],
            {
                "table": "company_parameter",
                "unique_together": (("company_id", "jurisdiction", "key", "valid_from"),),
            },
            refs={"company_id": "company"},
        ),
    ]
