"""What people decide about terminals: moves, dismissed names, mended time zones."""

from tortoise import fields
from tortoise.migrations.migration import Migration as Base

from orm.fields import InstantField
from orm.operations import CreateTable


class Migration(Base):
    dependencies = [("orm", "0013_gateway")]
    operations = [
        CreateTable(
            "TerminalMove",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("terminal_id", fields.CharField(26)),
                ("code_group", fields.CharField(32)),
                ("since", InstantField()),
                ("made_by", fields.CharField(26)),
            ],
            {"table": "terminal_move", "indexes": (("terminal_id", "since"),)},
            refs={"terminal_id": "terminal"},
        ),
        CreateTable(
            "DismissedUser",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26)),
                ("code_group", fields.CharField(32)),
                ("code", fields.CharField(64)),
                ("at", InstantField()),
                ("by", fields.CharField(26)),
            ],
            {
                "table": "dismissed_user",
                "unique_together": (("company_id", "code_group", "code"),),
            },
            refs={"company_id": "company"},
        ),
        CreateTable(
            "ZoneCorrection",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26)),
                ("terminal_id", fields.CharField(26)),
                ("since", InstantField()),
                ("until", InstantField()),
                ("zone", fields.CharField(64)),
                ("minutes", fields.IntField(default=0)),
                ("reason", fields.CharField(400, default="")),
                ("made_at", InstantField()),
                ("made_by", fields.CharField(26)),
            ],
            {"table": "zone_correction", "indexes": (("company_id", "since"),)},
            refs={"company_id": "company", "terminal_id": "terminal"},
            checks={"zone_correction_span": "until >= since"},
        ),
    ]
