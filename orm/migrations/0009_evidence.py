"""The record: events in the business transaction, leaves by the sequencer, signed heads."""

from tortoise import fields
from tortoise.migrations.migration import Migration as Base

from orm.fields import InstantField
from orm.guards import postgres_append_only, refuse, sqlite_append_only
from orm.operations import CreateTable, Sql

_EVENT = ("id", "company_id", "type", "subject", "actor", "at", "leaf")
_LEAF = ("event_id", "company_id", "position", "hash")
_CHECKPOINT = ("id", "company_id", "size", "root", "note", "frontier", "at")
_REWRITTEN = (
    "(NEW.data IS NOT NULL AND NEW.data IS NOT OLD.data)"
    " OR (NEW.salt IS NOT NULL AND NEW.salt IS NOT OLD.salt)"
)
_ERASE = """CREATE FUNCTION liuhen_erase() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.data IS NOT NULL AND NEW.data IS DISTINCT FROM OLD.data)
      OR (NEW.salt IS NOT NULL AND NEW.salt IS DISTINCT FROM OLD.salt) THEN
    RAISE EXCEPTION 'append-only: event';
  END IF;
  RETURN NEW;
END $$"""


class Migration(Base):
    dependencies = [("orm", "0008_notice")]
    operations = [
        CreateTable(
            "Event",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26)),
                ("type", fields.CharField(64)),
                ("subject", fields.CharField(64)),
                ("actor", fields.CharField(64)),
                ("at", InstantField()),
                ("data", fields.TextField(null=True)),
                ("salt", fields.CharField(32, null=True)),
                ("leaf", fields.BinaryField()),
            ],
            {
                "table": "event",
                "indexes": (("company_id", "subject", "id"), ("company_id", "id")),
            },
        ),
        CreateTable(
            "PendingLeaf",
            [
                ("event_id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26, db_index=True)),
            ],
            {
                "table": "pending_leaf",
            },
        ),
        CreateTable(
            "Leaf",
            [
                ("event_id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26)),
                ("position", fields.BigIntField()),
                ("hash", fields.BinaryField()),
            ],
            {
                "table": "leaf",
                "unique_together": (("company_id", "position"),),
            },
            checks={"leaf_position": "position >= 0"},
        ),
        CreateTable(
            "Checkpoint",
            [
                ("id", fields.CharField(26, primary_key=True)),
                ("company_id", fields.CharField(26)),
                ("size", fields.BigIntField()),
                ("root", fields.CharField(64)),
                ("note", fields.TextField()),
                ("frontier", fields.JSONField()),
                ("at", InstantField()),
            ],
            {
                "table": "checkpoint",
                "unique_together": (("company_id", "size"),),
            },
            checks={"checkpoint_size": "size >= 0"},
        ),
        Sql(
            sqlite=[
                *sqlite_append_only("event", _EVENT),
                refuse("event_erase", "UPDATE ON event", _REWRITTEN, "event"),
                *sqlite_append_only("leaf", _LEAF),
                *sqlite_append_only("checkpoint", _CHECKPOINT),
            ],
            postgres=[
                *postgres_append_only("event", free=["data", "salt"]),
                _ERASE,
                (
                    "CREATE TRIGGER event_erase BEFORE UPDATE ON event"
                    " FOR EACH ROW EXECUTE FUNCTION liuhen_erase()"
                ),
                "ALTER TABLE event ENABLE ALWAYS TRIGGER event_erase",
                *postgres_append_only("leaf"),
                *postgres_append_only("checkpoint"),
            ],
        ),
    ]
