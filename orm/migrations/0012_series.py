"""Numbers that people quote, given one after the other."""

from tortoise import fields
from tortoise.migrations.migration import Migration as Base

from orm.operations import CreateTable


class Migration(Base):
    dependencies = [("orm", "0011_parameter")]
    operations = [
        CreateTable(
            "Series",
            [
                ("id", fields.CharField(64, primary_key=True)),
                ("company_id", fields.CharField(26)),
                ("given", fields.IntField(default=0)),
            ],
            {"table": "series"},
            refs={"company_id": "company"},
        ),
    ]
