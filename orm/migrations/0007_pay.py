"""Pay: agreed amounts, scores, runs and slips. All money is integer fen."""

from tortoise import fields
from tortoise.migrations.migration import Migration as Base

from orm.fields import InstantField
from orm.guards import REAL, refuse
from orm.operations import CreateTable, Sql

_RUN = ("pay_run", "closed")
_SLIP = ("payslip", "closed")
_GUARD_RUN = """CREATE FUNCTION liuhen_guard_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'closed' AND (TG_OP = 'UPDATE' OR NOT EXISTS
      (SELECT 1 FROM company WHERE id = OLD.company_id AND is_demo)) THEN
    RAISE EXCEPTION 'closed: pay_run';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$"""
_GUARD_SLIP = """CREATE FUNCTION liuhen_guard_slip() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE slip payslip := CASE WHEN TG_OP = 'INSERT' THEN NEW ELSE OLD END;
BEGIN
  IF EXISTS (SELECT 1 FROM pay_run WHERE id = slip.run_id AND state = 'closed')
      AND (TG_OP <> 'DELETE' OR NOT EXISTS
      (SELECT 1 FROM company WHERE id = slip.company_id AND is_demo)) THEN
    RAISE EXCEPTION 'closed: payslip';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$"""


def _closed(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM pay_run WHERE id = {row}.run_id AND state = 'closed')"  # noqa: S608 - OLD or NEW


class Migration(Base):
    dependencies = [("orm", "0006_approval")]
    operations = [
        CreateTable(
            "PayProfile",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26)),
                ("person_id", fields.CharField(26)),
                ("valid_from", fields.DateField()),
                ("base_fen", fields.BigIntField()),
                ("performance_fen", fields.BigIntField(default=0)),
                ("items", fields.JSONField(default=dict)),
            ],
            {
                "table": "pay_profile",
                "unique_together": (("person_id", "valid_from"),),
            },
            refs={"company_id": "company", "person_id": "person"},
            integers=("base_fen", "performance_fen"),
        ),
        CreateTable(
            "PerformanceScore",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26)),
                ("person_id", fields.CharField(26)),
                ("month", fields.CharField(7)),
                ("score_bp", fields.IntField()),
                ("note", fields.CharField(256, default="")),
                ("confirmed_at", InstantField(null=True)),
            ],
            {
                "table": "performance_score",
                "unique_together": (("person_id", "month"),),
            },
            refs={"company_id": "company", "person_id": "person"},
            integers=("score_bp",),
        ),
        CreateTable(
            "PayRun",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26)),
                ("month", fields.CharField(7)),
                ("state", fields.CharField(32)),
                ("made_at", InstantField()),
                ("made_by", fields.CharField(26)),
                ("reviewed_at", InstantField(null=True)),
                ("reviewed_by", fields.CharField(26, null=True)),
                ("closed_at", InstantField(null=True)),
                ("closed_by", fields.CharField(26, null=True)),
                ("total_fen", fields.BigIntField(default=0)),
                ("problems", fields.JSONField(default=list)),
            ],
            {
                "table": "pay_run",
                "unique_together": (("company_id", "month"),),
            },
            refs={"company_id": "company"},
            checks={"pay_run_state": "state IN ('draft', 'reviewed', 'closed')"},
            integers=("total_fen",),
        ),
        CreateTable(
            "Payslip",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26)),
                ("run_id", fields.CharField(26)),
                ("person_id", fields.CharField(26, db_index=True)),
                ("month", fields.CharField(7)),
                ("gross_fen", fields.BigIntField()),
                ("net_fen", fields.BigIntField()),
                ("body", fields.TextField()),
                ("digest", fields.CharField(64)),
            ],
            {
                "table": "payslip",
                "unique_together": (("run_id", "person_id"),),
            },
            refs={"company_id": "company", "run_id": "pay_run", "person_id": "person"},
            integers=("gross_fen", "net_fen"),
        ),
        Sql(
            sqlite=[
                refuse("pay_run_no_update", "UPDATE ON pay_run", "OLD.state = 'closed'", *_RUN),
                refuse(
                    "pay_run_no_delete",
                    "DELETE ON pay_run",
                    f"OLD.state = 'closed' AND {REAL}",
                    *_RUN,
                ),
                refuse("payslip_no_insert", "INSERT ON payslip", _closed("NEW"), *_SLIP),
                refuse("payslip_no_update", "UPDATE ON payslip", _closed("OLD"), *_SLIP),
                refuse(
                    "payslip_no_delete", "DELETE ON payslip", f"{_closed('OLD')} AND {REAL}", *_SLIP
                ),
            ],
            postgres=[
                _GUARD_RUN,
                _GUARD_SLIP,
                (
                    "CREATE TRIGGER pay_run_guard BEFORE UPDATE OR DELETE ON pay_run"
                    " FOR EACH ROW EXECUTE FUNCTION liuhen_guard_run()"
                ),
                (
                    "CREATE TRIGGER payslip_guard BEFORE INSERT OR UPDATE OR DELETE ON payslip"
                    " FOR EACH ROW EXECUTE FUNCTION liuhen_guard_slip()"
                ),
                "ALTER TABLE pay_run ENABLE ALWAYS TRIGGER pay_run_guard",
                "ALTER TABLE payslip ENABLE ALWAYS TRIGGER payslip_guard",
            ],
        ),
    ]
