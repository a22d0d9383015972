"""Who is here: company, site, unit, person."""

from tortoise import fields
from tortoise.migrations.migration import Migration as Base

from orm.fields import InstantField
from orm.guards import FUNCTION, refuse
from orm.operations import CreateTable, Sql

_STAYS_REAL = """CREATE FUNCTION liuhen_stays_real() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.is_demo AND NOT OLD.is_demo THEN RAISE EXCEPTION 'fixed: company.is_demo'; END IF;
  RETURN NEW;
END $$"""


class Migration(Base):
    initial = True
    operations = [
        CreateTable(
            "Company",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("name", fields.CharField(128)),
                ("name_en", fields.CharField(128, default="")),
                ("city", fields.CharField(32)),
                ("zone", fields.CharField(64, default="Asia/Shanghai")),
                ("is_demo", fields.BooleanField(default=False)),
                ("settings", fields.JSONField(default=dict)),
                ("created_at", InstantField()),
            ],
            {
                "table": "company",
            },
        ),
        CreateTable(
            "Site",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26, db_index=True)),
                ("name", fields.CharField(64)),
                ("name_en", fields.CharField(64, default="")),
                ("zone", fields.CharField(64, default="Asia/Shanghai")),
            ],
            {
                "table": "site",
                "unique_together": (("company_id", "name"),),
            },
            refs={"company_id": "company"},
        ),
        CreateTable(
            "Unit",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26, db_index=True)),
                ("parent_id", fields.CharField(26, null=True)),
                ("site_id", fields.CharField(26, null=True)),
                ("head_id", fields.CharField(26, null=True)),
                ("name", fields.CharField(64)),
                ("name_en", fields.CharField(64, default="")),
                ("sort", fields.IntField(default=0)),
            ],
            {
                "table": "unit",
                "unique_together": (("company_id", "name"),),
            },
            refs={"company_id": "company", "parent_id": "unit", "site_id": "site"},
            later={"head_id": "person"},
        ),
        CreateTable(
            "Person",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26)),
                ("code", fields.CharField(32)),
                ("name", fields.CharField(128)),
                ("pinyin", fields.CharField(256, default="")),
                ("unit_id", fields.CharField(26, db_index=True)),
                ("site_id", fields.CharField(26)),
                ("manager_id", fields.CharField(26, null=True, db_index=True)),
                ("position", fields.CharField(64, default="")),
                ("phone", fields.CharField(32, default="")),
                ("email", fields.CharField(254, default="")),
                ("hired_on", fields.DateField()),
                ("left_on", fields.DateField(null=True)),
                ("custom", fields.JSONField(default=dict)),
                ("created_at", InstantField()),
            ],
            {
                "table": "person",
                "unique_together": (("company_id", "code"),),
                "indexes": (("company_id", "unit_id"),),
            },
            refs={
                "company_id": "company",
                "unit_id": "unit",
                "site_id": "site",
                "manager_id": "person",
            },
        ),
        Sql(
            sqlite=[
                refuse(
                    "company_stays_real",
                    "UPDATE OF is_demo ON company",
                    "NEW.is_demo AND NOT OLD.is_demo",
                    "company.is_demo",
                    "fixed",
                )
            ],
            postgres=[
                "ALTER TABLE unit ADD FOREIGN KEY (head_id) REFERENCES person (id)",
                FUNCTION,
                _STAYS_REAL,
                (
                    "CREATE TRIGGER company_stays_real BEFORE UPDATE OF is_demo ON company"
                    " FOR EACH ROW EXECUTE FUNCTION liuhen_stays_real()"
                ),
                "ALTER TABLE company ENABLE ALWAYS TRIGGER company_stays_real",
            ],
        ),
    ]
