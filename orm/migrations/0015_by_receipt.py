"""Identities time first, and indexes for what is asked by order of receipt or waits for an owner.

What arrives in order is then stored in order, and the newest row of a subject is the end of an
index; without it SQLite sorts the whole history. Tortoise cannot remove an index, so those that a
fresh database never had are dropped here from one that was made before.
"""

from tortoise.migrations.migration import Migration as Base

from orm.guards import sqlite_append_only
from orm.operations import Sql

_PUNCH = (
    *("id", "company_id", "terminal_id", "inbox_id", "identity", "person_code", "local_text"),
    *("zone", "at", "received_at", "state", "verify", "record_no", "flags"),
)
_TIME_FIRST = """
    UPDATE punch SET identity = substr(identity, length(identity) - 18) || CASE
        WHEN identity LIKE '#%' THEN '#' || substr(identity, 2, length(identity) - 21)
        ELSE '|' || substr(identity, 1, length(identity) - 20) END
    WHERE identity LIKE '%|____-__-__ __:__:__'"""
_EVENTS = """
    CREATE INDEX IF NOT EXISTS idx_event_company_5b672e ON event (company_id, subject, id)"""
_WAITING = """
    CREATE INDEX punch_waiting ON punch (company_id, terminal_id)
    WHERE person_id IS NULL"""


class Migration(Base):
    dependencies = [("orm", "0014_operations")]
    operations = [
        Sql(
            both=[
                "DROP INDEX IF EXISTS idx_event_company_ef786a",
                "DROP INDEX IF EXISTS idx_event_company_1ae234",
                _EVENTS,
                "CREATE INDEX IF NOT EXISTS idx_event_company_188ebc ON event (company_id, id)",
                "DROP INDEX IF EXISTS idx_punch_company_26eaa8",
                "DROP INDEX IF EXISTS idx_punch_person__a240c3",
                "CREATE INDEX punch_days ON punch (company_id, (at / 86400000), person_id)",
                _WAITING,
            ],
            sqlite=[
                "DROP TRIGGER punch_no_delete",
                "DROP TRIGGER punch_no_update",
                _TIME_FIRST,
                *sqlite_append_only("punch", _PUNCH),
            ],
            postgres=[
                "ALTER TABLE punch DISABLE TRIGGER punch_guard",
                _TIME_FIRST,
                "ALTER TABLE punch ENABLE ALWAYS TRIGGER punch_guard",
            ],
        ),
    ]
